import type { OrderAction, Wanted } from '../../src/back-office/deed-words.ts'
import { toMinorUnits } from '../../src/money.ts'
import type { Order } from '../../src/order.ts'

/** What an address or a form asks for; a sentence if it cannot be read. */
export function readWanted(action: OrderAction, order: Order, form: URLSearchParams): Wanted | string {
  const note = form.get('note')?.trim() ?? ''
  const wanted: Wanted = { note: note === '' ? undefined : note }
  if (action === 'resolve') return readResolution(form, wanted)
  return action === 'refund' || action === 'capture' ? readAmount(order.currency, { form, wanted }) : wanted
}

function readResolution(form: URLSearchParams, wanted: Wanted): Wanted | string {
  const as = form.get('as')
  if (as === 'paid' || as === 'refunded' || as === 'declined') return { ...wanted, as }
  return 'Wanted paid, refunded or declined: what the order is to be after it.'
}

interface AmountTerms {
  readonly form: URLSearchParams
  readonly wanted: Wanted
}

function readAmount(currency: string, { form, wanted }: AmountTerms): Wanted | string {
  try {
    const amountMinor = toMinorUnits((form.get('amount') ?? '').trim(), currency)
    if (amountMinor === 0) return `Wanted more than 0 ${currency}: 0 does not mean everything.`
    return { ...wanted, amountMinor }
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

/** A sentence if it is more than is left, as the order stands now. */
export function excessOf(action: OrderAction, order: Order, { amountMinor = 0 }: Wanted): string | undefined {
  const { capturedMinor, refundedMinor, capturingMinor, amountMinor: orderedMinor } = order
  if (action !== 'refund' && action !== 'capture') return undefined
  const mostMinor = action === 'refund' ? capturedMinor - refundedMinor : (capturingMinor ?? orderedMinor)
  return amountMinor > mostMinor ? 'That is more than is left of it.' : undefined
}

/** The amount and the way out are a part of what is sealed: no form can be changed after its page was written. */
export function sealedAction(action: OrderAction, { amountMinor, as }: Wanted): string {
  return [action, amountMinor, as].filter((part) => part !== undefined).join(' ')
}
