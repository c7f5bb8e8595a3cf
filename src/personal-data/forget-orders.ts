import type { ForgetLedger, ForgetTerms, ForgottenField, KeptReason } from '../ledger/forget-ledger.ts'
import type { Watch } from '../watch.ts'
import { keptWords } from './kept-words.ts'

/** Whose orders to forget: exactly one of the first four. */
export interface ForgetQuery {
  readonly orderNumber?: string | undefined
  /** The store's own order or cart id. */
  readonly reference?: string | undefined
  /** The store's own id of the buyer. */
  readonly clientId?: string | undefined
  /** The buyer's, in any case of letters. */
  readonly email?: string | undefined
  /** Name of the person who asked for it, 1 to 100 characters on one line, for the order's history. */
  readonly by?: string | undefined
  /**
   * Only says what would be blanked, and what kept.
   *
   * @defaultValue false
   */
  readonly dryRun?: boolean | undefined
}

/** An order in which something was blanked. */
export interface BlankedOrder {
  readonly orderNumber: string
  /** The order's fields that were emptied; `reference` became a digest. */
  readonly fields: readonly ForgottenField[]
  /** How many of its entries lost their free text or card. */
  readonly entryCount: number
}

/** An order that was kept as it is, and why. */
export interface KeptOrder {
  readonly orderNumber: string
  readonly reason: KeptReason
  /** The reason in plain English. */
  readonly text: string
}

/** A payment link that nobody has used, and in which something was blanked. */
export interface BlankedLink {
  readonly linkNumber: string
  /** Names of the item's fields that were removed, and `note`; `reference` became a digest. */
  readonly fields: readonly string[]
}

/** A payment link that nobody has used and that was kept as it is, and why. */
export interface KeptBackLink {
  readonly linkNumber: string
  readonly reason: KeptReason
  /** The reason in plain English. */
  readonly text: string
}

/** What was blanked, and what was kept and why. */
export interface ForgetReport {
  readonly dryRun: boolean
  readonly blanked: readonly BlankedOrder[]
  readonly kept: readonly KeptOrder[]
  /** A link that was used is blanked with its order. */
  readonly blankedLinks: readonly BlankedLink[]
  readonly keptLinks: readonly KeptBackLink[]
  /**
   * Whether nothing of it is left in the ledger's file. False for SQLite while another process reads all the time: what
   * was blanked stays in the write-ahead log until a later call empties it. Undefined if nothing was blanked.
   */
  readonly isScrubbed: boolean | undefined
}

type LinksReport = Pick<ForgetReport, 'blankedLinks' | 'keptLinks'>

export type ForgetOrders = (terms: ForgetTerms, how: Pick<ForgetQuery, 'by' | 'dryRun'>) => Promise<ForgetReport>

/**
 * @param watch - may end it between two orders; the report then lacks those that are left.
 * @throws LedgerUnavailableError: some orders may be blanked already; calling it again does the rest.
 */
export function makeForgetOrders(ledger: ForgetLedger, watch?: Watch): ForgetOrders {
  async function forgetLinks(terms: ForgetTerms, dryRun: boolean): Promise<LinksReport> {
    const blankedLinks: BlankedLink[] = []
    const keptLinks: KeptBackLink[] = []
    for await (const linkNumber of ledger.findForgettableLinks(terms)) {
      if (watch?.isStopped()) break
      const outcome = await ledger.forgetLink(linkNumber, { isDryRun: dryRun })
      if (outcome.outcome === 'blanked') blankedLinks.push({ linkNumber, fields: outcome.fields })
      if (outcome.outcome === 'kept') {
        keptLinks.push({ linkNumber, reason: outcome.reason, text: keptWords[outcome.reason] })
      }
    }
    return { blankedLinks, keptLinks }
  }

  return async (terms, { by, dryRun = false }) => {
    const blanked: BlankedOrder[] = []
    const kept: KeptOrder[] = []
    for await (const orderNumber of ledger.findForgettable(terms)) {
      if (watch?.isStopped()) break
      const outcome = await ledger.forget(orderNumber, { trigger: 'forget', by, isDryRun: dryRun })
      if (outcome.outcome === 'blanked') {
        blanked.push({ orderNumber, fields: outcome.fields, entryCount: outcome.entryCount })
      }
      if (outcome.outcome === 'kept') {
        kept.push({ orderNumber, reason: outcome.reason, text: keptWords[outcome.reason] })
      }
      watch?.onProgress(blanked.length + kept.length)
    }
    const links = await forgetLinks(terms, dryRun)
    const allKept = [...kept, ...links.keptLinks]
    const isBlank =
      blanked.length + links.blankedLinks.length > 0 || allKept.some(({ reason }) => reason === 'forgotten-already')
    const isScrubbed = dryRun || !isBlank ? undefined : await ledger.scrub()
    return { dryRun, blanked, kept, ...links, isScrubbed }
  }
}
