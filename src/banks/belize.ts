import type { BankPreset } from './bank-preset.ts'

export const belize = {
  key: 'belize',
  name: 'Belize Bank',
  country: 'Belize',
  test: { roots: ['https://sandbox.belizebank.com/payment/rest/'] },
  live: { roots: null },
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'test address', against: 'a public integration' }],
  unknown: ['the live address', 'callbacks', 'the length of an order number'],
  remarks: [],
} as const satisfies BankPreset
