import type { BankPreset } from './bank-preset.ts'

export const alfa = {
  key: 'alfa',
  name: 'Alfa-Bank',
  country: 'Russia',
  test: {
    roots: ['https://alfa.rbsuat.com/payment/rest/'],
    formerRoots: ['https://web.rbsuat.com/ab/rest/'],
  },
  live: { roots: ['https://pay.alfabank.ru/payment/rest/', 'https://payment.alfabank.ru/payment/rest/'] },
  currencies: ['RUB'],
  needsCa: true,
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [
    { what: 'addresses', against: 'github.com/voronkovich/sberbank-acquiring-client and two more integrations' },
    { what: 'certificate of the national authority', against: 'the same clients' },
  ],
  unknown: [
    'callbacks',
    'which of the two live hosts a merchant has: the contract says',
    'the length of an order number',
  ],
  remarks: [
    'Its certificate is issued by the Russian national authority (Mintsifry).',
    'More ways to pay than cards: SBP_C2B, ALFAPAY, YANDEX_PAY_CARD, MIR_PAY.',
  ],
} as const satisfies BankPreset
