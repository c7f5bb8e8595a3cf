import type { BankPreset } from './bank-preset.ts'

export const bereke = {
  key: 'bereke',
  name: 'Bereke Bank (was Sberbank Kazakhstan)',
  country: 'Kazakhstan',
  test: {
    roots: ['https://3dsec.berekebank.kz/payment/rest/'],
    formerRoots: ['https://3dsec.sberbank.kz/payment/rest/'],
  },
  live: {
    roots: ['https://securepayments.berekebank.kz/payment/rest/'],
    formerRoots: ['https://securepayments.sberbank.kz/payment/rest/'],
  },
  currencies: ['KZT'],
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'addresses, currency', against: 'three public integrations' }],
  unknown: ['callbacks', 'the length of an order number'],
  remarks: ['A shop that began under the former address names it in `gateway.formerUrls`.'],
} as const satisfies BankPreset
