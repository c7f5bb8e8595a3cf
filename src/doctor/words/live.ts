import type { FindingWords } from './finding-words.ts'

/** What `doctor --live` finds with an order of one unit. */
export const liveWords = {
  'live-currency-missing': {
    level: 'error',
    message: () => 'The live check needs a currency: neither CHECKOUT_CURRENCY is set, nor has the ledger an order.',
    help: 'Set CHECKOUT_CURRENCY to the one of your contract with the bank, such as EUR.',
  },
  'live-fields-wanted': {
    level: 'note',
    message: (bank: string, fields: string) =>
      `The live check cannot register anything: ${bank} refuses a registration without ${fields}, which only the ` +
      "store's own items carry.",
    help: 'Nothing was sent. Buy the cheapest thing of your store yourself, see it paid, and refund it.',
  },
  'live-refused': {
    level: 'error',
    message: (reason: string) => `The bank refused to register one unit: ${reason}`,
    help: 'Buyers would be refused too. Ask the bank whether this user may register orders, and in which currency.',
  },
  'live-unknown': {
    level: 'error',
    message: (_orderNumber: string, reason: string) =>
      `One unit was to be registered, and nobody knows whether it was: ${reason}`,
    help: (orderNumber: string) =>
      'Nobody was sent to pay it, and nobody can. The sweep asks about it and closes it: ' +
      `npx express-hosted-checkout explain ${orderNumber}`,
  },
  'live-silent': {
    level: 'warning',
    message: (reason: string) => `One unit was to be registered, and the bank did not answer: ${reason}`,
    help: 'It was asked afterwards, and the order is not open there. Run the check again.',
  },
  'live-page-refused': {
    level: 'error',
    message: (reason: string) => `One unit was registered, and its payment page is refused: ${reason}`,
    help: "Add the host of the bank's payment page to CHECKOUT_FORM_HOSTS. The order was closed.",
  },
  'live-left-open': {
    level: 'error',
    message: (orderNumber: string, reason: string) =>
      `The order of one unit, ${orderNumber}, could not be closed: ${reason}`,
    help: (orderNumber: string) =>
      'Its page was shown to nobody, and it ends by itself within 20 minutes. Closing is decline.do: may this user ' +
      `do that? npx express-hosted-checkout decline ${orderNumber}`,
  },
  'live-callback-lost': {
    level: 'error',
    message: (address: string, answer: string) =>
      `A callback about the order of one unit, sent to ${address}, got ${answer}, not 200.`,
    help: 'The bank would get the same. See what else is found about the address.',
  },
  'live-callback-other-ledger': {
    level: 'error',
    message: (address: string) =>
      `The store at ${address} does not know the order of one unit: it has another ledger, or another shop key.`,
    help: "Compare CHECKOUT_DATABASE_URL and CHECKOUT_SHOP_KEY of this command with the server's.",
  },
  'live-callback-key': {
    level: 'error',
    message: (address: string) => `The store at ${address} refuses a callback that was signed with this command's key.`,
    help: "CHECKOUT_CALLBACK_KEY of this command is not the server's.",
  },
  'live-callback-unsigned': {
    level: 'note',
    message: () => "The callback could not be tried to its end: only the bank's private key can sign one.",
    help: 'It reached the router, which refused it, as it must. Make one small payment to see a real one.',
  },
  'live-skipped': {
    level: 'note',
    message: () => 'The live check was left out: bank or ledger does not work well enough.',
    help: 'Mend the errors first.',
  },
} as const satisfies Record<string, FindingWords<never>>
