import { gatewayAccountOf, gatewayOf } from '../../src/settlement/gateway-account.ts'

describe('the account of a login at a gateway', () => {
  // Each order in a ledger has it: another spelling would make every open order one of another gateway.
  it('is the address without its scheme, and the first 12 digits of the SHA-256 of the login', () => {
    expect(gatewayAccountOf('https://bank.example/payment/rest/', 'shop-api')).toBe(
      'bank.example/payment/rest/#982d4486a936',
    )
    expect(gatewayAccountOf('http://127.0.0.1:4000/', 'shop-api2')).toBe('127.0.0.1:4000/#87db3a02b630')
  })

  it('names its gateway up to and including the #, whoever logs in', () => {
    expect(gatewayOf('bank.example/payment/rest/#982d4486a936')).toBe('bank.example/payment/rest/#')
    expect(gatewayOf('bank.example/payment/rest/#a-renamed-login')).toBe('bank.example/payment/rest/#')
  })
})
