/** What a column of a registry can hold. */
export const registryFields = [
  'orderNumber',
  'gatewayOrderId',
  'amount',
  'net',
  'fee',
  'currency',
  'date',
  'time',
  'operation',
  'status',
  'operationId',
  'merchant',
] as const

/** See {@link registryFields}. */
export type RegistryField = (typeof registryFields)[number]

/**
 * How banks and spreadsheets call these columns, by languages of this platform's banks; compared without case, blanks
 * and punctuation. No bank publishes the form of its registry, so these are common words and no promise: a column that
 * is called otherwise is named by hand.
 */
const names: Readonly<Record<RegistryField, string>> = {
  orderNumber: `order number, order no, order num, merchant order number, merchant order id, merchant order,
    order reference, shop order number, номер заказа, № заказа,
    номер заказа магазина, номер заказа в магазине,
    номер заказа мерчанта, bestellnummer, numéro de commande, n° de commande, número de pedido,
    número de orden, numero ordine, número do pedido, număr comandă, αριθμός παραγγελίας,
    sipariş no, sipariş numarası, رقم الطلب, тапсырыс нөмірі, нумар замовы,
    номер на поръчка, պատվերի համար`,
  gatewayOrderId: `md order, order id, gateway order id, bank order id, payment id,
    идентификатор заказа, идентификатор платежа,
    уникальный номер заказа, номер заказа в системе,
    номер заказа в платежной системе,
    номер заказа в платёжном шлюзе, id заказа`,
  amount: `amount, sum, order amount, payment amount, transaction amount, operation amount, deposited amount,
    gross amount, gross, сумма, сумма заказа, сумма операции, сумма платежа,
    сумма транзакции, сумма списания, betrag, montant, importe, monto, valor, importo,
    suma, sumă, ποσό, tutar, المبلغ, сомасы, сума, գումար`,
  net: `net, net amount, payout amount, amount to be paid out, settlement amount,
    сумма к перечислению, к перечислению, сумма к выплате,
    сумма к зачислению, сумма за вычетом комиссии, nettobetrag, montant net,
    importe neto, importo netto`,
  fee: `fee, fee amount, commission, commission amount, merchant fee, bank fee, msc, комиссия,
    сумма комиссии, комиссия банка, размер комиссии, gebühr, entgelt, frais,
    comisión, commissione, comissão, comision, προμήθεια, komisyon, العمولة, камісія,
    такса`,
  currency: `currency, currency code, валюта, валюта заказа, валюта операции,
    валюта платежа, код валюты, währung, devise, monnaie, moneda, divisa, valuta, moeda,
    monedă, νόμισμα, para birimi, العملة, արժույթ`,
  date: `date, date time, date and time, payment date, payment time, deposit date, deposited date, transaction date,
    transaction time, operation date, paid at, дата, дата операции, дата платежа,
    дата оплаты, дата транзакции, дата списания, дата заказа,
    дата и время, дата и время операции, дата и время платежа,
    дата/время, время платежа, datum, date de paiement, fecha, data, ημερομηνία, tarih,
    التاريخ, күні, ամսաթիվ`,
  time: 'time, время, время операции, uhrzeit, heure, hora, ora, ώρα, saat, الوقت',
  operation: `operation, operation type, transaction type, type, тип операции, операция,
    вид операции, тип, тип транзакции, vorgang, opération, operación, tipo`,
  status: `status, order status, state, payment state, статус, статус заказа,
    статус операции, состояние, statut, estado`,
  operationId: `rrn, reference number, auth ref num, retrieval reference number, operation id, transaction id,
    transaction number, идентификатор операции, идентификатор транзакции,
    номер операции, номер транзакции, ссылка`,
  merchant: `merchant, merchant login, merchant id, merchant name, mid, shop, terminal, terminal id, магазин,
    мерчант, код мерчанта, терминал, номер терминала, händler, commerçant,
    comercio`,
}

/** A name as it is compared. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll('№', 'номер')
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\d]/gu, '')
}

const fieldOf: ReadonlyMap<string, RegistryField> = new Map(
  registryFields.flatMap((field) => names[field].split(',').map((name) => [plainName(name), field] as const)),
)

/** Which column holds what, by its number from 0. */
export type ColumnMap = ReadonlyMap<RegistryField, number>

/** -1 for an empty name, which is that of no column. */
function indexOf(plain: readonly string[], name: string): number {
  return name === '' ? -1 : plain.indexOf(plainName(name))
}

/**
 * The columns of a line, if it is the one that names them: it then names an order and an amount.
 *
 * @param byHand - names that a person has given, which come first; an empty one leaves the column out.
 */
export function columnsOf(cells: readonly string[], byHand: ReadonlyMap<RegistryField, string>): ColumnMap | undefined {
  const map = new Map<RegistryField, number>()
  const plain = cells.map(plainName)
  for (const [field, name] of byHand) {
    const index = indexOf(plain, name)
    if (index !== -1) map.set(field, index)
  }
  const taken = new Set(map.values())
  for (const [index, name] of plain.entries()) {
    const field = fieldOf.get(name)
    if (field !== undefined && !byHand.has(field) && !map.has(field) && !taken.has(index)) map.set(field, index)
  }
  const isOrder = map.has('orderNumber') || map.has('gatewayOrderId')
  return isOrder && (map.has('amount') || map.has('net')) ? map : undefined
}

/** Fields of which a second column would make another registry: what an order is, and what was taken when. */
const telling: ReadonlySet<RegistryField> = new Set([
  'orderNumber',
  'amount',
  'currency',
  'date',
  'operation',
  'status',
])

/** Columns that could have been read as well as those that were, which come first. */
export function furtherColumns(
  cells: readonly string[],
  columns: ColumnMap,
  byHand: ReadonlyMap<RegistryField, string>,
): readonly { readonly field: RegistryField; readonly name: string }[] {
  const read = new Set(columns.values())
  return cells.flatMap((name, index) => {
    const field = fieldOf.get(plainName(name))
    if (field === undefined || !telling.has(field) || read.has(index) || byHand.has(field)) return []
    return [{ field, name }]
  })
}
