import { defineConfig } from 'tsdown'
import type { UserConfig } from 'tsdown'

const entry = { index: 'src/index.ts', sandbox: 'src/sandbox/index.ts', testing: 'src/testing/index.ts' }

const code = {
  // The floor has a file of its own, which is then imported before the packages that the others need.
  entry: { ...entry, 'node-floor': 'src/node-floor.ts' },
  target: 'node22',
  platform: 'node',
  dts: false,
  // What an editor shows comes from the types; the reasons are in the sources.
  outputOptions: { comments: { jsdoc: false } },
} satisfies UserConfig

/** The command line, and what it loads into a store: run and never required, so they need no CommonJS. */
const programs = { cli: 'src/cli/main.ts', 'prove-preload': 'src/prove/watch/preload.ts' }

/**
 * Types in a build of their own: beside the code they would repeat its `import { Kysely }`, which no type of ours
 * needs. The two files are alike, but the compiler of a CommonJS store asks for one of its own.
 */
const types = (dts: string): UserConfig => ({
  entry,
  format: 'esm',
  dts: { emitDtsOnly: true },
  outExtensions: () => ({ dts }),
})

export default defineConfig([
  { ...code, entry: { ...code.entry, ...programs }, format: 'esm' },
  {
    ...code,
    format: 'cjs',
    // Kysely is an ES module, and Jest cannot `require` one: a CommonJS store finds it within our own file.
    deps: { alwaysBundle: ['kysely'], onlyBundle: ['kysely'] },
    // The MIT licence asks that its text goes with every copy.
    copy: [{ from: 'node_modules/kysely/LICENSE', to: 'dist', rename: 'LICENSE-kysely' }],
    // Rolldown's own few lines would else share a file with some of ours, which is required before the floor.
    outputOptions: {
      ...code.outputOptions,
      codeSplitting: { groups: [{ name: 'rolldown-runtime', test: /rolldown.runtime/ }] },
    },
  },
  types('.d.mts'),
  types('.d.cts'),
])
