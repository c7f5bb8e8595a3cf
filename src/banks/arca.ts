import type { BankPreset } from './bank-preset.ts'

export const arca = {
  key: 'arca',
  name: 'ArCa iPay (Inecobank, Ararat, Converse, ACBA and others)',
  country: 'Armenia',
  test: { roots: ['https://ipaytest.arca.am:8445/payment/rest/'] },
  live: { roots: ['https://ipay.arca.am/payment/rest/'], otherHosts: ['pg.inecoecom.am'] },
  currencies: ['AMD'],
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'addresses, currency 051, both status calls', against: 'three public integrations' }],
  unknown: ['callbacks', 'the length of an order number'],
  remarks: [
    'AMD is sent as 051, with its zero.',
    'Inecobank has a host of its own, pg.inecoecom.am, whose root your contract tells.',
  ],
} as const satisfies BankPreset
