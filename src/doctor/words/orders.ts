import type { FindingWords } from './finding-words.ts'

const program = 'npx express-hosted-checkout'

/** "a thousand or more" where counting stopped. */
function many(count: number, one: string, more: string): string {
  if (count === 1) return `1 ${one}`
  return `${count >= 1_000 ? '1,000 or more' : count} ${more}`
}

/** What orders and processes on the ledger show. */
export const orderWords = {
  'no-sweep': {
    level: 'error',
    message: (unfinished: number) =>
      unfinished === 0
        ? 'Nobody looks after buyers who never come back: no process of this shop has called start().'
        : `Nobody looks after ${many(unfinished, 'unfinished order', 'unfinished orders')}: no process of this shop ` +
          'has called start().',
    help: 'Call checkout.start() once the server listens, in every process or in one that always runs.',
  },
  'sweep-late': {
    level: 'error',
    message: () => 'The sweep of this process runs, but has come to the end of nothing for five minutes.',
    help: 'Look at the log: the ledger may fail every time. Start the process again if it stays so.',
  },
  'orders-overdue': {
    level: 'error',
    message: (minutes: number) =>
      `Work has been due for ${minutes} minutes: a question to the bank, or goods to hand over.`,
    help: `Does the bank answer, and does start() run? One pass now: ${program} reconcile`,
  },
  'orders-stuck': {
    level: 'error',
    message: (count: number) =>
      `${many(count, 'buyer has', 'buyers have')} paid and got nothing: the hand-over was given up after three days.`,
    help:
      `${program} orders --hand-over stuck lists them; explain <order-number> says why; hand-over ` +
      '<order-number> retries.',
  },
  'orders-owed': {
    level: 'error',
    message: (count: number) =>
      `The goods of ${many(count, 'paid order are', 'paid orders are')} due, and no process that hands ` +
      'goods over runs.',
    help: 'Give onPaid to a process of this shop, and call start() there.',
  },
  'orders-in-review': {
    level: 'warning',
    message: (count: number) => `${many(count, 'order needs', 'orders need')} a person.`,
    help: `${program} orders --status review lists them; explain <order-number> says what may be done.`,
  },
  'orders-unknown': {
    level: 'warning',
    message: (count: number) =>
      `The bank never answered the registration of ${many(count, 'order', 'orders')}; nobody can pay them.`,
    help: 'They are asked about by themselves, and end within a day. Many of them: the bank was out of reach.',
  },
  'refunds-late': {
    level: 'error',
    message: (count: number) =>
      `${many(count, 'refund has', 'refunds have')} had no certain outcome for more than an hour.`,
    help: `The sweep carries them on while it runs. ${program} verify lists them; never refund under another key.`,
  },
  'orders-of-idle-shop': {
    level: 'warning',
    message: (shop: string, count: number) =>
      `Nobody has run the shop ${shop} for ten minutes, and it has ` +
      `${many(count, 'unfinished order', 'unfinished orders')} ` +
      'on this ledger.',
    help: (shop: string) =>
      `Start it again. If this shop is that one under a new address: CHECKOUT_SHOP_FORMER_KEYS=${shop}`,
  },
  'orders-of-another-bank': {
    level: 'warning',
    message: (count: number) =>
      `${many(count, 'open order belongs', 'open orders belong')} to another bank, or to this one at a former address.`,
    help: 'Nobody asks about them here. Run a process with the former CHECKOUT_GATEWAY_URL until they are done.',
  },
  'two-versions': {
    level: 'warning',
    message: (versions: string) => `Processes of several versions work on this ledger: ${versions}.`,
    help:
      'Well for the minutes of a release. If it stays so, one of them was forgotten: start it again ' +
      'with the new one.',
  },
  'no-process': {
    level: 'note',
    message: () => 'No process of this shop runs on this ledger.',
    help: "Start the store. If it runs: does it have the same CHECKOUT_DATABASE_URL and shop key as this command's?",
  },
  'callback-never-seen': {
    level: 'warning',
    message: (_callbackUrl: string) => 'Orders were paid in the last seven days, and the bank has sent no callback.',
    help: (callbackUrl: string) =>
      `Paid orders are known a minute later without them. Ask the bank to send callbacks to ${callbackUrl}. With ` +
      'CHECKOUT_CALLBACK_DYNAMIC=true each registration names this address, but not every bank heeds it.',
  },
  'callback-refused': {
    level: 'warning',
    message: () => 'Callbacks were refused in the last day for their checksum, and no good one has come since.',
    help:
      "Compare CHECKOUT_CALLBACK_KEY (or the public key, and its hash) with the bank's portal. If they agree, " +
      'somebody has forged one: nothing came of it, and the next good one ends this warning.',
  },
} as const satisfies Record<string, FindingWords<never>>
