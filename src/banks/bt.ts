import type { BankPreset } from './bank-preset.ts'

export const bt = {
  key: 'bt',
  name: 'Banca Transilvania iPay',
  country: 'Romania',
  test: { roots: ['https://ecclients-sandbox.btrl.ro/payment/rest/'] },
  live: { roots: ['https://ecclients.btrl.ro/payment/rest/'] },
  orderNumber: { maxCharacters: 32, characters: 'visible' },
  description: { characters: 'ascii' },
  currencies: ['RON'],
  statuses: { 4: 'refunded', 7: 'refunded' },
  login: 'basic',
  callbacks: { kind: 'jwt' },
  mandatory: ['orderBundle.customerDetails'],
  confidence: 'seen',
  verified: [
    {
      what: 'addresses, order number, statuses 4 and 7, login',
      against: "integrations that follow the bank's API document",
    },
    { what: 'callback as a JWT (HS256, base64 key, 60 s of leeway)', against: "the bank's Magento module" },
  ],
  unknown: ['how often a callback is repeated', 'which other currencies a merchant has'],
  remarks: [
    'HTTP Basic is what it recommends; its own SDK logs in in the body (`gateway.basic: false`).',
    'Status 7 is a part refunded, 4 all of it; the amounts say how much.',
    'Letters with marks are refused, sometimes with the misleading errorCode 2003: the description is sent without.',
    'A telephone number is digits only, with its country code; the country is a number (642).',
    'A reversal is possible for a day. Answers may take 20 s in its sandbox.',
    'Codes 803, 804 and 913 must not be tried again with the same card.',
  ],
} as const satisfies BankPreset
