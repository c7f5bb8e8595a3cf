import { defineConfig } from 'tsdown'

/** See `bundled-store-process.ts`. */
export default defineConfig({
  // From this folder.
  entry: { 'store-process': 'store-process.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22',
  outExtensions: () => ({ js: '.mjs' }),
  dts: false,
  logLevel: 'error',
  deps: { alwaysBundle: [/./], neverBundle: ['pg'], onlyBundle: false },
})
