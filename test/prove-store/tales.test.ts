import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
