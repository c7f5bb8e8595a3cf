import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openTales } from '../../src/prove/store/tales.ts'
import type { Effect, WatchTerms } from '../../src/prove/watch/told.ts'

const [first, other] = ['6EQK7DGRB352ZZG9Q1Y9VPKZBX', '5E858GJ4W28P7XAM7Y3WJSRQRM'] as const

/** As much of pg as the store calls: it has run every statement, and gives back what it says after `returning`. */
const pg = `
  exports.Client = class {
    query(given) {
      const row = /returning '(\\w+)'/.exec(given)
      return Promise.resolve({ rowCount: 1, rows: row ? [{ n: row[1] }] : [] })
    }
  }`

describe('what a job of the store does', () => {
  let folder: string
  let toldFile: string
  let effects: readonly Effect[]

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'named-'))
    mkdirSync(join(folder, 'node_modules/pg'), { recursive: true })
    writeFileSync(join(folder, 'node_modules/pg/index.js'), pg)
    const program = join(folder, 'job.mjs')
    writeFileSync(program, readFileSync(join(__dirname, 'stores/job.mjs')))
    toldFile = join(folder, 'told.jsonl')
    const terms: WatchTerms = {
      toldFile,
      instructionFile: join(folder, 'instruction.json'),
      gatewayOrigin: 'http://127.0.0.1:1',
      databaseUrl: 'sqlite:/tmp/checkout.db',
      program,
    }
    writeFileSync(join(folder, 'watch.json'), JSON.stringify(terms))
    const watcher = pathToFileURL(resolve(__dirname, '../../src/prove/watch/preload.ts')).href
    const preload = `${watcher}?terms=${encodeURIComponent(join(folder, 'watch.json'))}`
    const tales = openTales(toldFile)
    execFileSync(process.execPath, ['--import', preload, program, first, other])
    effects = tales.all().flatMap((one) => (one.kind === 'effect' && one.phase === 'done' ? [one] : []))
    tales.close()
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  const ordersOf = (what: string): readonly unknown[] => [
    ...new Set(effects.filter((one) => one.what === `${what}"`).map(({ order }) => order)),
  ]

  it.each([
    ['in a text or a value', 'insert "insert into mails (sku, n) values (?, ?)'],
    ['in a value with a name', 'insert "insert into mails (n, sku) values (:n, :sku)'],
    ['in bytes', 'insert "insert into mails (n, body, sku) values (?, ?, ?)'],
    ['in what it gives back', 'update "update mails set id = ? where sku = ? returning n'],
    ['in a document for PostgreSQL', 'insert "insert into lines (n, body) values ($1, $2)'],
    ['in a query that is an object', 'insert "insert into lines (body, n) values ($1, ?)'],
    ['in what PostgreSQL gives back', 'insert "insert into lines (n) values (?) returning ?'],
  ])('is of the order that is named %s', (_where, what) => {
    expect(ordersOf(what)).toEqual([other])
  })

  it('is of the order whose hand-over it is where it names that one, too, or none', () => {
    expect(ordersOf('insert "insert into mails (id, n, body) values (?, ?, ?)')).toEqual([first])
    expect(ordersOf('delete "delete from mails where sku = ?')).toEqual([first])
  })

  it('is none where a statement that gives back what it has changed gives back nothing', () => {
    expect(ordersOf('update "update mails set body = ? where sku = ? returning n')).toEqual([])
  })

  it.each([
    ['the key of a request', 'request'],
    ['the path of a file', 'append'],
  ])('is of the order that is named in %s', (_where, sort) => {
    expect(effects.filter((one) => one.sort === sort).map(({ order }) => order)).toEqual([other])
  })

  it('is of the order that the listener has heard of, and of no hand-over, where the listener does it', () => {
    const heard = effects.filter(({ isInListener }) => isInListener)

    expect(heard.map(({ sort, order, run }) => [sort, order, run])).toEqual([['write', other, undefined]])
  })

  it('is told without its values', () => {
    expect(readFileSync(toldFile, 'utf8')).not.toMatch(/hush|body":/)
  })
})
