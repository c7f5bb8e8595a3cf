import Acquiring from 'sberbank-acquiring'
import { openBank } from './open-bank.ts'

/** A third-party client for this protocol, unmodified except for the bank's address. */
async function openClient(password = 'sandbox') {
  const bank = await openBank()
  const client = new Acquiring({ userName: 'sandbox-api', password }, 'http://127.0.0.1:3000/return/{order}')
  Object.assign(client, { entry: bank.sandbox.url })
  return { ...bank, client }
}

describe('the npm client sberbank-acquiring', () => {
  it('registers an order and follows it to the refund', async () => {
    const { sandbox, client } = await openClient()

    const { orderId, formUrl } = await client.register('s-1', 19.99, 'A book', { currency: 978, language: 'ru' })
    expect(formUrl).toContain('payment_ru.html')
    expect(await client.status(orderId)).toBe(0)
    expect(await sandbox.pay(orderId)).toMatchObject({
      location: `http://127.0.0.1:3000/return/s-1?orderId=${orderId}&lang=ru`,
    })
    expect(await client.status(null, 's-1')).toBe(2)
    expect(await client.get(orderId)).toMatchObject({ orderNumber: 's-1', amount: 1999, orderDescription: 'A book' })
    await client.refund(orderId, 5)

    expect(await client.status(orderId)).toBe(4)
    expect(sandbox.order('s-1')).toMatchObject({ refundedAmount: 500, depositedAmount: 1499 })
  })

  it('gets refusals with the codes it knows', async () => {
    const { client } = await openClient()
    await client.register('s-2', 1)

    await expect(client.register('s-2', 1)).rejects.toMatchObject({ sberErrorCode: '1' })
    await expect(client.register('s-3', 1, '', { currency: '000' })).rejects.toMatchObject({ sberErrorCode: '3' })
    await expect(client.refund((await client.get(null, 's-2')).attributes[0].value, 1)).rejects.toMatchObject({
      sberErrorCode: '7',
    })
    expect(await client.status('no-such-order')).toBeNull()
  })

  it('is refused with a wrong password', async () => {
    const { client } = await openClient('wrong')

    await expect(client.register('s-4', 1)).rejects.toMatchObject({ sberErrorCode: '5' })
  })
})
