import type { BankPreset } from './bank-preset.ts'

export const yookassa = {
  key: 'yookassa',
  name: 'YooKassa (RBS-compatible interface)',
  country: 'Russia',
  test: { roots: null },
  live: { roots: ['https://3dsec-payments.yookassa.ru/payment/rest/'] },
  currencies: ['RUB'],
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'live address', against: 'github.com/voronkovich/sberbank-acquiring-client' }],
  unknown: ['the test address', 'callbacks', 'the length of an order number'],
  remarks: [],
} as const satisfies BankPreset
