import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDoctor } from '../../src/doctor/doctor.ts'
import type { DoctorDeps } from '../../src/doctor/doctor.ts'
import { findingCodes } from '../../src/doctor/finding.ts'
import type { Finding, FindingCode } from '../../src/index.ts'
import { readOptions } from '../../src/options/read-options.ts'
import type { SandboxFault } from '../../src/sandbox/index.ts'
import { environmentOf } from '../cli/a-world.ts'
import { selfSigned } from '../gateway/self-signed.ts'
import { childEnvironment } from '../support/child-environment.ts'
import { mounts } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { codesOf, examine, openHealthyStore, planted } from './a-healthy-store.ts'

let store: Store | undefined
afterEach(async () => {
  await store?.close()
  store = undefined
})

describe('every finding', () => {
  const folders = [__dirname, join(__dirname, '../cli')]
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.test.ts') && name !== 'documented.test.ts')
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  )

  it.each(findingCodes)('is planted by a test: %s', (code) => {
    expect(sources.some((source) => source.includes(`'${code}'`))).toBe(true)
  })
})

describe.each(mounts)('doctor --live %s', (_title, mount) => {
  const live = async (changes = {}): Promise<FindingCode[]> => {
    const { findings } = await examine(store!, { CHECKOUT_CURRENCY: 'EUR', ...changes }, ['doctor', '--live', '--json'])
    return planted(findings).filter((code) => code.startsWith('live-'))
  }

  it.each<[FindingCode, SandboxFault]>([
    // The bank has it, and closes it.
    ['live-silent', { method: 'register.do', kind: 'reset-after' }],
    ['live-page-refused', { method: 'register.do', kind: 'foreign-form-url' }],
    // The bank does not know it, but may only be slow to.
    ['live-unknown', { method: 'register.do', kind: 'reset-before' }],
    // As of a user that may register and not close.
    ['live-left-open', { method: 'decline.do', kind: 'html', times: 50 }],
  ])('finds %s', async (code, fault) => {
    store = await openHealthyStore({ mount })
    await store.checkout.start()
    store.bank.fault(fault)

    expect(await live()).toContain(code)

    store.bank.clearFaults()
    // What is left open ends by itself, and the next check closes it.
    await live()
    expect(store.bank.orders().every(({ orderStatus }) => orderStatus === 6)).toBe(true)
  })

  it('finds that only the bank can sign a callback: live-callback-unsigned', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
    store = await openHealthyStore({ mount, options: { callback: { publicKey: pem } } })
    await store.checkout.start()

    const given = { CHECKOUT_CALLBACK_KEY: undefined, CHECKOUT_CALLBACK_PUBLIC_KEY: pem }
    expect(await live(given)).toEqual(['live-callback-unsigned' satisfies FindingCode])
  })
})

describe('the doctor of a store', () => {
  async function doctorWith(changes: Partial<DoctorDeps>): Promise<readonly Finding[]> {
    store = await openHealthyStore()
    const environment = environmentOf(store)
    const settings = readOptions({ catalog: {} }, environment)
    const answering = { questions: 'answering', registrations: 'answering', moneyOut: 'answering' } as const
    return makeDoctor({
      settings,
      environment,
      ledger: store.database.ledger,
      gateway: 'bank#',
      doors: () => answering,
      sweep: () => 'running',
      own: () => undefined,
      ownCallbacks: () => undefined,
      ...changes,
    })()
  }

  it('finds that the sweep is late', async () => {
    expect(codesOf(await doctorWith({}))).not.toContain('sweep-late')
    await store?.close()

    expect(codesOf(await doctorWith({ sweep: () => 'late' }))).toContain('sweep-late')
  })

  it('says what it could not look at, and looks at the rest', async () => {
    const findings = await doctorWith({
      doors: () => {
        throw new Error('no doors today')
      },
      sweep: () => 'late',
    })

    const unfinished = findings.filter(({ code }) => code === 'check-unfinished')
    expect(unfinished.map(({ message }) => message)).toEqual(['Could not look at this process: Error: no doors today.'])
    expect(findings.length).toBeGreaterThan(1)
  })
})

describe('a certificate of the store that ends soon', () => {
  it.each([
    [5, true],
    [20, false],
  ])('is found in %d days: %s', async (days, isFound) => {
    store = await openHealthyStore()
    const tls = selfSigned('localhost', new Date(Date.now() + days * 86_400_000 + 3_600_000))
    const server = createServer(tls, (_req, res) => void res.end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const folder = mkdtempSync(join(tmpdir(), 'checkout-authority-'))
    writeFileSync(join(folder, 'ca.pem'), tls.cert)
    const changes = {
      CHECKOUT_BASE_URL: `https://localhost:${(server.address() as AddressInfo).port}`,
      CHECKOUT_SHOP_KEY: 'any',
      // Node reads it as it starts, so the doctor is a process of its own.
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    }

    const child = spawn(process.execPath, [join(__dirname, '../../src/cli/main.ts'), 'doctor', '--json'], {
      env: { ...childEnvironment, ...environmentOf(store), ...changes },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    await once(child, 'close')

    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
    const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] }
    expect(codesOf(findings)).not.toContain('base-url-certificate')
    const found = findings.filter(({ code }) => code === 'base-url-certificate-expiring')
    expect(found.map(({ message }) => message)).toEqual(
      isFound ? [expect.stringMatching(/in 5 days\.$/) as string] : [],
    )
  })
})
