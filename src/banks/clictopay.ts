import type { BankPreset } from './bank-preset.ts'

export const clictopay = {
  key: 'clictopay',
  name: 'ClicToPay (SMT)',
  country: 'Tunisia',
  test: { roots: ['https://test.clictopay.com/payment/rest/'] },
  live: { roots: ['https://ipay.clictopay.com/payment/rest/'] },
  currencies: ['TND'],
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'addresses, amounts in millimes', against: 'two public integrations' }],
  unknown: ['how callbacks are signed', 'the length of an order number'],
  remarks: ['TND has three decimals: 1 dinar is 1000.', 'The bank sets the callback address from a form.'],
} as const satisfies BankPreset
