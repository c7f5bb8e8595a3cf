import type { BankPreset } from './bank-preset.ts'

export const algeriePoste = {
  key: 'algerie-poste',
  name: 'Algérie Poste (Edahabia)',
  country: 'Algeria',
  test: { roots: null },
  live: { roots: ['https://webmerchant.poste.dz/payment/rest/'] },
  currencies: ['DZD'],
  statusCall: 'getOrderStatus.do',
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'live address, the old status call', against: 'a public integration' }],
  unknown: ['the test address', 'callbacks', 'the length of an order number', 'whether the new status call is spoken'],
  remarks: [],
} as const satisfies BankPreset
