import { readFileSync, writeFileSync } from 'node:fs'

/** What is read of `package.json`. */
interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly dependencies: Readonly<Record<string, string>>
}

/** What is read of an entry of `package-lock.json`, by the folder it is installed in. */
interface Locked {
  /** Where it is installed under another name than its own. */
  readonly name?: string
  readonly version: string
  /** As `sha512-<base64>` (W3C Subresource Integrity). */
  readonly integrity: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

type Lockfile = Readonly<Record<string, Locked | undefined>>

/** A package in the bill, and the folders of those that it needs. */
interface Found {
  readonly name: string
  readonly locked: Locked
  readonly needs: readonly string[]
}

/**
 * The software bill of materials of the package, in CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/): what `npm
 * install` brings a store beside the package, in the versions that our tests ran with. `express`, `express-session` and
 * `pg` are the store's own.
 *
 * Made from the lockfile alone, so that it needs no network, and the same lockfile makes the same bill: it carries no
 * time and no random serial number. `npm sbom --omit dev` leaves out what a development dependency needs as well, axios
 * among it.
 */
export function billOfMaterials(manifest: Manifest, lockfile: Lockfile): object {
  const found = findAll(lockfile, Object.keys(manifest.dependencies))
  const refOf = (folder: string): string => {
    const one = found.get(folder)
    if (!one) throw new Error(`The lockfile has nothing in ${folder}: run npm install.`)
    return purl(one)
  }
  const root = purl({ name: manifest.name, locked: manifest })
  const direct = Object.keys(manifest.dependencies).map((name) => refOf(folderOf(lockfile, '', name)))
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        'bom-ref': root,
        type: 'library',
        name: manifest.name,
        version: manifest.version,
        purl: root,
        licenses: licencesOf(manifest),
      },
    },
    components: [...found.values()].map(componentOf),
    dependencies: [
      { ref: root, dependsOn: direct.sort() },
      ...[...found.values()].map((one) => ({ ref: purl(one), dependsOn: one.needs.map(refOf).sort() })),
    ],
  }
}

/** By folder, in the order of their folders. */
function findAll(lockfile: Lockfile, names: readonly string[]): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>()
  const visit = (from: string, name: string): void => {
    const folder = folderOf(lockfile, from, name)
    const locked = lockfile[folder]
    if (!locked || found.has(folder)) return
    const needed = Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })
    const needs = needed.map((each) => folderOf(lockfile, folder, each)).filter((each) => lockfile[each])
    found.set(folder, { name: locked.name ?? name, locked, needs })
    for (const each of needed) visit(folder, each)
  }
  for (const name of names) visit('', name)
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** As Node looks for a package: beside whoever needs it first, then ever further out. */
function folderOf(lockfile: Lockfile, from: string, name: string): string {
  const here = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`
  if (from === '' || lockfile[here]) return here
  return folderOf(lockfile, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)
}

function componentOf({ name, locked }: Found): object {
  const ref = purl({ name, locked })
  return {
    'bom-ref': ref,
    type: 'library',
    name,
    version: locked.version,
    purl: ref,
    hashes: hashesOf(locked),
    licenses: licencesOf(locked),
  }
}

/** https://github.com/package-url/purl-spec: of a scope the `@` is escaped, and nothing else. */
function purl({ name, locked }: { readonly name: string; readonly locked: Pick<Locked, 'version'> }): string {
  return `pkg:npm/${name.replace('@', '%40')}@${locked.version}`
}

function hashesOf({ integrity }: Locked): readonly object[] {
  const [, base64 = ''] = /^sha512-(.+)$/.exec(integrity) ?? []
  return base64 === '' ? [] : [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }]
}

function licencesOf({ license }: Pick<Locked, 'license'>): readonly object[] {
  if (license === undefined) return []
  return license.includes(' ') ? [{ expression: license }] : [{ license: { id: license } }]
}

// `npm pack` runs it.
if (process.argv[1]?.endsWith('sbom.ts')) {
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
  const { packages } = read('package-lock.json') as { packages: Lockfile }
  writeFileSync(
    'sbom.cdx.json',
    `${JSON.stringify(billOfMaterials(read('package.json') as Manifest, packages), null, 2)}\n`,
  )
}
