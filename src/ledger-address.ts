/** The file of a ledger in SQLite. */
export interface LedgerFile {
  /** `:memory:` for none. */
  readonly name: string
  /** Who may read and write it, when it is created, as `chmod` counts. */
  readonly mode: number
}

/** The owner alone: a ledger holds what buyers bought, their addresses and the last digits of their cards. */
const ownerAlone = 0o600

/** The owner must get at it, and nobody runs it. */
const maxOfAll = 0o666

/**
 * What `sqlite:<file>` and `sqlite:<file>?mode=0640` name. Any other question mark is part of the name, as in 0.1.0.
 * Two slashes name nothing: in the addresses of other programs they stand before a host, and three or four of them
 * before a path that some take for relative and some for absolute.
 *
 * @returns undefined for any other address, and for a mode that would keep the store itself out.
 */
export function findLedgerFile(databaseUrl: string): LedgerFile | undefined {
  const [, name, octal] = /^sqlite:(?!\/\/)(.+?)(?:\?mode=(\d+))?$/s.exec(databaseUrl) ?? []
  if (name === undefined) return undefined
  if (octal === undefined) return { name, mode: ownerAlone }
  const mode = /^0?[0-7]{3}$/.test(octal) ? Number.parseInt(octal, 8) : 0
  const isSensible = (mode & ownerAlone) === ownerAlone && (mode & ~maxOfAll) === 0
  return isSensible ? { name, mode } : undefined
}

/** How `sqlite://…` is written here; undefined for any other address. */
export function respeltLedgerFile(databaseUrl: string): string | undefined {
  const [, root = '', name] = /^sqlite:\/\/(\/?)\/*([^/].*)$/s.exec(databaseUrl) ?? []
  return name === undefined ? undefined : `sqlite:${root}${name}`
}

/** Whether the address is of a PostgreSQL. */
export function isPostgres(databaseUrl: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(databaseUrl)
}
