import type { BankPreset } from './bank-preset.ts'

export const satim = {
  key: 'satim',
  name: 'Satim / CIB',
  country: 'Algeria',
  test: {
    roots: ['https://test.satim.dz/payment/rest/', 'https://test2.satim.dz/payment/rest/'],
    pageHosts: ['test.satim.dz', 'test2.satim.dz'],
  },
  live: {
    roots: ['https://cib.satim.dz/payment/rest/', 'https://satim.dz/payment/rest/'],
    pageHosts: ['cib.satim.dz', 'satim.dz'],
  },
  orderNumber: { maxCharacters: 10, characters: 'letters-and-digits' },
  languages: { spelling: 'upper-case', isMandatory: true, known: ['fr', 'en', 'ar'] },
  currencies: ['DZD'],
  smallest: { amountMinor: 5_000, currency: 'DZD' },
  statuses: {
    [-1]: 'unrecognized',
    7: 'unrecognized',
    8: 'unrecognized',
    9: 'unrecognized',
    10: 'unrecognized',
    11: 'unrecognized',
  },
  acknowledgement: 'public/acknowledgeTransaction.do',
  callbacks: { kind: 'unknown' },
  mandatory: ['jsonParams.force_terminal_id', 'jsonParams.udf1'],
  confidence: 'seen',
  verified: [
    { what: 'addresses, order number, mandatory fields, acknowledgement', against: 'three independent clients' },
    { what: 'answers to registration, status and acknowledgement', against: 'recordings of its test host, 2026' },
    { what: 'language in capitals', against: 'a recording of 22 September 2026' },
  ],
  unknown: [
    'callbacks: none was seen',
    'how long it waits for the acknowledgement before it cancels an order',
    'which of the two hosts a merchant has: the contract says',
  ],
  remarks: [
    'An order that is not acknowledged is cancelled: goods wait for the acknowledgement.',
    'Its order id is not a UUID. API and page may be on different hosts.',
    'HTTP 401 with a bare JSON string means an unknown order or a wrong login.',
    'A refund of a part leads to status 4 already. A repeated externalRefundId is refused with errorCode 5.',
  ],
} as const satisfies BankPreset
