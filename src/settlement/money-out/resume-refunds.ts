import type { Order } from '../../order.ts'
import { gatewayOf } from '../gateway-account.ts'
import { leaseMsOf } from '../judge/plan.ts'
import type { CarryOnRefund } from './carry-on-refund.ts'
import type { MoneyOutDeps } from './deps.ts'

/** Resumes refunds that nobody is carrying on. */
export interface ResumeRefunds {
  /** Refunds whose answer was lost or whose process died, and those of late payments; of one order, or of all. */
  readonly resume: (limits?: { readonly orderNumber?: string; readonly isStopped?: () => boolean }) => Promise<void>
  /** The refund of one order, if one is due. Never rejects. */
  readonly resumeOne: (orderNumber: string) => Promise<Order | undefined>
}

export function makeResumeRefunds({
  ledger,
  gatewayAccount,
  gatewayTimeoutMs,
  logger,
  carryOn,
}: MoneyOutDeps & { readonly carryOn: CarryOnRefund }): ResumeRefunds {
  const gateway = gatewayOf(gatewayAccount)
  const leaseMs = leaseMsOf(gatewayTimeoutMs)

  const resume: ResumeRefunds['resume'] = async ({ orderNumber, isStopped = () => false } = {}) => {
    while (!isStopped()) {
      const claimed = await ledger.claimRefund({ gateway, orderNumber, leaseMs })
      if (!claimed) return
      const { refund, order } = claimed
      const inHand = { refund, order, isNew: refund.tryNumber === 1, isDecided: false, trigger: 'sweep' } as const
      await carryOn(inHand).catch((error: unknown) =>
        logger.warn({ orderNumber: order.orderNumber, key: refund.key, err: error }, 'a refund is not made yet'),
      )
    }
  }

  return {
    resume,
    async resumeOne(orderNumber) {
      try {
        await resume({ orderNumber })
        return await ledger.find(orderNumber)
      } catch (error) {
        logger.error({ orderNumber, err: error }, 'a refund could not be carried on, the sweep tries again')
        return undefined
      }
    },
  }
}
