import { IllegalMoveError, InvalidAmountError, OrderNotFoundError } from '../../errors.ts'
import type { ProposalLedger, ProposedRefund, ProposeRefund, RefundProposal } from '../../ledger/proposal-ledger.ts'
import { moneyText } from '../../money.ts'
import type { Order } from '../../order.ts'
import { notProposed, refusalFor } from '../judge/refusals.ts'
import { isSamePerson } from '../../same-person.ts'
import { quoted } from '../../visible.ts'
import { requireAsker } from '../person.ts'
import type { RefundVerb } from './refund.ts'

/** Refunds that one person may not make alone. Only {@link ProposedRefunds.approve} sends anything to the gateway. */
export interface ProposedRefunds extends Pick<ProposalLedger, 'countProposals' | 'findProposal' | 'proposals'> {
  /**
   * Writes down a refund that is to wait for another person. The same request again is the same proposal; one that was
   * approved meanwhile is not proposed again.
   *
   * @throws CheckoutError: `CHECKOUT_ORDER_NOT_FOUND`; `CHECKOUT_ILLEGAL_MOVE` if another refund of the order waits, or
   *   nothing can be refunded; `CHECKOUT_INVALID_AMOUNT` for more than is left; `CHECKOUT_INVALID_REQUEST` for a name
   *   or a note that no refund may have. Nothing was written.
   */
  propose(request: ProposeRefund): Promise<void>
  /**
   * Makes a proposed refund, as {@link RefundVerb} makes any: it may be repeated for the same proposal.
   *
   * @param by - name of another person than the one who proposed it.
   * @throws CheckoutError as `refund` does; `CHECKOUT_ILLEGAL_MOVE` also if the same person says yes, or somebody has
   *   said no meanwhile: no money moves then.
   */
  approve(proposal: RefundProposal, by: string): Promise<Order>
  /**
   * Ends a proposal without a refund: another person says no, or its own takes it back. No money moves.
   *
   * @throws CheckoutError `CHECKOUT_ILLEGAL_MOVE` if it no longer waits, `CHECKOUT_INVALID_REQUEST` as `propose` does.
   */
  refuse(proposal: RefundProposal, decision: { readonly by: string; readonly note?: string | undefined }): Promise<void>
}

export function makeProposedRefunds(ledger: ProposalLedger, refund: RefundVerb): ProposedRefunds {
  return {
    findProposal: (orderNumber) => ledger.findProposal(orderNumber),
    proposals: (limit) => ledger.proposals(limit),
    countProposals: () => ledger.countProposals(),
    async propose(request) {
      requireAsker('refund', request)
      const proposed = await ledger.proposeRefund(request)
      const refusal = refusalOf(proposed, request)
      if (refusal) throw refusal
    },
    async approve({ orderNumber, key, amountMinor, note, proposedBy, entryNumber }, by) {
      if (isSamePerson(proposedBy, by)) {
        throw new IllegalMoveError(`${by} has proposed the refund of order ${orderNumber}: another person must agree.`)
      }
      return refund(orderNumber, { amountMinor, key, by, note, proposal: entryNumber })
    },
    async refuse(proposal, decision) {
      requireAsker('refund', decision)
      if (!(await ledger.declineProposal(proposal, decision))) throw notProposed(proposal.orderNumber)
    },
  }
}

/** Undefined if it waits now, or was made already. */
function refusalOf(proposed: ProposedRefund, { orderNumber, key }: ProposeRefund): Error | undefined {
  switch (proposed.outcome) {
    case 'proposed':
    case 'key-used':
      return undefined
    case 'waiting': {
      const { key: waiting, amountMinor, proposedBy } = proposed.proposal
      if (waiting === key) return undefined
      const amount = moneyText(amountMinor, proposed.order.currency)
      return new IllegalMoveError(
        `A refund of ${amount} of order ${orderNumber} waits already: ${proposedBy} has proposed it.`,
      )
    }
    case 'exceeds':
      return new InvalidAmountError(
        `At most ${moneyText(proposed.leftMinor, proposed.order.currency)} of order ${orderNumber} can be refunded: ` +
          'that much is captured and not yet refunded.',
        { orderNumber },
      )
    case 'not-refundable':
      return refusalFor(proposed.order, 'refund')
    case 'absent':
      return new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
  }
}
