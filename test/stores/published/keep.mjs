import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

/**
 * Keeps a version for the tests of rolling upgrades: `node test/stores/published/keep.mjs <tarball, or name@version>`.
 *
 * What is kept is the package as a store imports it, in one file with the dependencies that it was published with. The
 * store's own packages and the drivers of its databases stay out.
 */
const [wanted] = process.argv.slice(2)
if (!wanted) throw new Error('Name a tarball, or express-hosted-checkout@<version>.')
const name = 'express-hosted-checkout'
const external = ['express', 'express-session', 'pg', 'better-sqlite3', '@opentelemetry/api']

const folder = mkdtempSync(join(tmpdir(), 'checkout-keep-'))
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps']
  run('npm', [...words, wanted.endsWith('.tgz') ? resolve(wanted) : wanted])
  writeFileSync(join(folder, 'entry.mjs'), `export * from '${name}'`)
  const rolldown = resolve(import.meta.dirname, '../../../node_modules/.bin/rolldown')
  run(rolldown, [
    ...['entry.mjs', '--file', 'kept.mjs', '--format', 'esm', '--platform', 'node', '--minify'],
    ...external.flatMap((each) => ['--external', each]),
  ])
  const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
  const kept = gzipSync(readFileSync(join(folder, 'kept.mjs')), { level: 9 })
  const file = join(import.meta.dirname, `${version}.mjs.gz`)
  writeFileSync(file, kept)
  console.log(`${file}: ${Math.round(kept.length / 1000)} kB`)
} finally {
  rmSync(folder, { recursive: true })
}

function run(command, words) {
  execFileSync(command, words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}
