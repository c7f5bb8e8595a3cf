import type { BankPreset } from './bank-preset.ts'

export const credibanco = {
  key: 'credibanco',
  name: 'Credibanco',
  country: 'Colombia',
  test: { roots: ['https://ecouat.credibanco.com/payment/rest/'] },
  live: { roots: ['https://eco.credibanco.com/payment/rest/'] },
  orderNumber: { maxCharacters: 32, characters: 'visible' },
  description: { refused: '%+' },
  currencies: ['COP'],
  statusNumberField: 'merchantOrderNumber',
  callbacks: { kind: 'none', repeats: { times: 6, everySecs: 600, isGrowing: true } },
  mandatory: ['jsonParams.installments', 'jsonParams.IVA.amount'],
  refunds: 'whole-once',
  confidence: 'documented',
  verified: [{ what: 'everything here', against: 'its REST manual v12 of 29 April 2021, in a public copy' }],
  unknown: ['what has changed since the manual of 2021'],
  remarks: [
    'One refund, of everything; an error at it ends all further tries.',
    'PSE takes order numbers of digits only: its merchants need a contract that says so, and another shop number.',
    'Its page must not be opened in a pop-up.',
    'Travel agencies are under /proxy/rest/.',
    'It asks to be polled for 30 minutes.',
  ],
} as const satisfies BankPreset
