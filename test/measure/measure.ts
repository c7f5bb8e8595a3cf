import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { figuresOf, maxColumns, medianOf } from './figures.ts'
import type { FileFigures } from './figures.ts'

// Prints the sizes of functions and files from their syntax trees: `npm run measure`, with folders after `--` if you
// like.

const root = resolve(import.meta.dirname, '..', '..')

const folders = process.argv.length > 2 ? process.argv.slice(2) : ['src', 'routes', 'middleware']

/** How many of the largest are printed. */
const maxListed = 12

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
}

function print(files: readonly FileFigures[]): void {
  const functions = files.flatMap((file) => file.functions)
  const lines = functions.map((one) => one.lines)
  const long = files.flatMap(({ file, longLines }) => longLines.map((line) => `${file}:${line}`))
  const spreads = files.flatMap(({ file, literalSpreads }) => literalSpreads.map((line) => `${file}:${line}`))
  console.log(`${folders.join(', ')}: ${files.length} files, ${functions.length} functions`)
  console.log(`lines of a function: median ${medianOf(lines)}, max ${Math.max(...lines)}`)
  console.log(`lines of a file: median ${medianOf(files.map((file) => file.lines))}`)
  list('largest functions, in lines', functions, (one) => [one.lines, `${one.file}:${one.line} ${one.name}`])
  list('most complex functions', functions, (one) => [one.complexity, `${one.file}:${one.line} ${one.name}`])
  list('largest files, in lines', files, ({ file, lines }) => [lines, file])
  console.log(`lines beyond ${maxColumns} columns: ${long.length}${listed(long)}`)
  console.log(`literal spreads: ${spreads.length}${listed(spreads)}`)
}

function list<Item>(title: string, items: readonly Item[], row: (item: Item) => readonly [number, string]): void {
  const rows = items.map(row).sort(([one], [other]) => other - one)
  console.log(`${title}:`)
  for (const [count, name] of rows.slice(0, maxListed)) console.log(`  ${String(count).padStart(4)}  ${name}`)
}

function listed(places: readonly string[]): string {
  return places.length === 0 ? '' : `\n${places.map((place) => `  ${place}`).join('\n')}`
}

print(folders.flatMap(filesIn).map((file) => figuresOf(root, file)))
