import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { BankRecord } from '../../src/balance/bank-record.ts'
import { readRegistry } from '../../src/balance/read-registry.ts'
import type { RegistryTerms } from '../../src/balance/registry-line.ts'
import { lookAtRegistry } from '../../src/balance/registry-text.ts'
import { makeReadTime } from '../../src/balance/registry-times.ts'
import { amountOf } from '../../src/balance/registry-values.ts'

const terms: RegistryTerms = {
  timeZone: 'Europe/Moscow',
  wantedDay: '2026-11-27',
  columns: new Map(),
  currency: undefined,
  merchant: undefined,
}

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'checkout-registry-'))))
afterAll(() => rmSync(folder, { recursive: true }))

async function read(content: string | Buffer, changes: Partial<RegistryTerms> = {}): Promise<readonly BankRecord[]> {
  const path = join(folder, 'registry.csv')
  writeFileSync(path, content)
  const records: BankRecord[] = []
  await readRegistry(await lookAtRegistry(path), { ...terms, ...changes }, (record) => void records.push(record))
  return records
}

const russianColumns = 'Номер заказа;Сумма операции;Валюта;Дата операции'
const russian = `${russianColumns}\nA-1;1 234,50;RUB;27.11.2026 02:00:00\n`

/** Letters of windows-1251, which Node cannot write. */
function windows1251(text: string): Buffer {
  const bytes = Array.from(text, (letter) => {
    const code = letter.charCodeAt(0)
    return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code
  })
  return Buffer.from(bytes)
}

const words = 'Order number;Amount;Currency;Date;Operation;Status'

