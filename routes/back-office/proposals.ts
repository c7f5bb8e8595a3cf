import { mayDo } from '../../src/back-office/operator.ts'
import { proposalPage } from '../../src/back-office/proposal-page.ts'
import { notAllowedPage, oldFormPage, unreadablePage } from '../../src/back-office/trouble-pages.ts'
import { CheckoutError } from '../../src/errors.ts'
import { seeOther } from '../../src/html/see-other.ts'
import { isJsonObject } from '../../src/json.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import type { RefundProposal } from '../../src/ledger/proposal-ledger.ts'
import { isSamePerson } from '../../src/same-person.ts'
import type { ProposedRefunds } from '../../src/settlement/money-out/proposed-refunds.ts'
import { personOf } from '../../src/back-office/entry-words.ts'
import { entriesSince, stale } from './deeds.ts'
import type { DeedRouteOptions } from './deeds.ts'
import { findOrder, noSuchOrder } from './order.ts'
import type { FoundOrder } from './order.ts'
import { readOrderForm } from './order-form.ts'
import type { Show, Shown, Visit } from './visit.ts'

export interface ProposalRouteOptions extends DeedRouteOptions {
  readonly proposedRefunds: ProposedRefunds
}

type Answer = 'approve' | 'refuse'

const deed = 'decide about refunds'

/** `GET /orders/:orderNumber/approve`: a refund that waits, and who asked for it. Nothing has happened yet. */
export function askApproval({ verbs, seals, proposedRefunds }: ProposalRouteOptions): Show {
  return async (visit) => {
    const { operator, surroundings, base } = visit
    const found = await findOrder(verbs, visit)
    if (!found) return noSuchOrder(visit)
    const { order, seen } = found
    const here = `${base}/orders/${order.orderNumber}`
    if (!mayDo(operator, 'refund')) return { page: notAllowedPage(deed, operator.name, here) }
    const proposal = await proposedRefunds.findProposal(order.orderNumber)
    if (!proposal) return noneWaits(here)
    const isOwn = isSamePerson(proposal.proposedBy, operator.name)
    const isLeft = proposal.amountMinor <= order.capturedMinor - order.refundedMinor
    const seal = (answer: Answer): string =>
      seals.seal({ ...sealed(answer, proposal, visit), seen }, surroundings.clock.now)
    const shown = {
      proposal,
      order,
      isOwn,
      seals: { approve: isOwn || !isLeft ? undefined : seal('approve'), refuse: seal('refuse') },
      base,
    }
    return { page: proposalPage(shown, surroundings.clock), json: { proposal } }
  }
}

/** `POST /orders/:orderNumber/approve` and `…/refuse`: a second person's yes or no, each once. */
export function decide(answer: Answer, options: ProposalRouteOptions): Show {
  return async (visit) => {
    const sent = await readOrderForm(visit, options, { right: 'refund', words: deed })
    if ('instead' in sent) return sent.instead
    const { form, found, here } = sent
    const proposal = (await options.proposedRefunds.findProposal(found.order.orderNumber)) ?? toldBy(found)
    if (!proposal) return noneWaits(here)
    const about = sealed(answer, proposal, visit)
    const opened = options.seals.open(form.get('seal') ?? '', about, visit.surroundings.clock.now)
    if (!opened || opened.isOld) return { page: oldFormPage(here) }
    const note = form.get('note')?.trim()
    const decision = { answer, proposal, note: note === '' ? undefined : note, seen: opened.seen }
    const passed = await carryOut(decision, found, options, visit)
    return passed ?? void seeOther(visit.res, `${here}?since=${opened.seen}`)
  }
}

interface Decision {
  readonly answer: Answer
  readonly proposal: RefundProposal
  readonly note: string | undefined
  /** Number of the last entry when the page was written. */
  readonly seen: number
}

/** Undefined once it is done, now or before; else a page that says what happened instead. */
async function carryOut(
  { answer, proposal, note, seen }: Decision,
  found: FoundOrder,
  { verbs, proposedRefunds }: ProposalRouteOptions,
  visit: Visit,
): Promise<Shown | undefined> {
  const isDone = ({ entries }: FoundOrder): boolean => entries.some((one) => isAnswer(one, answer, proposal, visit))
  if (entriesSince(found, seen).length > 0 && !isDone(found)) return stale(found, entriesSince(found, seen), visit)
  const { name } = visit.operator
  try {
    // A refund is the same by its key, and this waits for its end.
    if (answer === 'approve') await proposedRefunds.approve(proposal, name)
    else if (!isDone(found)) await proposedRefunds.refuse(proposal, { by: name, note })
    return undefined
  } catch (error) {
    if (!(error instanceof CheckoutError) || error.code !== 'CHECKOUT_ILLEGAL_MOVE') throw error
    // Somebody was faster: this operator by a second click, or another one.
    const now = await findOrder(verbs, visit)
    if (!now) throw error
    return isDone(now) ? undefined : stale(now, entriesSince(now, seen), visit)
  }
}

/** The number of the proposal is a part of what is sealed: an answer to one is none to the next. */
function sealed(answer: Answer, { orderNumber, entryNumber }: ProposalNames, { operator }: Visit) {
  return { operator: operator.name, action: `${answer} ${entryNumber}`, subject: orderNumber }
}

type ProposalNames = Pick<RefundProposal, 'entryNumber' | 'orderNumber'>

function noneWaits(here: string): Shown {
  const said = 'No refund of this order waits for a second person any more.'
  return {
    page: { ...unreadablePage(said, here), status: 409 },
    json: { code: 'CHECKOUT_ILLEGAL_MOVE', message: said },
  }
}

/** The proposal that was there last, by the order's history. */
function toldBy({ order, entries }: FoundOrder): RefundProposal | undefined {
  const entry = entries.findLast(({ kind }) => kind === 'refund-proposed')
  if (!entry || !isJsonObject(entry.detail)) return undefined
  const { key, amountMinor, by } = entry.detail
  if (typeof key !== 'string' || typeof amountMinor !== 'number' || typeof by !== 'string') return undefined
  const { orderNumber } = order
  const { entryNumber, at } = entry
  return { orderNumber, key, amountMinor, proposedBy: by, note: undefined, proposedAt: at, entryNumber }
}

const answerKinds = { approve: 'refund-asked', refuse: 'refund-declined' } as const

/** Whether an entry is this answer of this operator to this proposal. */
function isAnswer(
  entry: Entry,
  answer: Answer,
  { key, entryNumber }: RefundProposal,
  { operator }: Pick<Visit, 'operator'>,
): boolean {
  if (entry.entryNumber <= entryNumber || personOf(entry) !== operator.name || !isJsonObject(entry.detail)) return false
  return entry.kind === answerKinds[answer] && entry.detail.key === key
}
