import type { FindingWords } from './finding-words.ts'

/** What options, environment and Node show by themselves. */
export const setUpWords = {
  'option-invalid': {
    level: 'error',
    message: (line: string) => line,
    help: 'The store does not start with it. docs/options.md has the rule of each option.',
  },
  'variable-misspelt': {
    level: 'warning',
    message: (line: string) => line,
    help: 'Nothing reads a variable of that name. Correct it, or remove it.',
  },
  'secret-guessable': {
    level: 'error',
    message: () =>
      'The secret (CHECKOUT_SECRET) looks made up rather than random. Who guesses it can pose as the ' +
      'buyer of any order.',
    help: 'Make one with: openssl rand -hex 32. To change it without losing buyers, put the new one first: new,old.',
  },
  'secret-in-use-elsewhere': {
    level: 'warning',
    message: (where: string) => `The secret (CHECKOUT_SECRET) is also ${where}.`,
    help: 'One that leaks gives the other away. Make a secret of its own with: openssl rand -hex 32.',
  },
  'base-url-plain': {
    level: 'error',
    message: (baseUrl: string) => `baseUrl (CHECKOUT_BASE_URL) is ${baseUrl}: not https, in production.`,
    help: 'Set it to the public https address at which buyers reach the router, such as https://shop.example.',
  },
  'base-url-loopback': {
    level: 'error',
    message: (baseUrl: string, bank: string) =>
      `baseUrl (CHECKOUT_BASE_URL) is ${baseUrl}, which only this machine can reach, but the bank is ${bank}.`,
    help: 'No buyer comes back there, and no callback. Set it to the public https address of the store.',
  },
  'sandbox-in-production': {
    level: 'error',
    message: (bank: string) => `NODE_ENV is production, and the bank is a sandbox on this machine: ${bank}.`,
    help: "Goods would go out for payments that nobody made. Set CHECKOUT_GATEWAY_URL to your bank's own address.",
  },
  'test-bank-in-production': {
    level: 'warning',
    message: (host: string) => `NODE_ENV is production, and the bank's host looks like a test system: ${host}.`,
    help: 'Test cards pay for real goods there. Ask the bank for the address, user and password of its live system.',
  },
  'sandbox-password': {
    level: 'error',
    message: () => 'The login is the one of our sandbox (sandbox-api), but the bank is not on this machine.',
    help: "Set CHECKOUT_GATEWAY_USER and CHECKOUT_GATEWAY_PASSWORD to your bank's own.",
  },
  'bank-needs-authority': {
    level: 'warning',
    message: (bank: string) =>
      `The certificate of ${bank} is issued by a national authority that Node does not know, and gateway.ca is not ` +
      'set.',
    help: "Get the authority's certificate from the bank, and put it into CHECKOUT_GATEWAY_CA_FILE.",
  },
  'bank-wants-fields': {
    level: 'note',
    message: (bank: string, fields: string) => `${bank} refuses a registration without ${fields}.`,
    help: 'Give them to every item of the catalog: docs/banks.md leads to the page of the bank.',
  },
  'authority-expired': {
    level: 'error',
    message: (name: string, day: string) => `A certificate in gateway.ca (${name}) ended on ${day}.`,
    help: "Get the authority's present certificate from the bank, and put it into CHECKOUT_GATEWAY_CA_FILE.",
  },
  'authority-expiring': {
    level: 'warning',
    message: (name: string, day: string) => `A certificate in gateway.ca (${name}) ends on ${day}.`,
    help: "Get the authority's next certificate from the bank, and add it to CHECKOUT_GATEWAY_CA_FILE before that.",
  },
  'token-login': {
    level: 'note',
    message: () => 'The login is a token: it may register orders and ask about them, and nothing else.',
    help: "Captures, refunds and reversals are done in the bank's portal. For more, use gateway.user and password.",
  },
  'callback-key-missing': {
    level: 'warning',
    message: () =>
      'Callbacks come, and nobody checks who sent them: neither callback.key nor callback.publicKey is set.',
    help:
      'They move no money: each only makes us ask the bank. But anybody can send them. Ask the bank to sign its ' +
      'callbacks, and set CHECKOUT_CALLBACK_KEY.',
  },
  'node-unsupported': {
    level: 'warning',
    message: (version: string, since: string) => `Node ${version} is out of support since ${since}.`,
    help: 'It gets no more security fixes. Move to an even version that is in support, such as Node 24.',
  },
  'check-unfinished': {
    level: 'warning',
    message: (what: string, reason: string) => `Could not look at ${what}: ${reason}.`,
    help: 'Nothing is known about it. Run the doctor again; if it stays so, the reason above is what to mend.',
  },
} as const satisfies Record<string, FindingWords<never>>
