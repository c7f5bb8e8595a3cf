import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, resolve, sep } from 'node:path'
import { findLedgerFile } from '../ledger-address.ts'
import { showLedger } from '../show-ledger.ts'

/**
 * A test fills the ledger with orders that nobody has placed: it takes one that goes with the process, a file in the
 * machine's folder for what is temporary, or a database that is for tests by its name.
 *
 * @throws Error for any other, without the login that its address may have.
 */
export function requireThrowawayLedger(databaseUrl: string): void {
  const file = findLedgerFile(databaseUrl)?.name
  if (file === ':memory:') return
  if (file === undefined ? isDatabaseForTests(databaseUrl) : isForTests(basename(file)) || isTemporary(file)) return
  throw new Error(
    `The ledger of the store is ${showLedger(databaseUrl)}, and a test would fill it with its orders. Nothing was ` +
      'written. For tests, set CHECKOUT_DATABASE_URL to sqlite::memory:, to a file in the temporary folder, or to a ' +
      'database with the word "test" in its name, such as shop_test.',
  )
}

/** The word `test` in a name: `shop_test`, `test.db`; not `contest`. */
function isForTests(name: string): boolean {
  return /(?:^|[^a-z])test(?:s|ing)?(?:[^a-z]|$)/i.test(name)
}

/** By the name of the database, or of the schema that is chosen in its address. */
function isDatabaseForTests(databaseUrl: string): boolean {
  const { pathname, searchParams } = new URL(databaseUrl)
  // Tables are made in the first one of the last path that is set.
  const paths = [...(searchParams.get('options') ?? '').matchAll(/search_path=([^ ,]+)/g)]
  const [, schema = ''] = paths.at(-1) ?? []
  return isForTests(decodeURIComponent(pathname)) || isForTests(schema)
}

function isTemporary(file: string): boolean {
  return (real(dirname(resolve(file))) + sep).startsWith(real(tmpdir()) + sep)
}

/** Of a link, where it leads: on macOS the temporary folder is one. */
function real(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}
