import { onlyOrder, openStore, mounts } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { environmentOf, run } from './a-world.ts'
import type { Ran } from './a-world.ts'

let store: Store
afterEach(() => store.close())

describe.each(mounts)('the command link %s', (_title, mount) => {
  beforeEach(async () => void (store = await openStore({ mount })))

  const cli = (...words: readonly string[]): Promise<Ran> => run(['link', ...words], environmentOf(store))
  const json = async (...words: readonly string[]): Promise<Record<string, unknown>> => {
    const { out, err, exitCode } = await cli(...words, '--json')
    expect([err, exitCode]).toEqual(['', 0])
    return JSON.parse(out) as Record<string, unknown>
  }
  const made = async (...words: readonly string[]) =>
    (await json('create', '49.90 EUR', 'Repair', ...words)).link as { linkNumber: string; url: string }

  it('makes a link from an amount in major units, and prints its address first', async () => {
    const { exitCode, out, err } = await cli(
      ...['create', '49.90 EUR', 'Repair of a bicycle', '--reference', 'INV-7'],
      ...['--note', 'Ann rang', '--email', 'a@b.example', '--expires', '7d'],
    )

    const [link] = await all()
    expect([exitCode, err]).toEqual([0, ''])
    expect(link).toMatchObject({
      amountMinor: 4990,
      currency: 'EUR',
      description: 'Repair of a bicycle',
      reference: 'INV-7',
      note: 'Ann rang',
      email: 'a@b.example',
    })
    expect(out).toMatch(
      new RegExp(
        `^address +${link!.url}\nlink number +${link!.linkNumber}\nstate +open\namount +49\\.90 EUR\n` +
          'description +Repair of a bicycle\nreference +INV-7\ne-mail +a@b.example\nnote +Ann rang\nexpires +\\d{4}-',
      ),
    )
    await store.browser().get(new URL(link!.url).pathname).expect(200)
  })

  it.each([
    ['1200 JPY', 1_200, 'JPY'],
    ['12.345 KWD', 12_345, 'KWD'],
    ['0.05 eur', 5, 'EUR'],
    ['7 USD', 700, 'USD'],
  ])('reads %s', async (amount, amountMinor, currency) => {
    expect(await json('create', amount, 'Repair')).toMatchObject({ schemaVersion: 1, link: { amountMinor, currency } })
  })

  it('is short for create', async () => {
    expect(await json('49.90 EUR', 'Repair')).toMatchObject({ link: { amountMinor: 4990, state: 'open' } })
  })

  it('lists links in a table of at most 80 columns, or as one document', async () => {
    const { linkNumber } = await made('--note', 'Ann rang')
    await made('--reference', 'INV-7')

    const { out } = await cli('list')

    expect(out.split('\n')).toHaveLength(4)
    expect(out).toMatch(
      new RegExp(`^link number .*\n.*\n${linkNumber} {2}open +49\\.90 EUR +\\d{4}-\\d\\d-\\d\\d +Repair\n`),
    )
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(await json('find', '--reference', 'INV-7')).toMatchObject({ links: [{ reference: 'INV-7' }] })
    expect((await json('list', '--limit', '1')).links).toHaveLength(1)
    expect((await json('list', '--since', '1h')).links).toHaveLength(2)
    expect((await json('list', '--until', '1h')).links).toHaveLength(0)
    expect((await cli('list', '--state', 'paid')).out).toBe('No links.\n')
  })

  it('shows one link, with who has paid it', async () => {
    const { linkNumber, url } = await made()
    await store.browser().post(new URL(url).pathname).expect(200)
    const { orderNumber, gatewayOrderId } = await onlyOrder(store)
    await store.bank.pay(gatewayOrderId!)
    await store.checkout.settle(orderNumber)

    expect((await cli('show', linkNumber)).out).toMatch(new RegExp(`state +paid\npaid by order +${orderNumber}\n`))
    expect(await cli('withdraw', linkNumber)).toEqual({
      exitCode: 1,
      out: '',
      err: `The link is paid by order ${orderNumber}: it cannot be withdrawn.\n`,
    })
  })

  it('withdraws a link, and does it again without harm', async () => {
    const { linkNumber } = await made()

    expect((await cli('withdraw', linkNumber)).out).toMatch(/state +withdrawn\n[^]*withdrawn +\d{4}-/)
    expect(await json('withdraw', linkNumber)).toMatchObject({ link: { state: 'withdrawn' } })
    expect(await json('list', '--state', 'withdrawn')).toMatchObject({ links: [{ linkNumber }] })
  })

  it.each<[readonly string[], RegExp]>([
    [['create', '49.90', 'Repair'], /Wanted an amount with its currency, such as "12\.50 EUR", got "49\.90"/],
    [['create', '49,90 EUR', 'Repair'], /Wanted an amount of EUR such as 19\.99, got "49,90"/],
    [['create', '49.901 EUR', 'Repair'], /Wanted an amount of EUR such as 19\.99/],
    [['create', '49.90 ABC', 'Repair'], /Wanted an amount with its currency/],
    [['create', '0 EUR', 'Repair'], /Wanted more than 0\.00 EUR, got "0 EUR"/],
    [['create', '-5.00 EUR', 'Repair'], /unknown option '-5\.00 EUR'/],
    [['create', '5.00 EUR'], /missing required argument 'description'/],
    [['create', '5.00 EUR', 'Repair', '--expires', 'tomorrow'], /Wanted a time such as/],
    [['create', '5.00 EUR', 'Repair', '--expires', '2020-01-01'], /Wanted a time to come, got "2020-01-01"/],
    [['create', '5.00 EUR', 'Repair', '--expires', '999d'], /expiresAt: wanted a time to come, within a year/],
    [['create', '5.00 EUR', 'Repair', '--refrence', 'a'], /Did you mean --reference/],
    [['list', '--state', 'closed'], /Allowed choices are open, paid, withdrawn, expired/],
    [['list', '--limit', 'many'], /--limit wants a whole number of links/],
    [['show'], /missing required argument 'link-number'/],
  ])('%j ends with 2, and says what was wanted; nothing is written', async (words, message) => {
    const { exitCode, out, err } = await cli(...words)

    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toMatch(message)
    expect(await all()).toEqual([])
  })

  it.each(['show', 'withdraw'])('%s says that the shop has no such link', async (name) => {
    expect(await cli(name, 'X')).toEqual({ exitCode: 1, out: '', err: 'The shop has no payment link "X".\n' })
  })

  it.each(['create', 'list', 'show', 'withdraw'])('%s has help with examples', async (name) => {
    const { exitCode, out } = await cli(name, '--help')

    expect(exitCode).toBe(0)
    expect(out).toContain(`  npx express-hosted-checkout link ${name} `)
  })

  async function all() {
    const links = []
    for await (const link of store.checkout.links.find()) links.push(link)
    return links
  }
})
