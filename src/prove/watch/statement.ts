/** An SQL statement, as far as it matters whether it can be repeated. */
export interface Statement {
  readonly sort: 'insert' | 'update' | 'delete' | 'other'
  readonly text: string
  /** What it does to the transaction. */
  readonly moves: 'begin' | 'commit' | 'rollback' | undefined
  /** Whether a repeat leaves the rows as they are, as far as its words tell. */
  readonly isRepeatable: boolean
  /** Whether it gives back the rows that it has changed. */
  readonly isReturning: boolean
  /** How many rows more there are; undefined if it changed none. */
  readonly rowsOf: (changes: number) => number | undefined
}

/** As much of a statement as is shown, in characters. */
const maxShownCharacters = 120

const sorts = [
  ['insert', /\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into)\s/i],
  ['update', /\bupdate\s+(?:or\s+\w+\s+)?[\w."`[\]]+\s+set\s/i],
  ['delete', /\bdelete\s+from\s/i],
] as const

/** @returns undefined for what only reads, and for the checkout's own tables. */
export function statementOf(given: string): Statement | undefined {
  const text = withoutValues(given).replace(/\s+/g, ' ').trim()
  const moves = movesOf(text)
  const sort = sorts.find(([, form]) => form.test(text))?.[0] ?? 'other'
  if (/\bcheckout_\w+/.test(text) || (sort === 'other' && moves === undefined)) return undefined
  return {
    sort,
    text: withoutQuoted(text).slice(0, maxShownCharacters),
    moves,
    isRepeatable: isRepeatable(sort, text),
    isReturning: /\breturning\b/i.test(text),
    rowsOf: (changes) => (changes > 0 && sort !== 'other' ? rowsBy[sort] * changes : undefined),
  }
}

/** What a statement says besides its form may be a secret: texts in quotes and in dollars, numbers, comments. */
const values = new RegExp(
  [
    /--[^\n]*/,
    /\/\*[\s\S]*?(?:\*\/|$)/,
    /\be'(?:\\.|''|[^'\\])*(?:'|$)/,
    /(?:\b[bnx])?'(?:[^']|'')*(?:'|$)/,
    /\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/,
    /(?<![\w$.:?])\d[\w.]*/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
)

function withoutValues(text: string): string {
  return text.replace(values, (value) => (/^(?:--|\/\*)/.test(value) ? ' ' : '?'))
}

/** SQLite and MySQL read a text in double quotes, too, where a value is wanted. */
function withoutQuoted(text: string): string {
  return text
    .replace(/([=<>]\s*)"(?:[^"]|"")*(?:"|$)/g, '$1?')
    .replace(/\bvalues\b.*$/i, (values) => values.replace(/"(?:[^"]|"")*(?:"|$)/g, '?'))
}

const rowsBy = { insert: 1, update: 0, delete: -1 } as const

function movesOf(text: string): Statement['moves'] {
  if (/^(?:begin|start transaction)\b/i.test(text)) return 'begin'
  if (/^(?:commit|end)\b/i.test(text)) return 'commit'
  return /^rollback(?!.*\bto\b)/i.test(text) ? 'rollback' : undefined
}

/** A value made of itself: `stock = stock - 1`, `notes = notes || ?`. */
const ofItself = /\bset\b.*?"?(\w+)"?\s*=\s*[^,]*?(?:\w+\.)?"?\1"?\s*(?:[-+*/]|\|\|)/i

function isRepeatable(sort: Statement['sort'], text: string): boolean {
  if (sort === 'update') return !ofItself.test(text)
  const isOverwriting = /\bor\s+replace\b|^replace\b|\bon\s+conflict\b.*\bdo\s+update\b|\bon\s+duplicate\s+key\b/i
  return sort === 'insert' && isOverwriting.test(text) && !ofItself.test(text)
}
