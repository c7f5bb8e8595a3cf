import { maskNumber, testCards } from '../../src/sandbox/bank/cards.ts'
import { anOrder, openBank } from './open-bank.ts'
import type { OpenBank } from './open-bank.ts'

const none = { errorCode: '2', errorMessage: 'Information is not found' }

/** Pays an order of this client with this card, and returns the stored card that its status names. */
async function store(bank: OpenBank, clientId: string, number = '4111111111111111'): Promise<string | undefined> {
  const orderId = await bank.register({ clientId })
  await bank.sandbox.pay(orderId, { number })
  const { bindingInfo } = await bank.status(orderId)
  expect(bindingInfo).toMatchObject({ clientId })
  return (bindingInfo as { bindingId?: string }).bindingId
}

const listed = async ({ call }: OpenBank, clientId: string): Promise<unknown> =>
  (await call('getBindings.do', { clientId })).bindings

describe('the sandbox bank', () => {
  it('lists the stored cards of one client, each card once, and removes one', async () => {
    const bank = await openBank()
    const bindingId = await store(bank, 'c-1')
    // The issuer asks for a code meanwhile.
    const second = await store(bank, 'c-1', '5555555555555599')
    expect(await store(bank, 'c-1')).toBe(bindingId)

    expect(await bank.call('getBindings.do', { clientId: 'c-1', bindingType: 'C' })).toEqual({
      errorCode: '0',
      errorMessage: 'Success',
      bindings: [
        {
          bindingId,
          clientId: 'c-1',
          maskedPan: '411111**1111',
          expiryDate: '203412',
          paymentSystem: 'VISA',
          bindingCategory: 'COMMON',
        },
        expect.objectContaining({ bindingId: second, paymentSystem: 'MASTERCARD' }),
      ],
    })
    expect(await bank.call('getBindings.do', { clientId: 'c-1', bindingType: 'R' })).toEqual(none)
    expect(await bank.call('getBindings.do', { clientId: 'c-2' })).toEqual(none)

    expect(await bank.call('unBindCard.do', { bindingId })).toMatchObject({ errorCode: 0 })
    expect(await bank.call('unBindCard.do', { bindingId })).toMatchObject({ errorCode: '2' })
    expect(await listed(bank, 'c-1')).toMatchObject([{ bindingId: second }])
  })

  it('stores nothing for a refused card, without a client, or where the buyer does not want it', async () => {
    const bank = await openBank()
    const orders = [await bank.register(), await bank.register({ clientId: 'c-1' })]
    await bank.sandbox.pay(orders[0]!)
    await bank.sandbox.pay(orders[1]!, { number: '4444444444446666' })
    expect(await bank.status(orders[0]!)).not.toHaveProperty('bindingInfo')
    expect(await bank.call('getBindings.do', { clientId: 'c-1' })).toEqual(none)

    await bank.sandbox.pay(orders[1]!, { store: false })
    expect(await bank.call('getBindings.do', { clientId: 'c-1' })).toEqual(none)
  })

  it('stores it unasked with FORCE_CREATE_BINDING, which needs a client and a new card', async () => {
    const bank = await openBank()
    const forced = { features: 'FORCE_CREATE_BINDING' }
    const orderId = await bank.register({ ...forced, clientId: 'c-1' })
    await bank.sandbox.pay(orderId, { store: false })

    const [card] = (await listed(bank, 'c-1')) as { bindingId: string }[]
    for (const fields of [{}, { clientId: 'c-1', bindingId: card!.bindingId }]) {
      expect(await bank.call('register.do', { ...anOrder(), ...forced, ...fields })).toMatchObject({ errorCode: '13' })
    }
  })

  it('takes a stored card with its security code, and only from its own client', async () => {
    const bank = await openBank()
    const bindingId = await store(bank, 'c-1')

    const orderId = await bank.register({ clientId: 'c-1', bindingId })
    expect(await bank.sandbox.pay(orderId, { cvc: '999' })).toMatchObject({ declined: true })
    expect(await bank.sandbox.pay(orderId, { cvc: '123' })).toMatchObject({ declined: false })
    expect(await bank.status(orderId)).toMatchObject({ paymentWay: 'CARD_BINDING', bindingInfo: { bindingId } })

    for (const clientId of ['c-2', undefined]) {
      const refused = await bank.call('register.do', { ...anOrder(), ...(clientId && { clientId }), bindingId })
      expect(refused).toMatchObject({ errorCode: '5', errorMessage: '[bindingId] is invalid' })
    }
    // Another client's order does not take it on its page either: it asks for a whole card.
    const theirs = await bank.register({ clientId: 'c-2' })
    await bank.sandbox.pay(theirs, { bindingId: bindingId!, number: '2200000000000038' })
    expect(await bank.status(theirs)).toMatchObject({ paymentWay: 'CARD', cardAuthInfo: { maskedPan: '220000**0038' } })
  })

  it('takes none that was removed since the order was opened', async () => {
    const bank = await openBank()
    const bindingId = await store(bank, 'c-1')
    const orderId = await bank.register({ clientId: 'c-1', bindingId })
    await bank.call('unBindCard.do', { bindingId })

    await bank.sandbox.pay(orderId)

    expect(await bank.status(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
  })

  it.each<[string, (bank: OpenBank, bindingId: string) => Promise<string>]>([
    ['that its stored card alone may pay', (bank, bindingId) => bank.register({ clientId: 'c-1', bindingId })],
    [
      'whose stored card was removed',
      async (bank, bindingId) => {
        const orderId = await bank.register({ clientId: 'c-1', bindingId })
        await bank.call('unBindCard.do', { bindingId })
        return orderId
      },
    ],
    [
      'that is at the issuer',
      async (bank) => {
        const orderId = await bank.register({ clientId: 'c-1' })
        await bank.sandbox.pay(orderId, { number: '5555555555555599', otp: '' })
        return orderId
      },
    ],
    [
      'that the bank of a QR code is to confirm',
      async (bank) => {
        const orderId = await bank.register({ clientId: 'c-1' })
        await bank.sandbox.pay(orderId, { qr: 'confirmed' })
        return orderId
      },
    ],
  ])('declines an order %s, and says so', async (_what, open) => {
    const bank = await openBank()
    const bindingId = await store(bank, 'c-1')
    const orderId = await open(bank, bindingId!)

    const { location } = await bank.sandbox.decline(orderId)

    expect(await bank.status(orderId)).toMatchObject({ orderStatus: 6, actionCode: -2013, amount: 1999 })
    expect(bank.sandbox.order(orderId)).toMatchObject({ approvedAmount: 0, depositedAmount: 0 })
    expect(location).toContain(`orderId=${orderId}`)
    await expect(bank.sandbox.decline(orderId)).rejects.toThrow('can no longer be paid: orderStatus is 6.')
  })

  it('takes no misspelt stored card for another one, and tells of no attempt where there was none', async () => {
    const bank = await openBank()
    const bindingId = await store(bank, 'c-1')
    const orderId = await bank.register({ clientId: 'c-1', bindingId })
    await bank.call('unBindCard.do', { bindingId })
    await bank.sandbox.cancel(orderId)

    expect(await bank.sandbox.pay(orderId)).toEqual({ location: undefined, declined: false })
    const other = await bank.register({ clientId: 'c-1' })
    await expect(bank.sandbox.pay(other, { bindingId: 'misspelt' })).rejects.toThrow('no stored card misspelt')
    expect(await bank.status(other)).toMatchObject({ orderStatus: 0, actionCode: -100 })
  })

  it('charges no other card than the one that was asked for', async () => {
    const bank = await openBank()
    const bindingId = (await store(bank, 'c-1'))!
    const other = (await store(bank, 'c-1', '2200000000000038'))!
    const orderId = await bank.register({ clientId: 'c-1', bindingId })

    const asked = [
      { bindingId: other },
      { bindingId: other, number: '2200000000000038' },
      { number: '4444444444446666' },
    ]
    for (const card of asked) {
      await expect(bank.sandbox.pay(orderId, card)).rejects.toThrow(
        `The page takes no other card than the stored card ${bindingId}.`,
      )
    }
    expect(await bank.status(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
    await bank.sandbox.pay(orderId, { bindingId })
    expect(await bank.status(orderId)).toMatchObject({ orderStatus: 2, bindingInfo: { bindingId } })
  })

  it('says so where the card that alone may pay is no longer stored', async () => {
    const bank = await openBank()
    const bindingId = (await store(bank, 'c-1'))!
    const orderId = await bank.register({ clientId: 'c-1', bindingId })
    await bank.call('unBindCard.do', { bindingId })

    await expect(bank.sandbox.pay(orderId, { bindingId })).rejects.toThrow(
      `The page offers no stored card ${bindingId}.`,
    )
  })

  it('keeps as many stored cards as orders, and no card number', async () => {
    const bank = await openBank({ keepOrders: 2 })
    for (const clientId of ['c-1', 'c-2', 'c-3']) await store(bank, clientId)

    expect(await bank.call('getBindings.do', { clientId: 'c-1' })).toEqual(none)
    expect(await listed(bank, 'c-2')).toHaveLength(1)
    expect(await listed(bank, 'c-3')).toHaveLength(1)
    expect(JSON.stringify(bank.sandbox.orders())).not.toContain('4111111111111111')
  })

  it('knows a stored test card by its mask: no two are masked alike', () => {
    expect(new Set(testCards.map(({ number }) => maskNumber(number))).size).toBe(testCards.length)
  })
})
