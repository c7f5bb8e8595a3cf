import type { BankPreset } from './bank-preset.ts'

export const bci = {
  key: 'bci',
  name: 'Bank of the Cook Islands (TakuEcom)',
  country: 'Cook Islands',
  test: { roots: ['https://dev.bpcbt.com/payment/rest/'] },
  live: { roots: ['https://securepayments.bci.co.ck/payment/rest/'] },
  orderNumber: { maxCharacters: 36, characters: 'visible' },
  currencies: ['NZD'],
  callbacks: { kind: 'hmac', method: 'POST' },
  confidence: 'documented',
  verified: [
    {
      what: 'addresses, currency, callbacks',
      against: "the bank's own plugin (woocommerce-gateway-bci) and its notes",
    },
  ],
  unknown: ['how often a callback is repeated'],
  remarks: [
    'NZD in production alone: the test installation takes EUR.',
    'One callback address, set in its portal with the key; gateway callbacks by POST are advised.',
  ],
} as const satisfies BankPreset
