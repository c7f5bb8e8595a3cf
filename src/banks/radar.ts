import type { BankPreset } from './bank-preset.ts'

export const radar = {
  key: 'radar',
  name: 'Radar Payments (BPC)',
  test: { roots: ['https://ecommerce.radarpayments.com/payment/rest/'] },
  live: { roots: null },
  callbacks: { kind: 'hmac', repeats: { times: 3, everySecs: 30 } },
  confidence: 'documented',
  verified: [{ what: 'test address, fields, callbacks', against: "BPC's pages (dev.radarpayments.com)" }],
  unknown: ['the live address'],
  remarks: ['It has a short list of test cards of its own.'],
} as const satisfies BankPreset
