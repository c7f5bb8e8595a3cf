import {
  addUp,
  changesOrder,
  cohortColumns,
  countDecline,
  countHandedOver,
  countMoved,
  countOpened,
  countOtherMoney,
  countPlainMoney,
  countReturn,
  isHandedOver,
  isOpened,
  isOtherMoney,
  isPlainMoney,
  moneyColumns,
  newEntry,
  setOtherAside,
  setPlainAside,
} from './counting.ts'
import type { Migration, SchemaWords } from './migration.ts'

const counts = (columns: readonly string[], type: string): string =>
  columns.map((column) => `${column} ${type} not null default 0`).join(', ')

export const sumsProposals: Migration = {
  number: 10,
  name: 'sums by day, proposed refunds, when buyers came back',
  // Its triggers count what version 0.2.0 writes, too.
  readableFrom: 3,
  statements: (words) => [
    ...tables(words),
    ...counting(words),
    ...words.grantLike('checkout_entries', [
      'checkout_refund_proposals',
      'checkout_sums',
      'checkout_decline_sums',
      'checkout_sums_aside',
      'checkout_sums_state',
    ]),
    // Now that nobody can write an entry beside it: what is there is left to be added up, newest first.
    `insert into checkout_sums_state (id, left_to, left_at, counted_since)
      select 1, coalesce((select max(entry_number) from checkout_entries), 0), ${newestAt}, ${newestAt}`,
  ],
}

const newestAt = '(select at from checkout_entries order by entry_number desc limit 1)'

const tables = ({ time, amount, tableEnd }: SchemaWords): readonly string[] => [
  // When the browser that started it first came back from the bank.
  `alter table checkout_orders add column returned_at ${time}`,

  // A refund that waits for another operator.
  `create table checkout_refund_proposals (
    order_number text not null primary key references checkout_orders (order_number),
    key text not null check (key <> ''),
    amount_minor ${amount} not null check (amount_minor > 0),
    proposed_by text not null check (proposed_by <> ''),
    note text,
    proposed_at ${time} not null,
    entry_number ${amount} not null
  ) ${tableEnd}`,
  `create index checkout_refund_proposals_proposed_at on checkout_refund_proposals (proposed_at, order_number)`,

  `create table checkout_sums (
    shop text not null,
    quarter_hour integer not null,
    currency text not null,
    slot integer not null,
    ${counts(cohortColumns, 'integer')},
    ${counts(moneyColumns, amount)},
    primary key (shop, quarter_hour, currency, slot)
  ) ${tableEnd}`,
  `create table checkout_decline_sums (
    shop text not null,
    quarter_hour integer not null,
    category text not null,
    slot integer not null,
    tries integer not null default 0,
    primary key (shop, quarter_hour, category, slot)
  ) ${tableEnd}`,
  // Entries that the sums leave out: their money is to be worked out from the whole history of their order.
  `create table checkout_sums_aside (
    entry_number ${amount} not null primary key,
    order_number text not null,
    shop text not null,
    quarter_hour integer not null
  ) ${tableEnd}`,
  `create index checkout_sums_aside_shop on checkout_sums_aside (shop, quarter_hour, entry_number)`,
  `create table checkout_sums_state (
    id integer not null primary key check (id = 1),
    left_to ${amount} not null check (left_to >= 0),
    left_at ${time},
    counted_since ${time}
  ) ${tableEnd}`,
]

const counting = (words: SchemaWords): readonly string[] => [
  // By name in this order, which is that of time: an order is opened before its money moves.
  ...words.onCommit({
    name: 'checkout_entries_count_1_opened',
    event: 'insert on checkout_entries',
    when: isOpened(newEntry),
    statements: [addUp(countOpened(words, newEntry))],
  }),
  ...words.onCommit({
    name: 'checkout_entries_count_2_moved',
    event: 'insert on checkout_entries',
    when: changesOrder(newEntry),
    statements: [addUp(countMoved(words, newEntry))],
  }),
  ...words.onCommit({
    name: 'checkout_entries_count_3_handed_over',
    event: 'insert on checkout_entries',
    when: isHandedOver(newEntry),
    statements: [addUp(countHandedOver(words, newEntry))],
  }),
  ...words.onCommit({
    name: 'checkout_entries_count_4_money',
    event: 'insert on checkout_entries',
    when: isPlainMoney(newEntry),
    statements: [addUp(countPlainMoney(words, newEntry)), setPlainAside(words, newEntry)],
  }),
  ...words.onCommit({
    name: 'checkout_entries_count_5_other_money',
    event: 'insert on checkout_entries',
    when: isOtherMoney(newEntry),
    statements: [addUp(countOtherMoney(words, newEntry)), setOtherAside(words, newEntry)],
  }),
  ...words.onCommit({
    name: 'checkout_orders_count_1_returned',
    event: 'update of returned_at on checkout_orders',
    when: 'old.returned_at is null and new.returned_at is not null',
    statements: [countReturn(words)],
  }),
  ...words.onCommit({
    name: 'checkout_orders_count_2_declined',
    event: 'update of decline on checkout_orders',
    when: 'new.decline is not null and (old.decline is null or old.decline <> new.decline)',
    statements: [countDecline(words)],
  }),
]
