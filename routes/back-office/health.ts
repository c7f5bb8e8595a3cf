import { rawForm } from '../../middleware/parse.ts'
import { healthPage } from '../../src/back-office/health-page.ts'
import type { Examination } from '../../src/back-office/health-page.ts'
import { foreignFormPage, oldFormPage } from '../../src/back-office/trouble-pages.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import { isFromOwnPage } from '../../src/html/own-page.ts'
import { seeOther } from '../../src/html/see-other.ts'
import type { LedgerProcess } from '../../src/ledger/processes.ts'
import type { Seals } from './seals.ts'
import type { Show } from './visit.ts'

export interface HealthRouteOptions {
  readonly verbs: Pick<PaymentVerbs, 'doctor' | 'health'>
  /** Every process on the ledger that was heard of lately. */
  readonly processes: () => Promise<readonly LedgerProcess[]>
  readonly shopKey: string
  readonly seals: Seals
  readonly origin: string
}

/** `GET /health`, and `POST /health`: what the doctor finds is kept until it looks again. */
export function makeHealthRoutes(options: HealthRouteOptions): { readonly show: Show; readonly examine: Show } {
  const { verbs, processes, shopKey, seals, origin } = options
  let examination: Examination | undefined
  let examining: Promise<void> | undefined

  async function look(): Promise<void> {
    const at = new Date()
    const findings = await verbs.doctor()
    examination = { at, tookMs: Date.now() - at.getTime(), findings }
  }

  const sealOf = (operator: string) => ({ operator, action: 'examine', subject: 'health' })
  return {
    async show({ operator, surroundings, base }) {
      const { clock } = surroundings
      const [health, known] = await Promise.all([verbs.health(), processes().catch(() => [])])
      const seal = seals.seal({ ...sealOf(operator.name), seen: 0 }, clock.now)
      const page = healthPage({ health, examination, processes: known, shopKey, seal }, base, clock)
      return { page, json: { health, examination, processes: known } }
    },
    async examine({ req, res, operator, surroundings, base }) {
      const here = `${base}/health`
      if (!isFromOwnPage(req.headers, [origin])) return { page: foreignFormPage(here) }
      const form = await rawForm(req)
      const opened = seals.open(form.get('seal') ?? '', sealOf(operator.name), surroundings.clock.now)
      if (!opened || opened.isOld) return { page: oldFormPage(here) }
      // One look at a time, however many press.
      examining ??= look().finally(() => (examining = undefined))
      await examining
      return void seeOther(res, here)
    },
  }
}
