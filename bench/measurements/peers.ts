import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inFolder } from '../harness/folder.ts'
import { costsOf } from '../harness/lanes.ts'
import type { Measure } from '../harness/measurement.ts'
import { median, medianRatio } from '../harness/numbers.ts'
import { start } from '../harness/processes.ts'
import { roundsOf } from '../harness/sqlite-stores.ts'

/** Packages of other providers, and the Express that the first of them asks for. */
const packages = { '@polar-sh/express': '0.3.0', '@dodopayments/express': '0.2.6', express: '4.22.3' }

/** CPU of a checkout, against other providers' packages on the same stub. Neither of them writes anything down. */
export const peers: Measure = (scale) =>
  inFolder(async (folder, running) => {
    install(folder)
    const BANK = running(await start('bank')).url
    const peer = async (PEER: string) => running(await start('peer', { BANK, PEERS: folder, PEER }))
    const stores = {
      ours: running(await start('ours', { BANK, DATABASE: `sqlite:${join(folder, 'ours.db')}` })),
      polar: await peer('polar'),
      dodo: await peer('dodo'),
    }
    const { ours, polar, dodo } = await costsOf(stores, { ...roundsOf(scale), atOnce: 8, isCheckoutOnly: true })
    return [
      { name: '@polar-sh/express', theirs: polar },
      { name: '@dodopayments/express', theirs: dodo },
    ].map(({ name, theirs }) => ({
      name: 'checkout, CPU',
      value: `${median(ours.cpuMicros.checkout).toFixed(0)} µs`,
      against: `${name}: ${median(theirs.cpuMicros.checkout).toFixed(0)} µs`,
      ratio: medianRatio(ours.cpuMicros.checkout, theirs.cpuMicros.checkout),
      goal: { atMost: 1 },
    }))
  })

function install(folder: string): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }))
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore' })
}
