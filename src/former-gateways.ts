import type { Ledger } from './ledger/ledger.ts'

/** The verbs that a process calls for the orders of its own gateway. */
type VerbsOfGateway = Pick<
  Ledger,
  | 'claimDue'
  | 'claimRefund'
  | 'makeClosingsDue'
  | 'makeOwedDue'
  | 'standing'
  | 'unfinishedClosings'
  | 'unfinishedHandOvers'
  | 'work'
>

/**
 * The same ledger, for a gateway that was reached under other addresses before: what is looked for among the orders of
 * its present address is looked for among those of the former ones, too. Each is a search of its own, so that an index
 * still finds it; they come first in turn, so that more work than can be done at one address starves no other.
 *
 * @param formerGateways - see `OwnGateway`.
 */
export function withFormerGateways(ledger: Ledger, formerGateways: readonly string[]): Ledger {
  if (formerGateways.length === 0) return ledger
  const each = inTurn(formerGateways)
  const verbs: VerbsOfGateway = {
    claimDue: (terms) => upTo(terms, each, (one) => ledger.claimDue(one)),
    makeOwedDue: (terms) => upTo(terms, each, (one) => ledger.makeOwedDue(one)),
    makeClosingsDue: (terms) => upTo(terms, each, (one) => ledger.makeClosingsDue(one)),
    unfinishedHandOvers: (terms) => upTo(terms, each, (one) => ledger.unfinishedHandOvers(one)),
    unfinishedClosings: (terms) => upTo(terms, each, (one) => ledger.unfinishedClosings(one)),
    async claimRefund(terms) {
      for (const gateway of each(terms.gateway)) {
        const claimed = await ledger.claimRefund({ ...terms, gateway })
        if (claimed) return claimed
      }
      return undefined
    },
    async standing(gateway) {
      const standing = await ledger.standing(gateway)
      const others = await Promise.all(formerGateways.map((former) => ledger.standing(former)))
      return { ...standing, oldestDueMs: Math.max(standing.oldestDueMs, ...others.map((one) => one.oldestDueMs)) }
    },
    async work(gateway) {
      const work = await ledger.work(gateway)
      const others = await Promise.all(formerGateways.map((former) => ledger.work(former)))
      const open = others.reduce((sum, { unfinished, owed }) => sum + unfinished - owed, 0)
      return { ...work, unfinished: work.unfinished + open, ofAnotherBank: Math.max(0, work.ofAnotherBank - open) }
    },
  }
  return { ...ledger, ...verbs }
}

/** All addresses of a gateway, beginning with another one each time. */
function inTurn(formerGateways: readonly string[]): (gateway: string) => readonly string[] {
  let turn = 0
  return (gateway) => {
    const all = [gateway, ...formerGateways]
    const first = turn % all.length
    turn = first + 1
    return [...all.slice(first), ...all.slice(0, first)]
  }
}

/** Gateway by gateway, until there are as many as were asked for. */
async function upTo<Terms extends { readonly gateway: string; readonly limit: number }, One>(
  terms: Terms,
  each: (gateway: string) => readonly string[],
  verb: (terms: Terms) => Promise<readonly One[]>,
): Promise<readonly One[]> {
  const found: One[] = []
  for (const gateway of each(terms.gateway)) {
    if (found.length >= terms.limit) break
    found.push(...(await verb({ ...terms, gateway, limit: terms.limit - found.length })))
  }
  return found
}
