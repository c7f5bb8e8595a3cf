import type { BankPreset } from './bank-preset.ts'

export const turkmen = {
  key: 'turkmen',
  name: 'Turkmen banks (TFEB, Senagat, Rysgal)',
  country: 'Turkmenistan',
  test: { roots: null },
  live: { roots: null },
  currencies: ['TMT'],
  statusCall: 'getOrderStatus.do',
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'the old status call', against: 'a public integration of one store with four banks, 2026' }],
  unknown: ['both addresses', 'callbacks', 'the length of an order number', 'whether the new status call is spoken'],
  remarks: ['Installations of Senagat and Rysgal under /epg/rest/ are another software, as far as is known.'],
} as const satisfies BankPreset
