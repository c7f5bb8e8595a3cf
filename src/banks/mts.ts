import type { BankPreset } from './bank-preset.ts'

export const mts = {
  key: 'mts',
  name: 'MTS Bank',
  country: 'Russia',
  test: { roots: null, otherHosts: ['mts.rbsuat.com'] },
  live: { roots: null },
  callbacks: { kind: 'unknown' },
  confidence: 'seen',
  verified: [{ what: 'host of the test installation', against: 'a public integration that mentions it' }],
  unknown: ['both roots', 'everything else: it is only mentioned'],
  remarks: ['Its manual is at https://mts.rbsuat.com/sandbox/integration/api/rest.html.'],
} as const satisfies BankPreset
