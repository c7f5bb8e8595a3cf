import { banks, findBank } from '../../src/banks/index.ts'

/** The roots and hosts that public sources name, by key, test and live: as they were collected, in their order. */
const knownAddresses: Readonly<Record<string, readonly [test: readonly string[], live: readonly string[]]>> = {
  bpc: [['https://dev.bpcbt.com/payment/rest/'], ['https://dev.bpcbt.com/payment/rest/']],
  jcc: [['https://gateway-test.jcc.com.cy/payment/rest/'], ['https://gateway.jcc.com.cy/payment/rest/']],
  bci: [['https://dev.bpcbt.com/payment/rest/'], ['https://securepayments.bci.co.ck/payment/rest/']],
  dsk: [['https://uat.dskbank.bg/payment/rest/'], ['https://epg.dskbank.bg/payment/rest/']],
  radar: [['https://ecommerce.radarpayments.com/payment/rest/'], []],
  'vtb-kz': [['https://vtbkz.rbsuat.com/payment/rest/'], ['https://payment.vtb.kz/payment/rest/']],
  vtb: [['https://vtb.rbsuat.com/payment/rest/'], ['https://platezh.vtb24.ru/payment/rest/']],
  mts: [['mts.rbsuat.com'], []],
  alfa: [
    ['https://alfa.rbsuat.com/payment/rest/', 'https://web.rbsuat.com/ab/rest/'],
    ['https://pay.alfabank.ru/payment/rest/', 'https://payment.alfabank.ru/payment/rest/'],
  ],
  'alfa-by': [
    [
      'https://abby.rbsuat.com/payment/rest/',
      'https://sandbox.alfabank.by/payment/rest/',
      'https://web.rbsuat.com/ab_by/rest/',
    ],
    ['https://ecom.alfabank.by/payment/rest/'],
  ],
  'alfa-kz': [['https://web.rbsuat.com/ab/rest/'], ['https://pay.alfabank.kz/payment/rest/']],
  sberbank: [['https://3dsec.sberbank.ru/payment/rest/'], ['https://securepayments.sberbank.ru/payment/rest/']],
  'sberbank-partner': [
    ['https://ecomtest.sberbank.ru/ecomm/gw/partner/api/v1/'],
    ['https://ecommerce.sberbank.ru/ecomm/gw/partner/api/v1/', 'https://epay.sberbank.ru/ecomm/gw/partner/api/v1/'],
  ],
  bereke: [
    ['https://3dsec.berekebank.kz/payment/rest/', 'https://3dsec.sberbank.kz/payment/rest/'],
    ['https://securepayments.berekebank.kz/payment/rest/', 'https://securepayments.sberbank.kz/payment/rest/'],
  ],
  'kassa-nova': [[], ['https://3ds.kassanova.kz/payment/rest/']],
  yookassa: [[], ['https://3dsec-payments.yookassa.ru/payment/rest/']],
  bt: [['https://ecclients-sandbox.btrl.ro/payment/rest/'], ['https://ecclients.btrl.ro/payment/rest/']],
  arca: [['https://ipaytest.arca.am:8445/payment/rest/'], ['https://ipay.arca.am/payment/rest/', 'pg.inecoecom.am']],
  satim: [
    ['https://test.satim.dz/payment/rest/', 'https://test2.satim.dz/payment/rest/'],
    ['https://cib.satim.dz/payment/rest/', 'https://satim.dz/payment/rest/'],
  ],
  'algerie-poste': [[], ['https://webmerchant.poste.dz/payment/rest/']],
  clictopay: [['https://test.clictopay.com/payment/rest/'], ['https://ipay.clictopay.com/payment/rest/']],
  credibanco: [['https://ecouat.credibanco.com/payment/rest/'], ['https://eco.credibanco.com/payment/rest/']],
  belize: [['https://sandbox.belizebank.com/payment/rest/'], []],
  'halkbank-tm': [[], ['https://mpi.gov.tm/payment/rest/']],
  rbs: [[], []],
  turkmen: [[], []],
}

describe('the banks', () => {
  it('are all that are known, with every address that public sources name', () => {
    const held = Object.fromEntries(
      banks.map(({ key, test, live }) => [
        key,
        [test, live].map(({ roots, formerRoots = [], otherHosts = [] }) => [
          ...(roots ?? []),
          ...formerRoots,
          ...otherHosts,
        ]),
      ]),
    )

    expect(held).toEqual(knownAddresses)
    expect(banks.map(({ key }) => key)).toEqual(Object.keys(knownAddresses))
  })

  it('say of each what was checked against what, and what nobody knows', () => {
    for (const { verified, unknown } of banks) {
      expect(verified).not.toEqual([])
      expect(unknown).not.toEqual([])
    }
  })

  it('are found by their keys, and by no other word', () => {
    expect(findBank('satim')?.orderNumber).toEqual({ maxCharacters: 10, characters: 'letters-and-digits' })
    for (const word of ['', 'SATIM', 'sati', 'satim ', '0']) expect(findBank(word)).toBeUndefined()
  })
})
