import { plainDialect } from './dialect.ts'
import type { Dialect, DialectCallbacks } from './dialect.ts'

/** What BPC's documentation lists (BPC: languages). */
export const languagesOfBpc = 'en el ro bg pt sw hu it pl de fr kh cn es ka da et fi lt lv nl sv'.split(' ')

/** Its merchants have this currency, and no other was seen. */
function only(standard: string): Dialect['currency'] {
  return { standard, isOnly: true, tellsOldRouble: false }
}

/** Of an order that names none. What else its merchants may take is not known. */
function first(standard: string): Dialect['currency'] {
  return { standard, isOnly: false, tellsOldRouble: false }
}

function callbacks(own: Partial<DialectCallbacks>): DialectCallbacks {
  return { ...plainDialect.callbacks, ...own }
}

/** As older manuals have it (BPC: registration). */
const older = { orderNumber: { maxCharacters: 32, isAlphanumeric: false } } as const

const tenMinutesMs = 600_000

/** A bank that is its name and what differs; everything else is as the plain sandbox has it. */
function dialect(bank: string, own: Partial<Dialect>): Dialect {
  // The bare answer of the manual, unless a bank is known to say more.
  return { ...plainDialect, isTalkative: false, ...own, bank }
}

/**
 * Every bank of this protocol that is known, by name. Where nobody has told how a bank does something, it does as the
 * manual says (BPC: gateways).
 */
export const dialects = {
  bpc: dialect('BPC (reference sandbox)', {
    pagePath: '/payment/merchants/ecom/payment_{language}.html?mdOrder={id}',
    languages: languagesOfBpc,
    currency: only('EUR'),
  }),
  jcc: dialect('JCC Payment Systems', { languages: languagesOfBpc, currency: only('EUR') }),
  bci: dialect('Bank of the Cook Islands', {
    languages: languagesOfBpc,
    currency: only('NZD'),
    callbacks: callbacks({ method: 'POST', isDynamic: false }),
  }),
  dsk: dialect('DSK Bank', {
    pagePath: '/payment/merchants/multiecom/payment.html?mdOrder={id}&language={language}',
    currency: only('EUR'),
  }),
  radar: dialect('Radar Payments', { languages: languagesOfBpc }),
  'vtb-kz': dialect('VTB Bank Kazakhstan', {
    languages: ['ru', 'en', 'hy', 'az'],
    currency: first('KZT'),
    affixes: 'orderId',
  }),
  vtb: dialect('VTB', { currency: first('RUB'), isTalkative: true }),
  mts: dialect('MTS Bank', { currency: first('RUB') }),
  alfa: dialect('Alfa-Bank', { currency: first('RUB') }),
  'alfa-by': dialect('Alfa-Bank Belarus', { languages: ['be', 'en', 'ru'], currency: only('BYN') }),
  'alfa-kz': dialect('Alfa-Bank Kazakhstan', { currency: first('KZT') }),
  sberbank: dialect('Sberbank', {
    ...older,
    currency: { standard: 'RUB', isOnly: true, tellsOldRouble: true },
    refusedInDescription: ['%', '+'],
    callbacks: callbacks({ triesCount: 6, retryMs: tenMinutesMs }),
  }),
  'sberbank-partner': dialect('Sberbank, partner API', {
    root: '/ecomm/gw/partner/api/v1',
    pagePath: '/pp/pay_ru?orderId={id}',
    currency: only('RUB'),
    body: 'json',
    wrongLogin: 'HTTP 401',
    registered: { errorCode: '0', refusesByNumber: false },
    attributes: 'an object',
  }),
  bereke: dialect('Bereke Bank', { currency: only('KZT') }),
  'kassa-nova': dialect('Kassa Nova', { currency: first('KZT') }),
  yookassa: dialect('YooKassa', { currency: first('RUB') }),
  bt: dialect('Banca Transilvania iPay', {
    ...older,
    currency: first('RON'),
    takesBasic: true,
    customer: 'required, in ASCII',
    statuses: '7 partly refunded',
    callbacks: callbacks({ kind: 'JWT', method: 'POST', isDynamic: false }),
  }),
  arca: dialect('ArCa iPay', { currency: only('AMD') }),
  satim: dialect('Satim', {
    pagePath: '/payment/epg/merchants/merchantsatim/payment.html?mdOrder={id}&language={language}',
    ids: '20 letters and digits',
    orderNumber: { maxCharacters: 10, isAlphanumeric: true },
    languages: ['fr', 'en', 'ar'],
    currency: only('DZD'),
    minAmount: 5_000,
    minRefund: 100,
    wrongLogin: 'HTTP 401, but errorCode 5 to a registration',
    // How long it waits is not known: long enough for a store that was down. Chosen by feel.
    acknowledgeWithinMs: 30 * 60_000,
    mandatoryParams: ['force_terminal_id', 'udf1'],
    repeatedRefund: 'refused',
    statuses: 'of stored cards too',
    oldAnswer: 'with SvfeResponse',
    registered: { errorCode: 0, refusesByNumber: true },
    callbacks: callbacks({ kind: 'none' }),
  }),
  'algerie-poste': dialect('Algérie Poste', {
    currency: first('DZD'),
    statusCall: 'old',
    oldAnswer: 'with orderStatusDescription',
    callbacks: callbacks({ kind: 'none' }),
  }),
  clictopay: dialect('ClicToPay', { currency: only('TND'), callbacks: callbacks({ isDynamic: false }) }),
  credibanco: dialect('Credibanco', {
    ...older,
    currency: first('COP'),
    minRefund: 100,
    statusNumberField: 'merchantOrderNumber',
    mandatoryParams: ['installments', 'IVA.amount'],
    refusedInDescription: ['%', '+'],
    refunds: 'once and whole',
    callbacks: callbacks({ kind: 'unsigned', triesCount: 6, retryMs: tenMinutesMs, isGrowing: true }),
  }),
  belize: dialect('Belize Bank', { currency: first('BZD') }),
  'halkbank-tm': dialect('Halkbank Turkmenistan', {
    currency: only('TMT'),
    statusCall: 'old',
    callbacks: callbacks({ kind: 'none' }),
  }),
  rbs: dialect('RBS white label', { ...older, currency: first('RUB'), expiryZone: 'Moscow time' }),
  turkmen: dialect('Turkmen banks (TFEB, Senagat, Rysgal)', {
    currency: first('TMT'),
    statusCall: 'old',
    callbacks: callbacks({ kind: 'none' }),
  }),
} as const satisfies Readonly<Record<string, Dialect>>

/** A bank whose dialect the sandbox speaks. The same names as the option `gateway.preset` of the store. */
export type DialectName = keyof typeof dialects

export const dialectNames = Object.keys(dialects) as readonly DialectName[]
