import type { BankPreset } from './bank-preset.ts'

export const vtbKz = {
  key: 'vtb-kz',
  name: 'VTB Bank Kazakhstan',
  country: 'Kazakhstan',
  test: { roots: ['https://vtbkz.rbsuat.com/payment/rest/'] },
  live: { roots: ['https://payment.vtb.kz/payment/rest/'] },
  languages: { known: ['ru', 'en', 'hy', 'az'] },
  callbacks: { kind: 'unknown', method: 'GET' },
  confidence: 'summarised',
  verified: [
    { what: 'addresses, languages, callbacks by GET', against: "summaries of the bank's portal, and its plugin" },
  ],
  unknown: [
    'how callbacks are signed: one summary says HMAC, another a plain digest, and its plugin checks nothing',
    'how often they are repeated: one summary says three times at 30 s, another six with growing pauses',
  ],
  remarks: ['An order number that was used before may be refused as 8204 instead of errorCode 1.'],
} as const satisfies BankPreset
