import { makeBankDay } from '../../src/balance/bank-day.ts'
import type { BankDay } from '../../src/balance/bank-day.ts'
import { readBankList } from '../../src/balance/bank-list.ts'
import { makeGateway } from '../../src/gateway/axios-gateway.ts'
import { elementOf, openListedBank } from './listed-bank.ts'
import type { ListedBank, ListedRow } from './listed-bank.ts'

const rowOf = (number: number): ListedRow => ({
  orderNumber: `N${String(number).padStart(25, '0')}`,
  gatewayOrderId: `bank-${number}`,
  amount: 1999,
  at: new Date('2026-11-27T12:00:00Z'),
})
const rows = (count: number, first = 0): readonly ListedRow[] =>
  Array.from({ length: count }, (_, index) => rowOf(first + index))

describe("the bank's list", () => {
  let bank: ListedBank
  let bankDay: BankDay
  let gateway: ReturnType<typeof makeGateway>

  beforeEach(async () => {
    bank = await openListedBank()
    bankDay = makeBankDay()
    gateway = makeGateway({ url: bank.url, timeoutMs: 5_000, user: 'shop-api', password: 'unused' })
  })
  afterEach(async () => {
    gateway.close()
    bankDay.close()
    await bank.close()
  })

  const period = { since: new Date('2026-11-26T00:00:00Z'), until: new Date('2026-11-29T00:00:00Z'), timeZone: 'UTC' }
  const read = (): Promise<void> => readBankList(gateway, bankDay, period)

  it('is read to its last page', async () => {
    bank.rows = rows(250)

    await read()

    expect([bankDay.count(), bank.pagesAsked]).toEqual([250, 3])
    expect(bankDay.days()).toEqual([{ day: '2026-11-27', count: 250 }])
  })

  it('is read again where it changed meanwhile: none that moved is missed, and one told twice is one', async () => {
    bank.rows = rows(250)
    bank.before = () => {
      // The newest comes first: the last of a page is then the first of the next one, too.
      if (bank.pagesAsked === 2) bank.rows = [rowOf(999), ...rows(250)]
      return undefined
    }

    await read()

    expect([bankDay.count(), bank.pagesAsked]).toEqual([251, 7])
    expect(bankDay.find([rowOf(999)]).size).toBe(1)
  })

  it('is never taken for whole if it changes each time', async () => {
    let newest = 1_000
    bank.before = (page) => {
      if (page === 1) bank.rows = [rowOf((newest += 1)), ...bank.rows]
      return undefined
    }
    bank.rows = rows(250)

    await expect(read()).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
      message: expect.stringContaining('changed each of the 3 times') as string,
    })
  })

  it('is nothing at all if it stops half way', async () => {
    bank.rows = rows(250)
    bank.before = (page) => (page === 2 ? { status: 503, body: 'busy' } : undefined)

    await expect(read()).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
      message: expect.stringContaining('stopped at page 3. Nothing is compared with half a list.') as string,
    })
  })

  it('that counts an order twice, or lacks one, is never taken for whole, and said to be so', async () => {
    bank.rows = [...rows(5), rowOf(3)]
    const failed = read()

    await expect(failed).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    await expect(failed).rejects.toThrow(/tells 5 different orders, and counts 6.*Nothing was compared\.$/)
  })

  it('is nothing at all if the bank refuses to go on half way: the login may ask for it', async () => {
    bank.rows = rows(250)
    bank.before = (page) =>
      page === 1 ? { status: 200, body: { errorCode: 5, errorMessage: 'Access denied' } } : undefined

    await expect(read()).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
      message: expect.stringContaining('stopped at page 2. Nothing is compared with half a list.') as string,
    })
  })

  it('is of no use where money in it names no order', async () => {
    bank.rows = [{ ...rowOf(1), instead: { orderNumber: undefined, attributes: [] } }]

    await expect(read()).rejects.toThrow(/has 19\.99 EUR that name no order.*Nothing was compared\.$/)
  })

  describe('of a bank that does not say how many orders there are', () => {
    /** What it gives for a page, and what it says of its size. */
    const giving = (pageOf: (page: number) => readonly ListedRow[], pageSize?: number) => {
      bank.before = (page) => ({
        status: 200,
        body: { errorCode: 0, orderStatuses: pageOf(page).map(elementOf), page, pageSize },
      })
    }
    const sliced = (count: number, size: number) => (page: number) => rows(count).slice(page * size, (page + 1) * size)

    it.each([
      ['pages of the size that was asked for', sliced(250, 100), 100, 250],
      ['full pages alone', sliced(200, 100), undefined, 200],
      ['smaller pages, without a word', sliced(120, 50), undefined, 120],
      ['one page, whatever page is asked for', () => rows(7), undefined, 7],
      ['its last page again instead of none', (page) => sliced(200, 100)(Math.min(page, 1)), undefined, 200],
      ['nothing', () => [], undefined, 0],
    ] as [string, (page: number) => readonly ListedRow[], number | undefined, number][])(
      'is read to its end by %s',
      async (_what, pageOf, pageSize, count) => {
        giving(pageOf, pageSize)

        await read()

        expect(bankDay.count()).toBe(count)
      },
    )

    it('is never taken for whole by a full page that comes again', async () => {
      giving(() => rows(100))

      await expect(read()).rejects.toThrow(/same full page.*Take the registry.*Nothing was compared\.$/)
    })
  })
})
