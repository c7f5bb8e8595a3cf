import type { BankPreset } from './bank-preset.ts'

export const rbs = {
  key: 'rbs',
  name: 'RBS, white-label installations',
  test: { roots: null },
  live: { roots: null },
  orderNumber: { maxCharacters: 32, characters: 'visible' },
  callbacks: { kind: 'hmac' },
  confidence: 'documented',
  verified: [{ what: 'order number, callbacks, error codes', against: 'the RBS manual (securecardpayment.ru/wiki)' }],
  unknown: ['both addresses: every bank has its own', 'how often a callback is repeated'],
  remarks: ['A time without a zone means Moscow time.'],
} as const satisfies BankPreset
