import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { inShort, tokensOf } from './tokens.ts'

/**
 * Finds places in source by the name of a function and the code in it, not by position. A new line break, a comment, or
 * a function that moves within its file changes neither.
 */
export interface Source {
  readonly text: string
  /** All nodes except types, outer ones first. */
  readonly nodes: readonly SourceNode[]
}

/** From the character at `start` up to the one at `end`, exclusive. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface SourceNode extends Range {
  /**
   * The functions around it, e.g. `makeSweep.makeRound.start`. A callback without a name belongs to the function around
   * it. A constant of the module counts as a function.
   */
  readonly name: string
  /** Whether the node has a name itself. */
  readonly isNamed: boolean
  /** On one line. For a block, only what it belongs to, e.g. `catch { … }`. */
  readonly code: string
}

/** The name for code outside any function. */
const ofModule = 'module'

const read = new Map<string, Source>()

/** Reads each file once. */
export function readSource(path: string): Source {
  const source = read.get(path) ?? parseSource(readFileSync(path, 'utf8'))
  read.set(path, source)
  return source
}

export function parseSource(text: string): Source {
  const tree = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true)
  const nodes: SourceNode[] = []
  const walk = (node: ts.Node, above: readonly string[]): void => {
    if (ts.isTypeNode(node)) return
    const own = ownName(node)
    const names = own === undefined ? above : [...above, own]
    const [start, end] = [node.getStart(tree), node.end]
    nodes.push({
      name: names.join('.') || ofModule,
      isNamed: own !== undefined || node === tree,
      get code() {
        return ts.isBlock(node) ? `${ownerOf(node)} { … }` : inShort(text.slice(start, end))
      },
      start,
      end,
    })
    ts.forEachChild(node, (child) => walk(child, names))
  }
  walk(tree, [])
  return { text, nodes }
}

/**
 * Where a run of tokens occurs in a function, nested functions included. Whitespace, comments, the kind of quotes,
 * semicolons and trailing commas do not matter. The last part of the function's name is enough.
 */
export function placesOf(code: string, { name, source }: { name: string; source: Source }): readonly Range[] {
  const wanted = tokensOf(code).map(({ text }) => text)
  const functions = source.nodes.filter((node) => node.isNamed && `.${node.name}`.endsWith(`.${name}`))
  return functions.flatMap(({ start, end }) => {
    const tokens = tokensOf(source.text.slice(start, end))
    return tokens.flatMap((first, index) => {
      const run = tokens.slice(index, index + wanted.length)
      const isIt = run.length === wanted.length && run.every(({ text }, place) => text === wanted[place])
      return isIt ? [{ start: start + first.start, end: start + run.at(-1)!.end }] : []
    })
  })
}

function ownName(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  const isNamed = ts.isFunctionLike(node) || ts.isClassLike(node) || isNamedByPlace(node)
  if (!isNamed || !node.name) return undefined
  const isText = ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name) || ts.isStringLiteral(node.name)
  return isText ? node.name.text : undefined
}

function isNamedByPlace(
  node: ts.Node,
): node is ts.VariableDeclaration | ts.PropertyAssignment | ts.PropertyDeclaration {
  if (ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent)) return true
  if (!ts.isVariableDeclaration(node) && !ts.isPropertyAssignment(node) && !ts.isPropertyDeclaration(node)) return false
  return node.initializer !== undefined && isFunction(node.initializer)
}

function isFunction(node: ts.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node)
}

/** What a block belongs to, by its keyword. */
function ownerOf(block: ts.Block): string {
  const { parent } = block
  if (ts.isTryStatement(parent)) return parent.finallyBlock === block ? 'finally' : 'try'
  if (ts.isIfStatement(parent)) return parent.elseStatement === block ? 'else' : 'if'
  if (ts.isFunctionLike(parent)) return 'function'
  return parent.getFirstToken()?.getText() ?? ''
}
