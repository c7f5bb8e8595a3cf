import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', sandbox: 'src/sandbox/index.ts' },
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  dts: true,
  clean: true,
})
