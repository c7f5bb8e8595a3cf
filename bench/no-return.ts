import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inWords, loseBuyers } from '../test/prove/no-return/lost-buyers.ts'

/**
 * How long a buyer who pays and never comes back waits for the goods, without callbacks: `npm run bench:no-return`.
 *
 * 1,000 buyers press Buy evenly over a minute, and each pays 5 to 55 s later. The sweep, with its defaults, has to find
 * out. It looks at an order 20, 40, 60 s, 2, 4, 8 and 15 min after Buy. A buyer who takes longer to pay therefore waits
 * longer: `LATEST_PAYMENT_S=230` shows it. `PROVE_SEED` repeats a run's payment times.
 */
const buyers = Number(process.env.BUYERS ?? 1_000)
const latest = Number(process.env.LATEST_PAYMENT_S ?? 55) * 1_000
const seed = Number(process.env.PROVE_SEED ?? randomInt(2 ** 31))

const folder = mkdtempSync(join(tmpdir(), 'checkout-bench-'))
try {
  const lost = await loseBuyers({
    databaseUrl: process.env.BENCH_DATABASE_URL ?? `sqlite:${join(folder, 'checkout.db')}`,
    buyers,
    seed,
    arrivalMs: 60_000,
    paymentMs: { earliest: 5_000, latest },
  })
  console.log(`${inWords(lost)} (repeat with PROVE_SEED=${seed})`)
  if (lost.forgotten.length > 0) throw new Error(`Never handed over: ${lost.forgotten.join(', ')}.`)
} finally {
  rmSync(folder, { recursive: true })
}
