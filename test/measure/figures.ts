import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** The figures of one function. */
export interface FunctionFigures {
  readonly file: string
  readonly name: string
  /** Line of its first word, from 1. */
  readonly line: number
  /** From its first word to its closing brace, including nested functions. */
  readonly lines: number
  /** Cyclomatic complexity, without nested functions: 1, plus 1 for each branch (McCabe 1976). */
  readonly complexity: number
}

/** The figures of one file. */
export interface FileFigures {
  readonly file: string
  readonly lines: number
  /** The numbers of the lines with more than {@link maxColumns} columns. */
  readonly longLines: readonly number[]
  /** The numbers of the lines that spread an object literal into another. */
  readonly literalSpreads: readonly number[]
  readonly functions: readonly FunctionFigures[]
}

export const maxColumns = 120

/** Reads the figures of a source file from its syntax tree. */
export function figuresOf(root: string, file: string): FileFigures {
  const text = readFileSync(join(root, file), 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1
  const functions: FunctionFigures[] = []
  const literalSpreads: number[] = []

  function visit(node: ts.Node): void {
    if (isFunction(node)) {
      const [first, last] = [lineOf(node.getStart(source)), lineOf(node.end)]
      functions.push({ file, name: nameOf(node), line: first, lines: last - first + 1, complexity: complexityOf(node) })
    }
    if (ts.isSpreadAssignment(node) && ts.isObjectLiteralExpression(node.expression)) {
      literalSpreads.push(lineOf(node.getStart(source)))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)

  const lines = text.replace(/\n$/, '').split('\n')
  const longLines = lines.flatMap((line, index) => (Array.from(line).length > maxColumns ? [index + 1] : []))
  return { file, lines: lines.length, longLines, literalSpreads, functions }
}

type FunctionNode = ts.FunctionLikeDeclaration & { readonly body: ts.Node }

function isFunction(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
}

/** Its own name, or that of the variable or property it is assigned to. */
function nameOf(node: FunctionNode): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  if (node.name) return node.name.getText()
  const { parent } = node
  const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)
  return isNamed ? parent.name.getText() : '(anonymous)'
}

const branches: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.CaseClause,
  ts.SyntaxKind.CatchClause,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
])

const shortCuts: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
])

function complexityOf(outer: FunctionNode): number {
  let count = 1
  function visit(node: ts.Node): void {
    if (node !== outer && isFunction(node)) return
    if (branches.has(node.kind)) count += 1
    if (ts.isBinaryExpression(node) && shortCuts.has(node.operatorToken.kind)) count += 1
    ts.forEachChild(node, visit)
  }
  visit(outer)
  return count
}

/** The median of the numbers; of an even count, the upper of the two middle ones. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
