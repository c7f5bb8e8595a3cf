import { createRequire } from 'node:module'

/**
 * A package that a store has installed only if it wants what comes with it.
 *
 * By `require`: Jest refuses `import()` in a store's CommonJS tests. Bundlers do not see it: they neither miss the
 * package nor take it along.
 *
 * @throws Error with the code `MODULE_NOT_FOUND` if it is not installed.
 */
export function requireInstalled(name: string): unknown {
  return createRequire(ownPath())(name)
}

/** Where this file is. esbuild leaves `import.meta` empty when it turns an ES module into CommonJS. */
function ownPath(): string {
  return import.meta.url || __filename
}
