import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openTales } from '../../src/prove/store/tales.ts'
import { makeWatcher } from '../../src/prove/watch/scope.ts'
import type { WatchTerms } from '../../src/prove/watch/told.ts'

let folder: string
let terms: WatchTerms

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tales-'))
  terms = {
    toldFile: join(folder, 'told.jsonl'),
    instructionFile: join(folder, 'instruction.json'),
    gatewayOrigin: 'http://127.0.0.1:1',
    databaseUrl: 'sqlite:/tmp/checkout.db',
    program: __filename,
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('what the processes of a store tell', () => {
  it('is read on after one of them was killed in the middle of a line', () => {
    const tales = openTales(terms.toldFile)
    const { tell } = makeWatcher(terms)
    tell({ kind: 'swept' })
    appendFileSync(terms.toldFile, '{"kind":"listening","po')
    tell({ kind: 'listening', port: 8080 })

    expect(tales.all()).toMatchObject([{ kind: 'swept' }, { kind: 'listening', port: 8080 }])
    tales.close()
  })
})

describe('a server of the store', () => {
  it('is told with its port, and without one where it listens at a socket file', () => {
    const file = join(folder, 'servers.jsonl')
    const termsFile = join(folder, 'watch.json')
    writeFileSync(termsFile, JSON.stringify({ ...terms, toldFile: file }))
    const preload = pathToFileURL(join(__dirname, '../../src/prove/watch/preload.ts')).href
    const listen = `const { createServer } = require('node:net')
      const server = createServer().listen(0, () => server.close())
      const other = createServer().listen(${JSON.stringify(join(folder, 'shop.sock'))}, () => other.close())`
    const tales = openTales(file)
    execFileSync(process.execPath, ['--import', `${preload}?terms=${encodeURIComponent(termsFile)}`, '-e', listen])

    const ports = tales.all().flatMap((one) => (one.kind === 'listening' ? [typeof one.port] : []))
    expect(ports.sort()).toEqual(['number', 'undefined'])
    tales.close()
  })
})

describe('what a job of the store does', () => {
  const [first, other] = ['6EQK7DGRB352ZZG9Q1Y9VPKZBX', '5E858GJ4W28P7XAM7Y3WJSRQRM']
  const request = (what: string, names: readonly string[]) => ({ sort: 'request', what, names }) as const

  it('is of the order that it names, whichever hand-over has started the job', () => {
    const file = join(folder, 'jobs.jsonl')
    const tales = openTales(file)
    const { tell, begin, beginRun, endRun, scopes } = makeWatcher({ ...terms, toldFile: file })
    for (const order of [first, other]) tell({ kind: 'order', order, what: 'started', to: undefined })
    const run = beginRun('1', first)
    scopes.run({ run }, () => {
      begin(request('POST /parcels', [first, other]))?.('done')
      endRun(run)
      begin(request('PUT /mails', [first]))?.('done')
      begin(request('PUT /mails', [other]))?.('done')
      begin(request('POST /stock', []))?.('done')
      begin(request('POST /keys', ['01ARZ3NDEKTSV4RRFFQ69G5FAV']))?.('done')
    })

    const effects = tales.all().flatMap((one) => (one.kind === 'effect' && one.phase === 'done' ? [one] : []))
    expect(effects.map(({ what, order, isLate, mark, run: of }) => [what, order, isLate, mark, of])).toEqual([
      ['POST /parcels', first, false, undefined, '1'],
      ['PUT /mails', first, true, undefined, '1'],
      ['PUT /mails', other, true, 'order', undefined],
      ['POST /stock', first, true, undefined, '1'],
      // Of the form of a number, and of no order.
      ['POST /keys', first, true, undefined, '1'],
    ])
    tales.close()
  })
})

describe('an instruction', () => {
  it('is taken by one hand-over, and one that cannot be read is no silence', () => {
    const { beginRun } = makeWatcher(terms)
    writeFileSync(terms.instructionFile, '{"killAt":"resolved"}')

    expect([beginRun('1', 'A').instruction, beginRun('2', 'B').instruction]).toEqual([{ killAt: 'resolved' }, {}])
    expect(existsSync(terms.instructionFile)).toBe(false)
    writeFileSync(terms.instructionFile, '{"killAt":"reso')
    expect(() => beginRun('3', 'C')).toThrow(SyntaxError)
  })
})
