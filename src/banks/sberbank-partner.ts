import type { BankPreset } from './bank-preset.ts'

export const sberbankPartner = {
  key: 'sberbank-partner',
  name: 'Sberbank, new partner API',
  country: 'Russia',
  test: { roots: ['https://ecomtest.sberbank.ru/ecomm/gw/partner/api/v1/'] },
  live: {
    roots: [
      'https://ecommerce.sberbank.ru/ecomm/gw/partner/api/v1/',
      'https://epay.sberbank.ru/ecomm/gw/partner/api/v1/',
    ],
  },
  currencies: ['RUB'],
  body: 'json',
  needsCa: true,
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [
    { what: 'addresses, path', against: 'github.com/voronkovich/sberbank-acquiring-client (ClientFactory)' },
    { what: 'JSON bodies, features joined by a semicolon', against: 'its OpenAPI file, in a public copy' },
    { what: 'the answer to a registration', against: 'a recording of its test installation' },
  ],
  unknown: [
    'callbacks',
    'which of the two live hosts a merchant has: the contract says',
    'whether its certificate is one that Node knows: the old gateway needs the national authority',
  ],
  remarks: [
    'Its page is at /pp/pay_ru on the same host.',
    'errorCode 5 means a wrong value, and nothing about the login.',
    '`attributes` of a status answer is an object there; both shapes are read.',
    'Fiscal receipts go out by a call of their own (doReceipt.do), which is not made.',
  ],
} as const satisfies BankPreset
