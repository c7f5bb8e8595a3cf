import { mayFormLeadTo } from '../../src/html/form-action.ts'

const bank = 'https://pay.bank.example/payment/merchants/shop/payment_en.html?mdOrder=1'
const shop = 'https://shop.example'

describe('a policy', () => {
  it.each<[string | readonly string[] | undefined]>([
    [undefined],
    [[]],
    ["default-src 'none'; frame-ancestors 'self'"],
    ['form-action https://pay.bank.example'],
    ["form-action 'self' https://pay.bank.example"],
    ["default-src 'self';form-action 'self' pay.bank.example;upgrade-insecure-requests"],
    ['FORM-ACTION HTTPS://PAY.BANK.EXAMPLE'],
    ['form-action https://*.bank.example'],
    ['form-action https://pay.bank.example:443'],
    ['form-action https://pay.bank.example:*'],
    ['form-action http://pay.bank.example'],
    ['form-action https://pay.bank.example/some/path'],
    ['form-action https:'],
    ['form-action *'],
    ["form-action *; form-action 'none'"],
    [["default-src 'self'", 'form-action https:']],
  ])('lets a form go to the bank: %j', (policy) => {
    expect(mayFormLeadTo(policy, bank, shop)).toBe(true)
  })

  it.each<[string | readonly string[]]>([
    ["form-action 'self'"],
    ["form-action 'none'"],
    ['form-action'],
    ['form-action  ; default-src *'],
    ['form-action https://bank.example'],
    ['form-action https://pay.bank.example.evil'],
    ['form-action https://evilpay.bank.example'],
    ['form-action https://*.pay.bank.example'],
    ['form-action https://pay.bank.example:8443'],
    ['form-action http:pay.bank.example'],
    ["form-action 'unsafe-inline' data: blob:"],
    ["form-action 'self', form-action https:"],
    [['form-action https:', "form-action 'self'"]],
    ["form-action 'none'; form-action *"],
  ])('lets no form go to the bank: %j', (policy) => {
    expect(mayFormLeadTo(policy, bank, shop)).toBe(false)
  })

  it("lets a form go to a bank on the shop's origin by self, and to an http bank by its port", () => {
    expect(mayFormLeadTo("form-action 'self'", 'http://localhost:3000/pay', 'http://localhost:3000')).toBe(true)
    expect(mayFormLeadTo('form-action http://localhost:4000', 'http://localhost:4000/', 'http://localhost:3000')).toBe(
      true,
    )
    expect(mayFormLeadTo('form-action localhost:4000', 'http://localhost:4000/', 'http://localhost:3000')).toBe(true)
    expect(mayFormLeadTo('form-action localhost', 'http://localhost/', 'http://localhost:3000')).toBe(true)
    expect(mayFormLeadTo('form-action https://localhost:4000', 'http://localhost:4000/', 'http://localhost')).toBe(
      false,
    )
  })
})
