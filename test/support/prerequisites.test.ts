import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withLock } from './install.ts'
import { helpFor, mayInstall } from './prerequisites.ts'
import { makeGate, sleep } from './until.ts'

describe('what the tests need', () => {
  it.each([
    [{ isRoot: true, isCi: false }, true],
    [{ isRoot: false, isCi: true }, true],
    [{ isRoot: false, isCi: false }, false],
  ])('is installed for %j: %s', (runner, may) => {
    expect(mayInstall(runner)).toBe(may)
  })

  it('is named, with a command to install it and one to run without it', () => {
    const help = helpFor(['postgres', 'chromium'], 'npm test')

    expect(help).toContain('sudo apt-get install -y --no-install-recommends postgresql chromium')
    expect(help).toContain('TEST_WITHOUT=postgres,chromium npm test')
    expect(help).toMatch(/^SKIPPED.*exits with 1/)
  })
})

describe('two runs at once', () => {
  const parent = mkdtempSync(join(tmpdir(), 'checkout-lock-'))
  const folder = join(parent, 'lock')
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  afterAll(() => rmSync(parent, { recursive: true }))

  it('install one after the other', async () => {
    const gate = makeGate()
    const did: string[] = []
    const first = withLock(folder, async () => {
      did.push('first begins')
      await gate.opened
      did.push('first ends')
    })
    const second = withLock(folder, () => did.push('second'))
    await sleep(300)

    expect(did).toEqual(['first begins'])
    gate.open()
    await Promise.all([first, second])

    expect(did).toEqual(['first begins', 'first ends', 'second'])
    expect(existsSync(folder)).toBe(false)
  })

  it('do not wait for one that was killed', async () => {
    mkdirSync(folder)
    // No process has this id: on Linux they end at 2^22.
    writeFileSync(join(folder, 'pid'), String(2 ** 22 + 1))

    expect(await withLock(folder, () => 'done')).toBe('done')
  })

  it('let the next one in after a failure', async () => {
    await expect(withLock(folder, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')

    expect(await withLock(folder, () => 'done')).toBe('done')
  })
})
