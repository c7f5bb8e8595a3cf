/** The file of an SQLite ledger. */
export interface LedgerFile {
  /** `:memory:` for no file. */
  readonly name: string
  /** Permissions the file is created with, as for `chmod`. */
  readonly mode: number
}

/** The owner only: a ledger holds what buyers bought, their addresses and the last digits of their cards. */
const ownerOnly = 0o600

/** Nobody executes a ledger. */
const maxMode = 0o666

/**
 * The file that `sqlite:<file>` or `sqlite:<file>?mode=0640` names. Any other question mark is part of the name, as in
 * 0.1.0. Two slashes name nothing: other programs put a host after them, and after three or four a path that some read
 * as relative and some as absolute.
 *
 * @returns undefined for any other address, and for a mode that would lock the store itself out.
 */
export function findLedgerFile(databaseUrl: string): LedgerFile | undefined {
  const [, name, octal] = /^sqlite:(?!\/\/)(.+?)(?:\?mode=(\d+))?$/s.exec(databaseUrl) ?? []
  if (name === undefined) return undefined
  if (octal === undefined) return { name, mode: ownerOnly }
  const mode = /^0?[0-7]{3}$/.test(octal) ? Number.parseInt(octal, 8) : 0
  const isSensible = (mode & ownerOnly) === ownerOnly && (mode & ~maxMode) === 0
  return isSensible ? { name, mode } : undefined
}

/** Our spelling of `sqlite://…`; undefined for any other address. */
export function respeltLedgerFile(databaseUrl: string): string | undefined {
  const [, root = '', name] = /^sqlite:\/\/(\/?)\/*([^/].*)$/s.exec(databaseUrl) ?? []
  return name === undefined ? undefined : `sqlite:${root}${name}`
}

/** Whether the address is a PostgreSQL one. */
export function isPostgres(databaseUrl: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(databaseUrl)
}
