import ts from 'typescript'

/** A word, a symbol or a literal in code, and its position. */
export interface Token {
  /** The same for both kinds of quotes, and for any whitespace in a template. */
  readonly text: string
  /** From the character at `start` up to the one at `end`, exclusive. */
  readonly start: number
  readonly end: number
}

/** The tokens of any piece of TypeScript, complete or not, without semicolons, comments and trailing commas. */
export function tokensOf(code: string): readonly Token[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, code)
  const tokens: Token[] = []
  // For each open brace, whether it belongs to a template.
  const braces: boolean[] = []
  let before: ts.SyntaxKind | undefined
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === ts.SyntaxKind.GreaterThanToken) kind = scanner.reScanGreaterToken()
    if (kind === ts.SyntaxKind.SlashToken && !endsOperand(before)) kind = scanner.reScanSlashToken()
    if (kind === ts.SyntaxKind.CloseBraceToken && braces.pop()) kind = scanner.reScanTemplateToken(false)
    if (kind === ts.SyntaxKind.OpenBraceToken) braces.push(false)
    if (kind === ts.SyntaxKind.TemplateHead || kind === ts.SyntaxKind.TemplateMiddle) braces.push(true)
    const text = kind === ts.SyntaxKind.StringLiteral ? quoted(scanner.getTokenValue()) : scanner.getTokenText()
    tokens.push({ text: text.replaceAll(/\s+/g, ' '), start: scanner.getTokenStart(), end: scanner.getTokenEnd() })
    before = kind
  }
  return tokens.filter(({ text }, index) => text !== ';' && !isTrailingComma(text, tokens[index + 1]?.text))
}

/** Code on one line, in one format. */
export function inShort(code: string): string {
  const tokens = tokensOf(code).map(({ text }) => text)
  return tokens.map((text, index) => (isApart(tokens[index - 1], text) ? ` ${text}` : text)).join('')
}

function isApart(left: string | undefined, right: string): boolean {
  if (left === undefined || left + right === '{}') return false
  if (['(', '[', '.', '?.', '...', '!'].includes(left) || [')', ']', '.', '?.', ',', ':'].includes(right)) return false
  const isCalled = /[\w$)\]]$/.test(left) && (right === '(' || right === '[')
  return !isCalled
}

/** After these, a slash divides. After anything else, it begins a regular expression. */
function endsOperand(kind: ts.SyntaxKind | undefined): boolean {
  switch (kind) {
    case ts.SyntaxKind.Identifier:
    case ts.SyntaxKind.NumericLiteral:
    case ts.SyntaxKind.CloseParenToken:
    case ts.SyntaxKind.CloseBracketToken:
    case ts.SyntaxKind.CloseBraceToken:
      return true
    default:
      return false
  }
}

function isTrailingComma(text: string, next: string | undefined): boolean {
  return text === ',' && (next === ')' || next === ']' || next === '}')
}

function quoted(value: string): string {
  const inside = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inside}'`
}
