import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { billOfMaterials } from '../sbom.ts'

interface Component {
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly hashes: readonly { readonly alg: string; readonly content: string }[]
  readonly licenses: readonly object[]
}

interface Bill {
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

const root = resolve(__dirname, '..')
const read = (file: string): never => JSON.parse(readFileSync(join(root, file), 'utf8')) as never
const manifest: Parameters<typeof billOfMaterials>[0] & { files: string[] } = read('package.json')
const { packages }: { packages: Parameters<typeof billOfMaterials>[1] } = read('package-lock.json')
const bill = billOfMaterials(manifest, packages) as Bill

describe('the software bill of materials', () => {
  it('has every dependency, direct or transitive, and no development dependency', () => {
    const names = bill.components.map(({ name }) => name)

    expect(names).toEqual(
      expect.arrayContaining([...Object.keys(manifest.dependencies), 'follow-redirects', '@hapi/hoek']),
    )
    expect(names.filter((name) => /^(jest|typescript|express|express-session|pg|eslint)$/.test(name))).toEqual([])
    expect(new Set(bill.components.map(({ purl }) => purl)).size).toBe(names.length)
  })

  it("gives each one's version, licence and digest as in the lockfile", () => {
    const axios = bill.components.find(({ name }) => name === 'axios')!
    const { version, integrity } = packages['node_modules/axios']!

    expect(axios).toMatchObject({ version, purl: `pkg:npm/axios@${version}`, licenses: [{ license: { id: 'MIT' } }] })
    expect(`sha512-${Buffer.from(axios.hashes[0]!.content, 'hex').toString('base64')}`).toBe(integrity)
    for (const { hashes, licenses, name } of bill.components) {
      expect([name, hashes.length, licenses.length]).toEqual([name, 1, 1])
    }
    expect(bill.components.map(({ purl }) => purl)).toContainEqual(expect.stringMatching(/^pkg:npm\/%40hapi\/hoek@\d/))
  })

  it('says which component depends on which, by references that it defines', () => {
    const refs = bill.dependencies.map(({ ref }) => ref)

    expect(refs).toHaveLength(bill.components.length + 1)
    for (const { dependsOn } of bill.dependencies) expect(refs).toEqual(expect.arrayContaining([...dependsOn]))
    expect(bill.dependencies[0]!.dependsOn).toHaveLength(Object.keys(manifest.dependencies).length)
  })

  it('prefers a nested package to one further out', () => {
    const integrity = 'sha512-AAAA'
    const nested = billOfMaterials(
      { name: 'shop', version: '1.0.0', license: 'MIT', dependencies: { a: '1', c: '1' } },
      {
        'node_modules/a': { version: '1.0.0', integrity, dependencies: { b: '2' } },
        'node_modules/a/node_modules/b': { version: '2.0.0', integrity, dependencies: { c: '1' } },
        'node_modules/b': { version: '1.0.0', integrity },
        'node_modules/c': { version: '1.0.0', integrity, license: '(MIT OR Apache-2.0)' },
      },
    ) as Bill

    expect(nested.components.map(({ purl }) => purl)).toEqual(['pkg:npm/a@1.0.0', 'pkg:npm/b@2.0.0', 'pkg:npm/c@1.0.0'])
    expect(nested.components[2]!.licenses).toEqual([{ expression: '(MIT OR Apache-2.0)' }])
  })

  it('is the same for the same lockfile, and ships with the package', () => {
    expect(billOfMaterials(manifest, packages)).toEqual(bill)
    expect(manifest.files).toEqual(expect.arrayContaining(['sbom.cdx.json', 'SECURITY.md']))
  })
})