describe('a registry', () => {
  const swapped = Buffer.from(`\u{feff}${russian}`, 'utf16le').swap16()
  it.each([
    ['UTF-8', russian],
    ['UTF-8 with a byte-order mark', `\u{feff}${russian}`],
    ['UTF-16', Buffer.from(`\u{feff}${russian}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(russian, 'utf16le')],
    ['UTF-16, the other end first', swapped],
    ['windows-1251', windows1251(russian)],
    [
      'windows-1252',
      Buffer.from('Numéro de commande;Montant;Devise;Date\nA-1;1 234,50;RUB;27.11.2026 02:00\n', 'latin1'),
    ],
  ])('is read in %s', async (_encoding, content) => {
    expect(await read(content)).toEqual([
      {
        orderNumber: 'A-1',
        gatewayOrderId: undefined,
        tells: 'payment',
        state: 'paid',
        amountMinor: 123_450,
        currency: 'RUB',
        refundedMinor: undefined,
        feeMinor: undefined,
        day: '2026-11-27',
        // Moscow is three hours ahead.
        at: new Date('2026-11-26T23:00:00Z'),
        operationId: undefined,
        line: 2,
      },
    ])
  })

  it('may begin with words, part its cells by commas or tabs, and end with a sum', async () => {
    const content =
      'Bank of Example\nRegistry of 27 Nov 2026\n\n' +
      'mdOrder,Merchant order number,Amount,Fee,Currency,Date,Time,Type,RRN,Terminal\n' +
      'g-1,A-1,"1,234.50",12.35,978,2026-11-27,14:18:05,Purchase,000111,T1\n' +
      'g-2,A-2,-5.00,0,978,11/27/2026,14:20,Refund,000112,T1\n' +
      'g-3,A-3,7.00,0,978,27 Nov 2026,,Chargeback,000113,T1\n' +
      'Total,,"1,229.50",,,,,,,\n\n'
    const records = await read(content)

    expect(records).toMatchObject([
      { orderNumber: 'A-1', gatewayOrderId: 'g-1', amountMinor: 123_450, feeMinor: 1235, operationId: '000111' },
      { orderNumber: 'A-2', tells: 'refund', amountMinor: 500, day: '2026-11-27' },
      { orderNumber: 'A-3', tells: 'news', state: 'charged-back', day: '2026-11-27', at: undefined },
    ])
    expect(await read(content.replaceAll(/,(?![^"\n]*"(?:[^"]*"[^"]*")*[^"]*$)/g, '\t'))).toMatchObject([
      { orderNumber: 'A-1' },
      { orderNumber: 'A-2' },
      { orderNumber: 'A-3' },
    ])
  })

  it('is read by columns that a person names, and in the currency of the shop where it names none', async () => {
    const columns = new Map([
      ['orderNumber', 'Ref'],
      ['amount', 'Brutto'],
      ['date', 'Tag'],
    ] as const)
    const content = 'Ref;Amount;Brutto;Tag\nA-1;1,00;19,99;27.11.26\n'

    expect(await read(content, { columns, currency: 'EUR' })).toMatchObject([{ amountMinor: 1999, day: '2026-11-27' }])
    await expect(read(content, { columns })).rejects.toThrow(/Line 2: it names no currency.*CHECKOUT_CURRENCY/s)
  })

  it.each([
    ['paid', ['Payment', 'Approved'], { tells: 'payment', state: 'paid' }],
    ['held', ['Payment', 'On hold'], { tells: 'payment', state: 'held' }],
    ['held', ['', 'Approved'], { tells: 'payment', state: 'held' }],
    ['not paid', ['Payment', 'Declined'], { tells: 'news', state: 'unpaid' }],
    ['paid, whatever went back since', ['', 'Partially refunded'], { tells: 'payment', state: 'paid' }],
    ['given back', ['Reversal', 'Success'], { tells: 'refund' }],
    ['released', ['Authorization reversal', ''], { tells: 'news', state: 'reversed' }],
  ])('tells that an order is %s by operation and status: %j', async (_what, [operation = '', status = ''], told) => {
    const records = await read(`${words}\nA-1;5.00;EUR;27.11.2026;${operation};${status}`)

    expect(records).toMatchObject([told])
  })

  it('tells nothing by a refund that was declined, and by columns that a person leaves out', async () => {
    const columns = new Map([
      ['operation', ''],
      ['status', ''],
    ] as const)
    const content = `${words}\nA-1;5.00;EUR;27.11.2026;Refund;Declined\nA-2;5.00;EUR;27.11.2026;Credit card;`

    await expect(read(content)).rejects.toThrow(/Line 3: what does "Credit card" mean.*--columns "operation="/s)
    expect(await read(content.replace('Credit card', 'Sale'))).toMatchObject([{ orderNumber: 'A-2' }])
    expect(await read(content, { columns })).toMatchObject([{ state: 'paid' }, { orderNumber: 'A-2', state: 'paid' }])
  })

  it('leaves out sums by their words, and never an order for a number that begins with one', async () => {
    const sums = [
      'Total;19.99;EUR;;',
      'Grand total:;19.99;;;',
      'Сумма итого;19.99;;;',
      'Total for 27.11.2026;9;EUR;27.11.2026;',
    ]
    const content = [words, 'TOTAL17AB;5.00;EUR;27.11.2026;Sale;', ...sums].join('\n')

    expect(await read(content)).toMatchObject([{ orderNumber: 'TOTAL17AB' }])
    await expect(read(`${words}\nTOTAL17AB;5.00;EUR;;Sale;`)).rejects.toThrow('Line 2: wanted a day')
  })

  it('may have cells of several lines', async () => {
    const content = `${words};Note\nA-1;5.00;EUR;27.11.2026;;;"blue;\r\nand ""red"""\nA-2;5.00;EUR;27.11.2026;;;x\n`

    expect(await read(content)).toMatchObject([{ orderNumber: 'A-1' }, { orderNumber: 'A-2', line: 4 }])
    // So may words before its columns.
    const below = `"Bank of\r\nExample"\r\n${russian.replaceAll('\n', '\r\n')}`
    expect(await read(below)).toMatchObject([{ orderNumber: 'A-1', line: 4 }])
  })

  it('is read in what is meant by ="0017", which keeps a spreadsheet from making a number of it', async () => {
    expect(await read(`${words}\n="0017";5.00;EUR;27.11.2026;;\n"=""0018""";5.00;EUR;27.11.2026;;`)).toMatchObject([
      { orderNumber: '0017' },
      { orderNumber: '0018' },
    ])
  })

  it('has its days read as its other lines show that they are written', async () => {
    const wantedDay = '2026-04-03'
    const days = async (...dates: readonly string[]) => {
      const lines = dates.map((date, index) => `A-${index};5.00;EUR;${date};;`)
      return (await read([words, ...lines].join('\n'), { wantedDay })).map(({ day }) => day)
    }

    expect(await days('04/03/2026', '31/03/2026')).toEqual(['2026-03-04', '2026-03-31'])
    expect(await days('04/03/2026', '03/31/2026')).toEqual(['2026-04-03', '2026-03-31'])
    // Nothing tells, or both do: the nearer one counts.
    expect(await days('04/03/2026')).toEqual(['2026-04-03'])
    expect(await days('04/03/2026', '03/31/2026', '31/03/2026')).toEqual(['2026-04-03', '2026-03-31', '2026-03-31'])
  })

  it('says which of two columns was read', async () => {
    const head = 'Order number;Order amount;Deposited amount;Currency;Date;Date'
    const path = join(folder, 'two.csv')
    writeFileSync(path, `${head}\nA-1;25.00;19.99;EUR;27.11.2026;26.11.2026`)
    const file = await lookAtRegistry(path)
    const notes = async (columns: RegistryTerms['columns'] = new Map()) =>
      (await readRegistry(file, { ...terms, columns }, () => undefined)).notes

    const sameName = 'Two columns of the registry are called "Date": the first was read.'
    expect(await notes()).toEqual([
      'Two columns of the registry may be the amount: "Order amount" was read, "Deposited amount" was not ' +
        '(--columns "amount=Deposited amount").',
      sameName,
    ])
    expect(await notes(new Map([['amount', 'Deposited amount']]))).toEqual([sameName])
  })

  it.each([
    ['nothing in it', '', 'The registry is empty.'],
    ['the beginning of a workbook', Buffer.from('PK\u0003\u0004\0\0x;y'), 'is an Excel workbook (.xlsx)'],
    ['the beginning of an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0, 1]), 'is an Excel workbook (.xls)'],
    ['compressed content', gzipSync(russian), 'is compressed (gzip): unpack it first'],
    ['a printed page in it', `%PDF-1.7\n${russian}`, 'is a PDF: wanted CSV'],
    ['a web page in it', '\u{feff}<!DOCTYPE html><p>Log in', 'is a web page or XML: wanted CSV'],
    ['JSON in it', '[\n {"orderNumber": "A-1"}]', 'is JSON: wanted CSV'],
    [
      'columns in a language that nobody knows',
      '订单号;金额;货币;日期\nA-1;19.99;CNY;27.11.2026 10:00:00\n',
      'got "\\u8ba2\\u5355\\u53f7;',
    ],
    [
      'a quotation mark that is closed by that of another line',
      `${words};Note\nA-1;5.00;EUR;27.11.2026;;;"blue\nA-2;5.00;EUR;27.11.2026;;;x\nA-3;5.00;EUR;27.11.2026;;;"red"\n`,
      'Line 4: one of its cells holds whole lines.',
    ],
    [
      'one before its columns that is closed below them',
      `"Registry\n${words}\nA-1;5.00;EUR;27.11.2026;Sale;\n"A-2";5.00;EUR;27.11.2026;Sale;\n`,
      'Line 4: one of its cells holds whole lines.',
    ],
    ['its columns named twice', `${russian}${russian}`, 'Line 3: it names the columns once more.'],
    [
      'an amount that its comma tears in two',
      'Date,Order number,Amount\n27.11.2026,A-1,19,99\n',
      'Line 2: wanted 3 cells at most, got 4: are amounts with a comma not in quotation marks?',
    ],
    [
      'a number that a spreadsheet has rounded',
      russian.replace('A-1', '1,23457E+12'),
      'Line 2: "1,23457E+12" is an order number that a spreadsheet has rounded',
    ],
    ['columns of something else', 'Name;City\nJane;Paris\n', 'names its columns: wanted at least the order number'],
    ['an encoding that is none', Buffer.from([0x01, 0x02, 0x80, 0x81, 0x0a]), 'read as windows-1251'],
    ['no day', 'Order number;Amount\nA-1;1.00\n', 'no column with the day of each payment'],
    ['a line that ends early', `${russian}A-2;5,00\n`, 'Line 3: wanted 4 cells at least, got 2.'],
    ['an amount that is none', russian.replace('1 234,50', '12x'), 'Line 2: wanted an amount of RUB, got "12x"'],
    ['more decimals than there are', russian.replace('1 234,50', '1,005'.concat('7')), 'Line 2: wanted an amount'],
    ['a currency that is none', russian.replace('RUB', 'XYZ'), 'Line 2: "XYZ" is no currency.'],
    ['a day that is none', russian.replace('27.11', '31.11'), 'Line 2: wanted a day such as 27.11.2026'],
    ['a line about no order', russian.replace('A-1', ''), 'Line 2: it names no order.'],
    ['a sum without a word', `${russian};1 234,50;RUB;\n`, 'If it is a sum, put a word such as Total into its first'],
    [
      'a word that nobody knows',
      'Order number,Amount,Currency,Date,Type\nA,1,EUR,2026-11-27,Zzz',
      'what does "Zzz" mean',
    ],
    [
      'a line without an end',
      `${russian}A-2;5,00;RUB;27.11.2026 ${'x'.repeat(200_000)}`,
      'Line 3 or later: a line is longer than 100000 characters',
    ],
    ['a quotation mark that never ends', `${russian}"A-2;5,00;RUB;27.11.2026\n`, 'cannot be read'],
  ])('with %s is refused as a whole, and says where', async (_what, content, said) => {
    const failed = await read(content).then(
      () => 'read',
      (error: unknown) => String(error),
    )
    expect(failed).toContain(said)
    expect(failed).toContain('Nothing was compared.')
  })

  it('names twenty broken lines, and counts the rest', async () => {
    const broken = Array.from({ length: 25 }, (_, index) => `A-${index};x;RUB;27.11.2026`).join('\n')

    await expect(read(russian + broken)).rejects.toThrow(/Line 3:.*Line 22:.*\nAnd 5 more\.\nNothing/s)
  })
})

describe('what banks and spreadsheets write', () => {
  it.each([
    ['19.99', 'EUR', 1999],
    ['19,99 EUR', 'EUR', 1999],
    ['1 234,50 ₽', 'RUB', 123_450],
    ['1\u{a0}234,50', 'RUB', 123_450],
    ["1'234.50", 'CHF', 123_450],
    ['1.234,50', 'EUR', 123_450],
    ['1,234,567.8', 'USD', 123_456_780],
    ['1,234', 'USD', 123_400],
    ['1.234', 'KWD', 1234],
    ['1234', 'JPY', 1234],
    ['1,234', 'JPY', 1234],
    ['1200.00', 'JPY', 1200],
    ['-5.00', 'EUR', -500],
    ['−5.00', 'EUR', -500],
    ['5.00-', 'EUR', -500],
    ['(5.00)', 'EUR', -500],
    ['1.005', 'EUR', 100_500],
    ['19.999', 'EUR', 1_999_900],
    ['0.001', 'EUR', undefined],
    ['1.2.3', 'EUR', undefined],
    ['--5', 'EUR', undefined],
    ['', 'EUR', undefined],
    ['1e5', 'EUR', undefined],
  ])('%j of %s is %s', (text, currency, amountMinor) => expect(amountOf(text, currency)).toBe(amountMinor))

  it.each([
    ['2026-11-27T14:18:05Z', '2026-11-27', '2026-11-27T14:18:05.000Z'],
    ['2026-11-27 23:18:05+01:00', '2026-11-28', '2026-11-27T22:18:05.000Z'],
    ['27.11.2026 14:18', '2026-11-27', '2026-11-27T11:18:00.000Z'],
    ['20261127141805', '2026-11-27', '2026-11-27T11:18:05.000Z'],
    ['1795789085000', '2026-11-27', '2026-11-27T14:18:05.000Z'],
    ['11/26/2026', '2026-11-26', undefined],
    ['27-Nov-26', '2026-11-27', undefined],
    ['11/27/2026 2:18:05 PM', '2026-11-27', '2026-11-27T11:18:05.000Z'],
    ['11/27/2026 12:05 am', '2026-11-27', '2026-11-26T21:05:00.000Z'],
    ['27.11.2026 13:18 pm', undefined, undefined],
    ['46353', '2026-11-27', undefined],
    ['46353.5', '2026-11-27', '2026-11-27T09:00:00.000Z'],
    ['46353,999999', '2026-11-28', '2026-11-27T21:00:00.000Z'],
    ['19999', undefined, undefined],
    ['27.11.2026 25:00', undefined, undefined],
    ['yesterday', undefined, undefined],
  ])('%j is a time of %s', (text, day, at) => {
    const time = makeReadTime(terms)(text)
    expect([time?.day, time?.at?.toISOString()]).toEqual([day, at])
  })

  it('reads a day that can be read twice as the one nearer to the day that is wanted', () => {
    const read = (wantedDay: string) => makeReadTime({ ...terms, wantedDay })
    expect(read('2026-04-03')('03/04/2026')?.day).toBe('2026-04-03')
    expect(read('2026-03-04')('03/04/2026')?.day).toBe('2026-03-04')
    // Points part a day from its month, and a month by its name is none.
    expect(read('2026-03-04')('03.04.2026')?.day).toBe('2026-04-03')
    expect(read('2026-05-11')('05 Nov 2026')?.day).toBe('2026-11-05')
  })
})
