import type { BankPreset } from './bank-preset.ts'

export const halkbankTm = {
  key: 'halkbank-tm',
  name: 'Halkbank / Altyn Asyr',
  country: 'Turkmenistan',
  test: { roots: null },
  live: { roots: ['https://mpi.gov.tm/payment/rest/'] },
  currencies: ['TMT'],
  statusCall: 'getOrderStatus.do',
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'live address, currency', against: 'three public integrations' }],
  unknown: [
    'the test address',
    'callbacks',
    'the length of an order number',
    'whether the new status call is spoken: the old one was seen at its neighbours',
  ],
  remarks: ['Integrations send everything by GET; POST is the same to the platform.'],
} as const satisfies BankPreset
