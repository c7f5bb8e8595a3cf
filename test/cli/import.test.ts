import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../src/cli/run-cli.ts'
import { mounts, openStore, secrets, timesAsked } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { until } from '../support/until.ts'
import { environmentOf, run } from './a-world.ts'
import type { Ran } from './a-world.ts'

let folder: string
let store: Store
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'checkout-import-'))))
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await store.close()
})

describe.each(mounts)('import %s', (_title, mount) => {
  beforeEach(async () => {
    const catalog = { mug: { amountMinor: 1999, currency: 'EUR', reference: 'CART-1' } }
    store = await openStore({ mount, options: { catalog, currency: 'EUR' } })
  })

  /** Another program registers an order at the bank; resolves to the bank's id of it. */
  async function registered(orderNumber: string, more: Record<string, string> = {}): Promise<string> {
    const fields = { orderNumber, amount: '1999', currency: '978', returnUrl: 'https://old.example/back', ...more }
    const body = new URLSearchParams({ ...fields, userName: 'sandbox-api', password: secrets.password })
    const method = more.hold === undefined ? 'register.do' : 'registerPreAuth.do'
    const answer = await fetch(`${store.bank.url}${method}`, { method: 'POST', body })
    return ((await answer.json()) as { orderId: string }).orderId
  }
  const pageOf = (gatewayOrderId: string): string => store.bank.order(gatewayOrderId)!.formUrl
  async function paid(orderNumber: string): Promise<string> {
    const gatewayOrderId = await registered(orderNumber)
    await store.bank.pay(gatewayOrderId)
    return gatewayOrderId
  }
  const list = (...lines: readonly string[]): void => writeFileSync(join(folder, 'list.csv'), lines.join('\r\n'))
  const cli = (words = ''): Promise<Ran> =>
    run(['import', 'list.csv', ...words.split(' ').filter(Boolean)], environment(), undefined, { folder })
  const environment = () => ({ ...environmentOf(store), CHECKOUT_CURRENCY: 'EUR' })
  const json = ({ out }: Ran): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>
  const outcomes = (ran: Ran) =>
    (json(ran).orders as { orderNumber: string; outcome: string; status?: string; reason?: string }[]).map(
      ({ orderNumber, outcome, status, reason }) => [orderNumber, outcome, status ?? reason],
    )
  async function numbers(): Promise<string[]> {
    const found: string[] = []
    for await (const { orderNumber } of store.checkout.orders.find()) found.push(orderNumber)
    return found.sort()
  }

  it('takes over what is paid, so that it can be refunded, and hands nothing of it over', async () => {
    const gatewayOrderId = await paid('OLD-1')
    list(
      'orderNumber,gatewayOrderId,amount,currency,reference,description,email',
      `OLD-1,${gatewayOrderId},19.99,EUR,CART-1,"A mug, blue",jane@example.com`,
    )

    const { exitCode, out } = await cli()

    expect([exitCode, out]).toEqual([0, 'Imported 1 of 1 orders.\n'])
    expect(await store.checkout.orders.get('OLD-1')).toMatchObject({
      status: 'paid',
      handOver: 'none',
      handsOver: false,
      gatewayOrderId,
      reference: 'CART-1',
      description: 'A mug, blue',
      email: 'jane@example.com',
      sku: 'imported',
    })
    await store.checkout.reconcile()
    expect(store.handedOver).toEqual([])
    await store.checkout.refund('OLD-1', { amountMinor: 500, key: 'a' })
    expect(store.bank.order(gatewayOrderId)).toMatchObject({ refundedAmount: 500 })
    expect((await store.checkout.orders.history('OLD-1')).slice(0, 2)).toMatchObject([
      { kind: 'opened', to: 'registered', trigger: 'import' },
      { kind: 'moved', from: 'registered', to: 'paid', trigger: 'import' },
    ])
    // Its reference is paid: nobody pays it again.
    const again = await fetch(`${store.baseUrl}/checkout/mug`, { redirect: 'manual' })
    expect(again.status).toBe(409)
    expect(await store.checkout.verify()).toEqual([])
  })

  it('hands over, once it is paid, what was still open and was to be handed over', async () => {
    const ids = { one: await registered('OPEN-1'), two: await registered('OPEN-2') }
    list(
      'orderNumber;amountMinor;currency;handsOver;formUrl',
      `OPEN-1;1999;eur;;${pageOf(ids.one)}`,
      `OPEN-2;1999;EUR;no;${pageOf(ids.two)}`,
    )

    expect(outcomes(await cli('--hands-over --json'))).toEqual([
      ['OPEN-1', 'imported', 'registered'],
      ['OPEN-2', 'imported', 'registered'],
    ])

    for (const id of [ids.one, ids.two]) await store.bank.pay(id)
    await store.checkout.reconcile()
    expect(store.handedOver.map(({ orderNumber }) => orderNumber)).toEqual(['OPEN-1'])
    expect(await store.checkout.orders.get('OPEN-2')).toMatchObject({ status: 'paid', handOver: 'none' })
  })

  it('never hands over what is paid already, whatever holds for what is still to be paid', async () => {
    await paid('SHIPPED')
    store.bank.refundInPortal(await paid('PART'), 500)
    await store.bank.pay(await registered('HOLD', { hold: 'yes' }))
    const open = await registered('OPEN')
    list('orderNumber,amount,formUrl', 'SHIPPED,19.99,', 'PART,19.99,', 'HOLD,19.99,', `OPEN,19.99,${pageOf(open)}`)

    const ran = await cli('--hands-over --json')

    expect((json(ran).orders as { handsOver: boolean }[]).map(({ handsOver }) => handsOver)).toEqual([
      false,
      false,
      true,
      true,
    ])
    await store.bank.pay(open)
    await store.checkout.capture('HOLD')
    await store.checkout.reconcile()
    expect(store.handedOver.map(({ orderNumber }) => orderNumber).sort()).toEqual(['HOLD', 'OPEN'])
    expect(await store.checkout.orders.get('SHIPPED')).toMatchObject({ status: 'paid', handOver: 'none' })
  })

  it('hands over what is paid already where the list itself says so, whatever holds for the others', async () => {
    for (const number of ['OLD-1', 'OLD-2']) await paid(number)
    list('orderNumber,amount,handsOver', 'OLD-1,19.99,yes', 'OLD-2,19.99,')

    await cli('--no-hands-over')
    await store.checkout.reconcile()

    expect(store.handedOver.map(({ orderNumber }) => orderNumber)).toEqual(['OLD-1'])
  })

  it('is explained as what it is: taken over, and paid or open at the bank', async () => {
    const gatewayOrderId = await paid('OLD-1')
    store.bank.alter(gatewayOrderId, { depositedDate: Date.parse('2026-03-01T09:34:00Z') })
    const open = await registered('OPEN-1')
    list('orderNumber,amount,formUrl', 'OLD-1,19.99,', `OPEN-1,19.99,${pageOf(open)}`)
    await cli('--no-hands-over')

    const old = await store.checkout.explain('OLD-1')
    expect(old.text).toMatch(/^Order OLD-1: imported, 19\.99 EUR, taken over from another program on /)
    expect(old.known[0]).toMatch(/that 19\.99 EUR were taken from the buyer on 1 Mar 2026 at 09:34\.$/)
    const [first] = (await store.checkout.explain('OPEN-1')).known
    expect(first).toMatch(/^It was taken over from another program on .*, and is not paid, as far as the bank has said/)
    expect(first).not.toMatch(/was sent to/)
  })

  it('is never closed for want of a buyer: somebody may be on its page, whatever became of the import', async () => {
    const gatewayOrderId = await registered('OPEN-1')
    list('orderNumber,amount,formUrl', `OPEN-1,19.99,${pageOf(gatewayOrderId)}`)
    // The first question is answered; the one after it was written is not.
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'slow', delayMs: 1 })
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'server-error' })
    expect(outcomes(await cli('--hands-over --json'))).toEqual([['OPEN-1', 'imported', 'registered']])

    await store.database.age('checkout_orders', 'next_check_at', 3_600_000)
    await store.checkout.reconcile()

    expect(timesAsked(store, 'decline.do')).toBe(0)
    expect(await store.checkout.orders.get('OPEN-1')).toMatchObject({ status: 'registered', gatewayOrderId })
    await store.bank.pay(gatewayOrderId)
    await store.checkout.reconcile()
    expect(store.handedOver.map(({ orderNumber }) => orderNumber)).toEqual(['OPEN-1'])
  })

  it('leaves out a payment that the ledger has for another order', async () => {
    const gatewayOrderId = await paid('OLD-1')
    list('orderNumber,amount', 'OLD-1,19.99')
    await cli()
    store.bank.alter(await paid('OLD-3'), { attributes: [{ name: 'mdOrder', value: gatewayOrderId }] })
    list('orderNumber,amount', 'OLD-3,19.99')

    const [[, outcome, reason] = []] = outcomes(await cli('--json'))

    expect([outcome, reason]).toEqual(['refused', 'its payment at the bank belongs to order OLD-1 of the ledger'])
  })

  it.each([['as it is imported'], ['on a dry run', '--dry-run']])(
    'leaves out what another shop of the ledger has, by its number or by its payment, %s',
    async (_when, ...words) => {
      const gatewayOrderId = await paid('OLD-1')
      list('orderNumber,amount', 'OLD-1,19.99')
      await cli()
      store.bank.alter(await paid('OLD-3'), { attributes: [{ name: 'mdOrder', value: gatewayOrderId }] })
      list('orderNumber,amount', 'OLD-1,19.99', 'OLD-3,19.99')

      const ofAnother = { ...environment(), CHECKOUT_SHOP_KEY: 'another.example' }
      const answer = await run(['import', 'list.csv', '--json', ...words], ofAnother, undefined, { folder })

      expect(answer.exitCode).toBe(1)
      const { host, pathname } = new URL(store.baseUrl)
      const owner = `the shop "${host}${pathname.replace(/\/$/, '')}" of the ledger has an order with its`
      expect(outcomes(answer)).toEqual([
        ['OLD-1', 'refused', `${owner} number`],
        ['OLD-3', 'refused', `${owner} payment`],
      ])
    },
  )

  it('leaves goods of a paid order that are to be handed over to the shop’s own server', async () => {
    await paid('OLD-1')
    list('\ufefforderNumber\tamount\thandsOver', 'OLD-1\t19.99\tyes')

    expect(outcomes(await cli('--json'))).toEqual([['OLD-1', 'imported', 'paid']])
    expect(store.handedOver).toEqual([])

    await store.checkout.reconcile()
    expect(store.handedOver.map(({ orderNumber }) => orderNumber)).toEqual(['OLD-1'])
  })

  it('believes the bank alone: what it contradicts is not taken over', async () => {
    await paid('DEARER')
    await paid('DOLLARS')
    const other = await paid('OTHER')
    const back = await paid('BACK')
    store.bank.refundInPortal(back, 1999)
    for (const number of ['OPEN', 'PAGELESS', 'STRANGE']) await registered(number)
    list(
      'orderNumber,gatewayOrderId,amount,currency,handsOver,formUrl',
      'DEARER,,20.00,EUR,,',
      'DOLLARS,,19.99,USD,,',
      `MINE,${other},19.99,EUR,,`,
      'BACK,,19.99,EUR,,',
      'NOTHING,,19.99,EUR,,',
      'OPEN,,19.99,EUR,,',
      'PAGELESS,,19.99,EUR,yes,',
      'STRANGE,,19.99,EUR,yes,https://evil.example/pay',
    )

    const ran = await cli('--json')

    expect(ran.exitCode).toBe(1)
    expect(outcomes(ran)).toEqual([
      ['DEARER', 'refused', 'at the bank it is about 19.99 EUR'],
      ['DOLLARS', 'refused', 'at the bank it is in EUR'],
      ['MINE', 'refused', expect.stringMatching(/^the bank answers about another order: "OTHER"/)],
      ['BACK', 'refused', 'at the bank it is refunded: neither open nor paid'],
      ['NOTHING', 'refused', 'the bank has no such order'],
      ['OPEN', 'refused', expect.stringMatching(/it can still be paid: say whether/)],
      ['PAGELESS', 'refused', expect.stringMatching(/it can still be paid: name its page/)],
      ['STRANGE', 'refused', expect.stringMatching(/its formUrl is not on a host of the bank/)],
    ])
    expect(await numbers()).toEqual([])
    expect((await cli()).out).toMatch(/^DEARER: at the bank it is about 19\.99 EUR\.\n[^]*\nNot imported: 8\.\n$/)
  })

  it('puts before a person what was refunded in part, and takes holds over as holds', async () => {
    store.bank.refundInPortal(await paid('PART'), 500)
    await store.bank.pay(await registered('HOLD', { hold: 'yes' }))
    list('orderNumber,amount', 'PART,19.99', 'HOLD,19.99')

    expect(outcomes(await cli('--no-hands-over --json'))).toEqual([
      ['PART', 'imported', 'review'],
      ['HOLD', 'imported', 'held'],
    ])
    expect(await store.checkout.capture('HOLD')).toMatchObject({ status: 'paid', handOver: 'none' })
  })

  it('writes nothing on a dry run', async () => {
    await paid('OLD-1')
    list('orderNumber,amount', 'OLD-1,19.99')

    const { exitCode, out } = await cli('--dry-run')

    expect([exitCode, out]).toEqual([0, 'Would be imported: 1 of 1 orders. Nothing was written.\n'])
    expect(await numbers()).toEqual([])
  })

  it('can be run again: what is there stays as it is, and what the bank was silent about follows', async () => {
    for (const number of ['OLD-1', 'OLD-2']) await paid(number)
    list('orderNumber,amount', 'OLD-1,19.99', 'OLD-2,19.99')
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'server-error', times: 1 })

    const first = await cli('--json')
    expect(first.exitCode).toBe(3)
    expect(outcomes(first).map(([number, outcome]) => [number, outcome])).toEqual([
      ['OLD-1', 'unreachable'],
      ['OLD-2', 'imported'],
    ])
    expect(await numbers()).toEqual(['OLD-2'])
    const before = await store.checkout.orders.history('OLD-2')

    const second = await cli()
    expect([second.exitCode, second.out]).toEqual([0, 'Imported 1 of 2 orders.\nIn the ledger already: 1.\n'])
    expect(await store.checkout.orders.history('OLD-2')).toEqual(before)
  })

  it('stops between two orders when it is interrupted, and says so', async () => {
    for (const number of ['OLD-1', 'OLD-2']) await paid(number)
    list('orderNumber,amount', 'OLD-1,19.99', 'OLD-2,19.99')
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'slow', delayMs: 300, times: 1 })
    const interrupted = new AbortController()
    let [out, err] = ['', '']

    const running = runCli(['import', 'list.csv'], {
      environment: environment(),
      folder,
      write: (text) => void (out += text),
      tell: (text) => void (err += text),
      ask: undefined,
      isTerminal: false,
      interrupted: interrupted.signal,
    })
    await until(() => timesAsked(store, 'getOrderStatusExtended.do') > 0)
    interrupted.abort()

    expect(await running).toBe(130)
    expect(out).toBe('Imported 1 of 2 orders.\n')
    expect(err).toMatch(/Interrupted\. It is done for 1 of 2 orders; import the list again for the rest\.\n$/)
    expect(await numbers()).toEqual(['OLD-1'])
  })

  it.each([
    ['order', 'X', /Wanted columns named orderNumber, .*got "order"/],
    ['orderNumber,amount', ',19.99', /Line 2: wanted an orderNumber, got nothing/],
    ['orderNumber,amount', `${'x'.repeat(37)},19.99`, /Line 2: wanted up to 36 characters as orderNumber/],
    ['orderNumber,amount', 'A,19.999', /Line 2: Wanted an amount of EUR such as 19\.99, got "19\.999"/],
    ['orderNumber,amount', 'A,"19,99"', /Line 2: Wanted an amount of EUR/],
    ['orderNumber,amount', 'A,', /Line 2 cannot be sold: amountMinor: wanted a positive whole number/],
    ['orderNumber,amountMinor', 'A,12.5', /Line 2 cannot be sold: amountMinor/],
    ['orderNumber,amount,amountMinor', 'A,19.99,1999', /Line 2: wanted amount .* or amountMinor .*, got both/],
    ['orderNumber,amount,currency', 'A,19.99,EURO', /Line 2: Wanted an ISO 4217 currency, got "EURO"/],
    ['orderNumber,amount,handsOver', 'A,19.99,maybe', /Line 2: wanted yes or no as handsOver, got "maybe"/],
    ['orderNumber,amount', 'A,19.99\r\nA,19.99', /Line 3: "A" is on line 2 already/],
    ['orderNumber,amount', 'A,"19.99', /The list cannot be read: /],
    ['orderNumber,amount', 'A', /The list cannot be read: /],
  ])('refuses a list of %s with %j, and imports nothing', async (head, line, message) => {
    await paid('GOOD')
    list(head, line, head === 'orderNumber,amount' ? 'GOOD,19.99' : '')

    const { exitCode, err, out } = await cli('--no-hands-over')

    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toMatch(message)
    expect(await numbers()).toEqual([])
  })

  it('says which file it cannot read', async () => {
    const { exitCode, err } = await cli()

    expect(exitCode).toBe(2)
    expect(err).toMatch(/The list "list\.csv" cannot be read: .*ENOENT/)
  })
})
