import { setTimeout as sleep } from 'node:timers/promises'
import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { LedgerDialect } from './dialect.ts'
import type { ForgetLedger, ForgetTerms } from './forget-ledger.ts'
import { forgetLink, wouldForgetLink } from './forget-links.ts'
import { forget, wouldForget } from './forget.ts'
import { isOwnLink, searchLinks } from './links.ts'
import { nextTurn } from './next-turn.ts'
import type { OrderQuery } from './order-query.ts'
import { forgetOldLinks } from './retention-links.ts'
import { forgetOld } from './retention.ts'
import { searchOrders } from './search.ts'
import { isOwn } from './own-shop.ts'
import type { ReadAsShop } from './shops.ts'
import type { LedgerTransaction } from './transaction.ts'

/** How these verbs reach the database. */
export interface ForgetAccess {
  readonly dialect: LedgerDialect
  readonly read: ReadAsShop
  readonly namesOf: (reference: string) => Promise<readonly string[]>
  readonly write: <Result>(verb: (transaction: LedgerTransaction) => Promise<Result>) => Promise<Result>
}

export function forgetVerbs(access: ForgetAccess, database: Database): ForgetLedger {
  const { dialect, read, namesOf, write } = access
  const verbs: Pick<ForgetLedger, 'forget' | 'forgetLink'> = {
    forget: (orderNumber, { isDryRun = false, ...how }) =>
      isDryRun
        ? read((db, own) => wouldForget({ db, dialect, own }, orderNumber))
        : write((transaction) => forget(transaction, orderNumber, how)),
    forgetLink: (linkNumber, { isDryRun = false }) =>
      isDryRun
        ? read((db, own) => wouldForgetLink({ db, dialect, own, namesOf }, linkNumber))
        : write((transaction) => forgetLink(transaction, linkNumber)),
  }
  return {
    ...verbs,
    findForgettable: (terms) => findForgettable(access, terms),
    findForgettableLinks: (terms) => findForgettableLinks(access, terms),
    forgetOld: (request) => forgetOld({ ...access, ...verbs }, request),
    forgetOldLinks: (request) => forgetOldLinks({ ...access, ...verbs }, request),
    scrub: () => scrub(database, dialect),
  }
}

/** Orders read at a time. Chosen by feel. */
const pageSize = 100

async function* findForgettable(access: ForgetAccess, terms: ForgetTerms): AsyncGenerator<string, void, undefined> {
  if ('email' in terms) return yield* numbersFound(access, { email: terms.email })
  if (!('reference' in terms)) return yield* findByColumn(access.read, conditionOf(terms))
  // Those that are forgotten already come first: otherwise the caller would meet each order twice.
  for (const reference of [...(await access.namesOf(terms.reference))].reverse()) {
    yield* numbersFound(access, { reference })
  }
}

async function* numbersFound(access: ForgetAccess, query: OrderQuery): AsyncGenerator<string, void, undefined> {
  for await (const { orderNumber } of searchOrders(access, query)) yield orderNumber
}

/** Every number that `next` finds after another, page by page, with other work in between. */
async function* numbersOf(
  next: (after: string) => Promise<readonly string[]>,
): AsyncGenerator<string, void, undefined> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: readonly string[] = await next(after)
    yield* page
    after = page.length < pageSize ? undefined : page.at(-1)
    await nextTurn()
  }
}

function findByColumn(read: ReadAsShop, isTheirs: RawBuilder<boolean>): AsyncGenerator<string, void, undefined> {
  return numbersOf(async (after) => {
    const rows = await read((db, own) =>
      db
        .selectFrom('checkout_orders')
        .select('order_number')
        .where(isTheirs)
        .where(isOwn(own))
        .where('order_number', '>', after)
        .orderBy('order_number')
        .limit(pageSize)
        .execute(),
    )
    return rows.map(({ order_number }) => order_number)
  })
}

async function* findForgettableLinks(
  { read, dialect, namesOf }: ForgetAccess,
  terms: ForgetTerms,
): AsyncGenerator<string, void, undefined> {
  if ('orderNumber' in terms) return
  if (!('reference' in terms)) return yield* findLinksByColumn(read, conditionOf(terms))
  // As for orders.
  for (const reference of [...(await namesOf(terms.reference))].reverse()) {
    for await (const { linkNumber } of searchLinks(read, dialect, { reference })) yield linkNumber
  }
}

function findLinksByColumn(read: ReadAsShop, isTheirs: RawBuilder<boolean>): AsyncGenerator<string, void, undefined> {
  return numbersOf(async (after) => {
    const rows = await read((db, own) =>
      db
        .selectFrom('checkout_links')
        .select('link_number')
        .where(isTheirs)
        .where(isOwnLink(own))
        .where('link_number', '>', after)
        .orderBy('link_number')
        .limit(pageSize)
        .execute(),
    )
    return rows.map(({ link_number }) => link_number)
  })
}

function conditionOf(terms: Exclude<ForgetTerms, { readonly reference: string }>): RawBuilder<boolean> {
  if ('orderNumber' in terms) return sql<boolean>`order_number = ${terms.orderNumber}`
  if ('clientId' in terms) return sql<boolean>`client_id = ${terms.clientId}`
  // The index holds only these.
  return sql<boolean>`email is not null and lower(email) = lower(${terms.email})`
}

/** How often to try again while another process reads, and how long to wait in between, in milliseconds. By feel. */
const [maxTries, waitMs] = [20, 50] as const

async function scrub(database: Database, { scrub: statement }: LedgerDialect): Promise<boolean> {
  await database.open()
  if (!statement) return true
  for (let tries = 1; ; tries += 1) {
    const { rows } = await database.statement((db) => statement.execute(db))
    if (rows[0]?.busy === 0) return true
    if (tries === maxTries) return false
    await sleep(waitMs)
  }
}
