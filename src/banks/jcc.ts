import type { BankPreset } from './bank-preset.ts'

export const jcc = {
  key: 'jcc',
  name: 'JCC Payment Systems',
  country: 'Cyprus',
  test: { roots: ['https://gateway-test.jcc.com.cy/payment/rest/'] },
  live: { roots: ['https://gateway.jcc.com.cy/payment/rest/'] },
  orderNumber: { maxCharacters: 36, characters: 'visible' },
  callbacks: { kind: 'hmac', repeats: { times: 3, everySecs: 30 } },
  confidence: 'documented',
  verified: [
    { what: 'addresses', against: "the bank's own pages (gateway.jcc.com.cy/developer)" },
    { what: 'everything else', against: "BPC's manual, of which the bank publishes a copy" },
  ],
  unknown: ['whether callbacks are on without asking'],
  remarks: [],
} as const satisfies BankPreset
