import type { BankPreset } from './bank-preset.ts'

export const dsk = {
  key: 'dsk',
  name: 'DSK Bank',
  country: 'Bulgaria',
  test: { roots: ['https://uat.dskbank.bg/payment/rest/'] },
  live: { roots: ['https://epg.dskbank.bg/payment/rest/'] },
  currencies: ['EUR'],
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'addresses, page, currency, login by token', against: 'a public integration, 2026' }],
  unknown: ['callbacks', 'the length of an order number'],
  remarks: ['Its page is on the host of its API.'],
} as const satisfies BankPreset
