import { resolve } from 'node:path'
import { startLineOf } from '../src/start-line.ts'

const rest = { baseUrl: 'https://shop.example', gateway: 'https://bank.example/payment/rest/', shop: 'shop.example' }
const ledgerOf = (databaseUrl: string): string => startLineOf({ ...rest, databaseUrl }).ledger

describe('the start-up line', () => {
  it('says what runs where', () => {
    expect(startLineOf({ ...rest, databaseUrl: 'sqlite::memory:' })).toEqual({ ...rest, ledger: 'sqlite::memory:' })
  })

  it.each([
    ['sqlite:checkout.db', `sqlite:${resolve('checkout.db')}`],
    ['sqlite:/srv/shop.db?mode=0640', 'sqlite:/srv/shop.db'],
    [
      'postgres://shop:Secret-1@db.example:5433/shop?sslmode=require&password=Secret-1',
      'postgres://db.example:5433/shop',
    ],
    ['postgresql://shop:Secret-1%40x@db.example/shop', 'postgres://db.example/shop'],
    ['postgres://shop:Sec@ret-1@db.example/shop', 'postgres://db.example/shop'],
    ['postgres:///shop?host=/run/postgresql', 'postgres:///shop'],
    ['postgres://shop:Sec/ret-1@db.example/shop', 'postgres'],
    ['postgres://shop:Sec?ret-1@db.example/shop', 'postgres://db.example/shop'],
    ['postgres://shop:Sec#ret-1@db.example/shop', 'postgres://db.example/shop'],
    ['postgres://db.example', 'postgres://db.example'],
  ])('shows %s as %s, without login or parameters', (databaseUrl, shown) => {
    expect(ledgerOf(databaseUrl)).toBe(shown)
    expect(ledgerOf(databaseUrl)).not.toMatch(/Sec|ret-1/)
  })
})
