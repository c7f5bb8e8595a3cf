import type { BankPreset } from './bank-preset.ts'

export const kassaNova = {
  key: 'kassa-nova',
  name: 'Kassa Nova',
  country: 'Kazakhstan',
  test: { roots: null },
  live: { roots: ['https://3ds.kassanova.kz/payment/rest/'] },
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'live address', against: 'a public integration' }],
  unknown: ['the test address', 'callbacks', 'the length of an order number'],
  remarks: [],
} as const satisfies BankPreset
