import type { BankPreset } from './bank-preset.ts'

export const alfaBy = {
  key: 'alfa-by',
  name: 'Alfa-Bank Belarus',
  country: 'Belarus',
  test: {
    roots: ['https://abby.rbsuat.com/payment/rest/', 'https://sandbox.alfabank.by/payment/rest/'],
    formerRoots: ['https://web.rbsuat.com/ab_by/rest/'],
  },
  live: { roots: ['https://ecom.alfabank.by/payment/rest/'] },
  languages: { known: ['be', 'en', 'ru'] },
  currencies: ['BYN'],
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'addresses, currency, languages', against: 'three public integrations' }],
  unknown: ['callbacks', 'the length of an order number'],
  remarks: [],
} as const satisfies BankPreset
