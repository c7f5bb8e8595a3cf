import type { BankPreset } from './bank-preset.ts'

export const alfaKz = {
  key: 'alfa-kz',
  name: 'Alfa-Bank Kazakhstan (old)',
  country: 'Kazakhstan',
  test: { roots: ['https://web.rbsuat.com/ab/rest/'] },
  live: { roots: ['https://pay.alfabank.kz/payment/rest/'] },
  currencies: ['KZT'],
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'addresses', against: 'one public integration' }],
  unknown: ['callbacks', 'the length of an order number', 'whether it still answers'],
  remarks: [],
} as const satisfies BankPreset
