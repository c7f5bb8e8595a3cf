import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deedsOf, doneTwice } from '../../src/prove/judge/deeds.ts'
import type { Deed } from '../../src/prove/judge/deeds.ts'
import { openTales } from '../../src/prove/store/tales.ts'
import type { Effect, WatchTerms } from '../../src/prove/watch/told.ts'

const order = '6EQK7DGRB352ZZG9Q1Y9VPKZBX'

describe('a hand-over that runs again, and changes files', () => {
  let folder: string
  let usual: ReadonlyMap<string, Deed>
  let deeds: ReadonlyMap<string, Deed>

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'changed-')))
    const program = resolve(__dirname, 'stores/changes-files.mjs')
    const terms: WatchTerms = {
      toldFile: join(folder, 'told.jsonl'),
      instructionFile: join(folder, 'instruction.json'),
      gatewayOrigin: 'http://127.0.0.1:1',
      databaseUrl: 'sqlite:/tmp/checkout.db',
      program,
    }
    writeFileSync(join(folder, 'watch.json'), JSON.stringify(terms))
    const watcher = pathToFileURL(resolve(__dirname, '../../src/prove/watch/preload.ts')).href
    const preload = `${watcher}?terms=${encodeURIComponent(join(folder, 'watch.json'))}`
    const tales = openTales(terms.toldFile)
    execFileSync(process.execPath, ['--import', preload, program, order], { cwd: folder })
    const effects = tales.all().filter((one): one is Effect => one.kind === 'effect')
    tales.close()
    usual = deedsOf(effects.filter(({ run }) => run === effects[0]?.run))
    deeds = deedsOf(effects)
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  const twice = (): readonly string[] => doneTwice(usual, deeds).map(({ what }) => basename(what))

  it('takes twice from each file that it makes of what it has read in it', () => {
    expect(readFileSync(join(folder, 'keys.txt'), 'utf8')).toBe('three')
    expect(twice()).toEqual([
      'keys.txt',
      'stock-sync',
      'stock-promises',
      'stock-callback',
      'stock-stream',
      'stock-handle',
      'stock-renamed.tmp',
    ])
  })

  it('does all else once: what it finds done, what stays the same but for its moment, what it makes of another', () => {
    const others = [...deeds.values()].filter(({ what }) => !twice().includes(basename(what)))

    expect(others.map(({ what, count }) => `${basename(what)}: ${count}`)).toEqual([
      `licence-${order}.txt: 1`,
      'parcels.json: 1',
      'by-order.json: 1',
      'by-order-renamed.tmp: 1',
      'with-moment.json: 1',
      'letter.txt: 1',
    ])
  })
})
