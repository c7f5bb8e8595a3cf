import type { BankPreset } from './bank-preset.ts'

export const vtb = {
  key: 'vtb',
  name: 'VTB',
  country: 'Russia',
  test: { roots: ['https://vtb.rbsuat.com/payment/rest/'] },
  live: { roots: ['https://platezh.vtb24.ru/payment/rest/'] },
  currencies: ['RUB'],
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [
    { what: 'test address, status answers', against: 'a public integration with recordings of 2024' },
    { what: 'live address', against: 'code of an integrator' },
  ],
  unknown: ['callbacks', 'the length of an order number'],
  remarks: [
    'QR payments (SBP) are on its page, and are told later: they have no card and no amounts by state.',
    'Its status answer repeats the whole cart.',
  ],
} as const satisfies BankPreset
