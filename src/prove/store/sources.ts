import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** As many of a store's own files as are read. */
const maxFiles = 100

const endings = ['', '.js', '.mjs', '.cjs', '.ts', '/index.js', '/index.ts']

/** What the store's own files say: its program, and what that imports of its own. */
export function sourcesOf(program: string): readonly string[] {
  const files = [program]
  const texts: string[] = []
  // It grows meanwhile.
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    texts.push(text)
    for (const [, path = ''] of text.matchAll(/(?:from|require\(|import\(?)\s*['"](\.[^'"]+)['"]/g)) {
      const found = endings
        .map((ending) => resolve(dirname(file), path + ending))
        .find((one) => existsSync(one) && statSync(one).isFile())
      if (found !== undefined && !files.includes(found) && files.length < maxFiles) files.push(found)
    }
  }
  return texts
}

/** Addresses of SQLite ledgers in the store's own code. */
export function ledgersNamedBy(program: string): readonly string[] {
  return sourcesOf(program).flatMap((text) => text.match(/(?<=['"`])sqlite:[^'"`\s]+/g) ?? [])
}

/** Names of parameters that the store's own code reads: `req.query.price`, `const { price } = req.body`. */
export function parametersReadBy(program: string): readonly string[] {
  const names = new Set<string>()
  for (const text of sourcesOf(program)) {
    for (const form of [/\b(?:query|body)\??\.(\w+)/g, /\b(?:query|body)(?:\?\.)?\[['"](\w+)['"]\]/g]) {
      for (const [, name = ''] of text.matchAll(form)) names.add(name)
    }
    for (const [, name = ''] of text.matchAll(/searchParams\.get\(['"](\w+)['"]\)/g)) names.add(name)
    for (const [, list = ''] of text.matchAll(/\{([^{}]+)\}\s*=\s*[\w.]*\b(?:query|body)\b/g)) {
      for (const part of list.split(',')) names.add(part.replace(/[:=][\s\S]*/, '').trim())
    }
  }
  return [...names].filter((name) => /^\w+$/.test(name))
}
