import { buy, mounts, openStore, timesAsked } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'
import { environmentOf, run } from './a-world.ts'
import type { Ran } from './a-world.ts'

let store: Store
afterEach(() => store.close())

describe.each(mounts)('an interrupted command %s', (_title, mount) => {
  let orderNumber: string

  async function open(options: StoreOptions['options'] = {}): Promise<void> {
    store = await openStore({ mount, options })
    ;({ orderNumber } = await buy(store, store.browser()))
  }

  async function pay(options: StoreOptions['options'] = {}): Promise<void> {
    await open(options)
    await store.bank.pay((await store.checkout.orders.get(orderNumber))!.gatewayOrderId!)
    await store.checkout.settle(orderNumber)
  }

  async function payAnother(): Promise<void> {
    const { orderNumber: another, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(another)
    orderNumber = another
  }

  /** Runs a command, and interrupts it as soon as the bank has been asked so, or a person told so. */
  async function interrupted(
    words: string,
    when: { readonly asked: readonly [method: string, times: number] } | { readonly told: RegExp },
    { answers, environment }: { readonly answers?: readonly string[]; readonly environment?: object } = {},
  ): Promise<Ran> {
    const interruption = new AbortController()
    const ran = run(
      words.split(' ').map((word) => word.replaceAll('_', ' ').replaceAll('ORDER', orderNumber)),
      { ...environmentOf(store), ...environment },
      answers,
      {
        interruption,
        isTold: true,
        onTold: (err) => void ('told' in when && when.told.test(err) && interruption.abort('interrupted')),
      },
    )
    if ('asked' in when) {
      const [method, times] = when.asked
      await until(() => timesAsked(store, method) === times)
      interruption.abort('interrupted')
    }
    return ran
  }

  it('reconcile ends between two orders, and says how many were asked about', async () => {
    await open({ sweep: { everyMs: 60_000 } })
    for (let count = 1; count < 6; count += 1) await buy(store, store.browser())
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'slow', delayMs: 300 })

    const { exitCode, err, out } = await interrupted(
      'reconcile',
      { asked: ['getOrderStatusExtended.do', 1] },
      { environment: { CHECKOUT_SWEEP_CONCURRENCY: '1' } },
    )

    expect(exitCode).toBe(130)
    expect(err).toMatch(/Interrupted\. No further order is asked about; .*Ctrl-C again ends at once/)
    expect(err).toContain('Interrupted. The bank was asked about 1 of 6 orders; run reconcile again for the rest.\n')
    expect(out).toMatch(/^asked +1\n/)
    expect(timesAsked(store, 'getOrderStatusExtended.do')).toBe(1)
  })

  it('refund waits for the answer to what it has sent, and names the key to repeat it with', async () => {
    await pay()
    store.bank.fault({ method: 'refund.do', kind: 'slow', delayMs: 300 })

    const { exitCode, err, out } = await interrupted('refund ORDER 5.00_EUR --key RMA-1 --yes', {
      asked: ['refund.do', 1],
    })

    expect(exitCode).toBe(130)
    expect(err).toMatch(/Ctrl-C again ends at once; then repeat the command with --key RMA-1: it is made once\.\n/)
    expect(err).toMatch(/Interrupted, but the bank was told, and its answer is written down\.\n$/)
    expect(out).toMatch(/5\.00 EUR\swent back/)
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ refundedMinor: 500 })
  })

  it.each([
    ['capture ORDER 12.50_EUR --yes', 'deposit.do', 'paid'],
    ['reverse ORDER --yes', 'reverse.do', 'reversed'],
  ] as const)('%s waits for the answer, and says how to see what became of it', async (words, method, status) => {
    await pay({ capture: 'manual' })
    store.bank.fault({ method, kind: 'slow', delayMs: 300 })

    const { exitCode, err, out } = await interrupted(words, { asked: [method, 1] })

    expect(exitCode).toBe(130)
    expect(out).toMatch(new RegExp(`^Order ${orderNumber}: `))
    expect(err).toMatch(/Interrupted, but the bank was told, and its answer is written down\.\n$/)
    expect(err).toContain(`then see what became of it: npx express-hosted-checkout show ${orderNumber}\n`)
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status })
  })

  it('a refund of which nobody knows what became says so, as ever', async () => {
    await pay()
    store.bank.fault({ method: 'refund.do', kind: 'reset-before', delayMs: 300 })

    const { exitCode, err, out } = await interrupted('refund ORDER 5.00_EUR --key RMA-1 --yes', {
      asked: ['refund.do', 1],
    })

    expect([exitCode, out]).toEqual([130, ''])
    expect(err).toMatch(/It is not known yet whether refund "RMA-1" of order .* was made/)
    await store.checkout.refund(orderNumber, { amountMinor: 500, key: 'RMA-1' })
  })

  it.each(['capture ORDER', 'reverse ORDER', 'refund ORDER 5.00_EUR', 'decline ORDER'])(
    '%s sends nothing if it is interrupted at the question',
    async (words) => {
      await pay(words.startsWith('refund') ? {} : { capture: 'manual' })
      const before = store.bank.requests.length
      const interruption = new AbortController()
      const typed = words.split(' ').map((word) => word.replace('_', ' ').replace('ORDER', orderNumber))

      const { exitCode, err, out } = await run(typed, environmentOf(store), [], {
        interruption,
        isSilent: true,
        onTold: (told) => void (told.includes('Type the last 4') && interruption.abort('interrupted')),
      })

      expect([exitCode, out]).toEqual([130, ''])
      expect(err).toMatch(/Type the last 4 .*Interrupted\. Nothing was sent, and nothing was changed\.\n$/)
      expect(store.bank.requests).toHaveLength(before)
    },
  )

  it('forget ends between two orders, and says how many it has looked at', async () => {
    const jane = { amountMinor: 1999, currency: 'EUR', email: 'jane@example.com' }
    await pay({ catalog: { mug: jane }, sweep: { everyMs: 60_000 } })
    const first = orderNumber
    await payAnother()

    const { exitCode, err, out } = await interrupted(
      'forget --email jane@example.com',
      { told: /to go on[^]*\r.*1 order$/ },
      { answers: ['forget'] },
    )

    expect(exitCode).toBe(130)
    expect(err).toMatch(/Interrupted after 1 order; run forget again for the rest\.\n$/)
    expect(out).toMatch(/^Blanked:\n/)
    const forgotten = await Promise.all([first, orderNumber].map((one) => store.checkout.orders.get(one)))
    expect(forgotten.filter((order) => order?.forgottenAt !== undefined)).toHaveLength(1)
  })

  it.each(['orders', 'show ORDER', 'explain ORDER', 'verify', 'day-sheet', 'health', 'link list', 'export'])(
    '%s ends at once',
    async (words) => {
      await open()
      const interruption = new AbortController()
      interruption.abort('interrupted')

      const ran = await run(
        words.split(' ').map((word) => word.replace('ORDER', orderNumber)),
        environmentOf(store),
        undefined,
        { interruption },
      )

      expect([ran.exitCode, ran.out]).toEqual([130, ''])
      expect(ran.err).toMatch(/^Interrupted\. Nothing was (sent, and nothing was changed|written)\.\n$/)
    },
  )

  it.each([
    ['settle ORDER', 'Nothing was sent, and nothing was changed'],
    ['review ORDER --note why', 'Nothing was sent, and nothing was changed'],
    ['refund ORDER 5.00_EUR --key a --yes', 'Nothing was sent, and nothing was changed'],
    ['forget ORDER --yes', 'Nothing was sent, and nothing was changed'],
    ['migrate', 'Nothing was sent, and nothing was changed'],
  ])('%s does nothing once it is interrupted', async (words, said) => {
    await pay()
    const before = store.bank.requests.length
    const entries = await store.checkout.orders.history(orderNumber)
    const interruption = new AbortController()
    interruption.abort('interrupted')
    const typed = words.split(' ').map((word) => word.replace('_', ' ').replace('ORDER', orderNumber))

    const { exitCode, err, out } = await run(typed, environmentOf(store), undefined, { interruption })

    expect([exitCode, out, err]).toEqual([130, '', `Interrupted. ${said}.\n`])
    expect(store.bank.requests).toHaveLength(before)
    expect(await store.checkout.orders.history(orderNumber)).toEqual(entries)
  })

  it('verify is given up in the middle, with one document for a script', async () => {
    await open()
    for (let count = 1; count < 4; count += 1) await buy(store, store.browser())
    const interruption = new AbortController()

    const ran = run(['verify', '--json'], environmentOf(store), undefined, { interruption })
    interruption.abort('interrupted')

    const { exitCode, out } = await ran
    expect(exitCode).toBe(130)
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      error: { message: expect.stringMatching(/^Interrupted/) },
    })
  })
})
