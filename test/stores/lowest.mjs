import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { minVersion, satisfies } from 'semver'

/**
 * Runs the tests with the lowest version of each dependency that our ranges allow: a store may have locked that one.
 *
 * `npm run test:lowest` runs the quick tests and those they leave out for speed. `npm run test:lowest -- test/ledger`
 * passes its arguments to Jest. Works in a copy of all files that git has or would add.
 */
const root = resolve(import.meta.dirname, '../..')

/** Those that ask for a version of their own of a dependency: OpenTelemetry's SDKs go with one minor of its API. */
const companions = {
  '@opentelemetry/context-async-hooks': '2.12.0',
  '@opentelemetry/exporter-prometheus': '0.223.0',
  '@opentelemetry/sdk-metrics': '2.12.0',
  '@opentelemetry/sdk-trace': '2.12.0',
}

const folder = mkdtempSync(join(tmpdir(), 'checkout-lowest-'))
try {
  copyTo(folder)
  const lowest = lowerIn(join(folder, 'package.json'))
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'])
  for (const [name, version] of lowest) expectInstalled(name, version)
  const words = process.argv.slice(2)
  run('npm', [
    'exec',
    '--',
    'jest',
    ...(words.length === 0 ? ['--config', 'test/stores/lowest.jest.config.js'] : words),
  ])
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function copyTo(copy) {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const files = execFileSync('git', words, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((name) => name !== '')
  for (const file of files) cpSync(join(root, file), join(copy, file))
}

/** Writes the lowest versions into a package.json. Returns them by the name each is installed under. */
function lowerIn(path) {
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  const lowest = new Map()
  for (const [name, range] of Object.entries(manifest.dependencies)) {
    lowest.set(name, minVersion(range).version)
    manifest.dependencies[name] = lowest.get(name)
  }
  // Peers are among our devDependencies. Express is there twice, the older one under the name express4.
  for (const [name, wanted] of Object.entries(manifest.devDependencies)) {
    const { peer, version } = readAlias(name, wanted)
    // Each part of a peer's range separately: `^4.18.0 || ^5.0.0` has two lowest versions.
    const line = manifest.peerDependencies[peer]?.split('||').find((one) => satisfies(version, one))
    if (line === undefined) continue
    lowest.set(name, minVersion(line).version)
    manifest.devDependencies[name] = wanted.replace(version, lowest.get(name))
  }
  Object.assign(manifest.devDependencies, companions)
  writeFileSync(path, JSON.stringify(manifest, null, 2))
  return lowest
}

/** `npm:express@4.22.3` is Express. */
function readAlias(name, wanted) {
  const [, peer = name, version = wanted] = /^npm:(.+)@(.+)$/.exec(wanted) ?? []
  return { peer, version }
}

function expectInstalled(name, wanted) {
  const path = join(folder, 'node_modules', name, 'package.json')
  const { version } = JSON.parse(readFileSync(path, 'utf8'))
  console.log(`${name.padEnd(24)} ${version}`)
  if (version !== wanted) throw new Error(`Expected ${name} ${wanted}, but npm installed ${version}.`)
}

function run(command, words) {
  const { status, signal } = spawnSync(command, words, { cwd: folder, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${[command, ...words].join(' ')} exited with ${status ?? signal}.`)
}
