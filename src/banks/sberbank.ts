import type { BankPreset } from './bank-preset.ts'

export const sberbank = {
  key: 'sberbank',
  name: 'Sberbank, old RBS gateway',
  country: 'Russia',
  test: { roots: ['https://3dsec.sberbank.ru/payment/rest/'] },
  live: { roots: ['https://securepayments.sberbank.ru/payment/rest/'] },
  orderNumber: { maxCharacters: 32, characters: 'visible' },
  description: { refused: '%+' },
  currencies: ['RUB'],
  needsCa: true,
  callbacks: { kind: 'unknown', repeats: { times: 6, everySecs: 600 } },
  confidence: 'seen',
  verified: [
    { what: 'addresses', against: 'github.com/voronkovich/sberbank-acquiring-client and another integration' },
    { what: 'order number, description', against: 'the older RBS manual' },
    { what: 'repeats of a callback', against: "an integrator's report; BPC's page says three at 30 s" },
  ],
  unknown: ['how callbacks are signed'],
  remarks: [
    'Its certificate is issued by the Russian national authority since 2022.',
    'Only 24 characters of a description reach the issuer; % and + are not allowed, and are left out.',
    'It may report the rouble as 810.',
  ],
} as const satisfies BankPreset
