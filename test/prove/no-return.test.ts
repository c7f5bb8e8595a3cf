import { ledgers } from '../support/ledgers.ts'
import { inWords, loseBuyers, quantile } from './no-return/lost-buyers.ts'
import { scaleOf } from './scale.ts'

jest.setTimeout(10 * 60_000)

/** For `npm test`, in milliseconds: everybody has paid before the sweep's first look, 20 s after Buy. */
const briefly = { arrivalMs: 4_000, paymentMs: { earliest: 2_000, latest: 10_000 } }
const fully = { arrivalMs: 60_000, paymentMs: { earliest: 5_000, latest: 55_000 } }

/** The promised limit, in milliseconds. */
const longestP99Ms = 60_000

describe('buyers who pay and never return, without a callback,', () => {
  it('are all handed over by the sweep, once each', async () => {
    const { count, seed, isFull } = scaleOf('no return', { slice: 20, full: 1_000 })
    const { databaseUrl, close } = await ledgers.SQLite!()

    const lost = await loseBuyers({ databaseUrl, buyers: count, seed, ...(isFull ? fully : briefly) })

    process.stdout.write(`prove no return: ${inWords(lost)}\n`)
    expect(lost).toMatchObject({ forgotten: [], handedOverTwice: [], violations: [], foundBy: new Set(['sweep']) })
    expect(lost.waitsMs).toHaveLength(count)
    if (isFull) expect(quantile(lost.waitsMs, 0.99)).toBeLessThan(longestP99Ms)
    await close()
  })
})
