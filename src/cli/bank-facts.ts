import type { BankAddresses, BankPreset } from '../banks/index.ts'
import { moneyText } from '../money.ts'

/** What is told of a bank under one title; nothing if it is as the manual says, or not known. */
export interface BankFact {
  /** At most 11 characters. */
  readonly title: string
  readonly lines: (bank: BankPreset) => readonly string[]
}

/** Each field of a preset but those of the headline: a new one does not compile until it is told here. */
const facts: Readonly<Record<Exclude<keyof BankPreset, 'key' | 'name' | 'country'>, BankFact>> = {
  confidence: { title: 'how sure', lines: ({ confidence }) => [sureness[confidence]] },
  test: { title: 'test', lines: ({ test }) => addressesOf(test) },
  live: { title: 'live', lines: ({ live }) => addressesOf(live) },
  currencies: { title: 'currencies', lines: ({ currencies = [] }) => unlessEmpty(currencies.join(', ')) },
  smallest: {
    title: 'smallest',
    lines: ({ smallest }) => (smallest ? [moneyText(smallest.amountMinor, smallest.currency)] : []),
  },
  orderNumber: { title: 'order no.', lines: orderNumberLines },
  mandatory: { title: 'must carry', lines: ({ mandatory = [] }) => mandatory },
  description: { title: 'description', lines: descriptionLines },
  languages: { title: 'languages', lines: ({ languages = {} }) => unlessEmpty(languageWords(languages)) },
  login: { title: 'login', lines: ({ login }) => (login === 'basic' ? ['in a header (HTTP Basic)'] : []) },
  body: { title: 'calls', lines: ({ body }) => (body === 'json' ? ['written as JSON'] : []) },
  statusCall: {
    title: 'status call',
    lines: ({ statusCall }) =>
      statusCall === 'getOrderStatus.do' ? ["getOrderStatus.do, by the bank's own id alone"] : [],
  },
  statusNumberField: {
    title: 'our number',
    lines: ({ statusNumberField: name }) =>
      name === 'merchantOrderNumber' ? [`called ${name} in a question about its status`] : [],
  },
  statuses: { title: 'statuses', lines: ({ statuses = {} }) => unlessEmpty(statusWords(statuses)) },
  acknowledgement: {
    title: 'confirmed',
    lines: ({ acknowledgement }) => (acknowledgement ? [`by ${acknowledgement}, before an order is paid`] : []),
  },
  refunds: {
    title: 'refunds',
    lines: ({ refunds }) => (refunds === 'whole-once' ? ['all of an order at once, or nothing'] : []),
  },
  callbacks: { title: 'callbacks', lines: callbackLines },
  needsCa: {
    title: 'certificate',
    lines: ({ needsCa }) => (needsCa ? ['of an authority that Node does not know: set gateway.ca'] : []),
  },
  verified: { title: 'verified', lines: ({ verified }) => verified.map(({ what, against }) => `${what}: ${against}`) },
  unknown: { title: 'not known', lines: ({ unknown }) => unknown },
  remarks: { title: 'remarks', lines: ({ remarks }) => remarks },
}

/** Everything that is known of a bank, in the order in which it is told. */
export const bankFacts: readonly BankFact[] = Object.values(facts)

/** Where what is known of a bank comes from. */
export const sureness = {
  documented: 'documented by the bank or by BPC',
  summarised: "from summaries of the bank's own pages",
  seen: "seen in other people's code",
} as const satisfies Record<BankPreset['confidence'], string>

function addressesOf({ roots, otherHosts = [], formerRoots = [], pageHosts = [] }: BankAddresses): readonly string[] {
  const all = [...(roots ?? []), ...otherHosts, ...formerRoots.map((root) => `${root} (former)`)]
  const known = all.length === 0 ? ['not known: ask the bank'] : all
  return pageHosts.length === 0 ? known : [...known, `payment page at ${pageHosts.join(', ')}`]
}

function orderNumberLines({ orderNumber }: BankPreset): readonly string[] {
  if (!orderNumber) return []
  const { maxCharacters, characters } = orderNumber
  return [`at most ${maxCharacters} ${characters === 'visible' ? 'characters' : 'letters and digits'}`]
}

function descriptionLines({ description: { characters, refused } = {} }: BankPreset): readonly string[] {
  return [
    ...(characters === 'ascii' ? ['ASCII alone: letters lose their marks'] : []),
    ...(refused === undefined ? [] : [`these are left out: ${Array.from(refused).join(' ')}`]),
  ]
}

function languageWords({ known, spelling, isMandatory }: NonNullable<BankPreset['languages']>): string {
  return [
    ...(known ? [`only ${known.join(', ')} are sent`] : []),
    ...(spelling === 'upper-case' ? ['in capitals'] : []),
    ...(isMandatory ? ['every call names one'] : []),
  ].join('; ')
}

const meanings: Readonly<Record<string, string>> = {
  refunded: 'money went back, the amounts say how much',
  pending: 'not over yet',
  unrecognized: 'neither a yes nor a no',
}

/** What `orderStatus` numbers mean otherwise than the manual says: `4, 7: money went back, ...`. */
export function statusWords(statuses: NonNullable<BankPreset['statuses']>): string {
  const codes = Object.keys(statuses).sort((one, other) => Number(one) - Number(other))
  return Object.entries(meanings)
    .map(([meaning, words]) => [codes.filter((code) => statuses[Number(code)] === meaning).join(', '), words] as const)
    .flatMap(([all, words]) => (all === '' ? [] : [`${all}: ${words}`]))
    .join('; ')
}

const signing = {
  hmac: 'signed by HMAC, with a key (callback.key)',
  rsa: 'signed by RSA, with a public key (callback.publicKey)',
  jwt: 'JSON Web Tokens, with a key (callback.key)',
  none: 'not signed',
  unknown: 'not known whether and how they are signed',
} as const satisfies Record<BankPreset['callbacks']['kind'], string>

function callbackLines({ callbacks: { kind, method, repeats } }: BankPreset): readonly string[] {
  const pauses = repeats?.isGrowing ? 'growing from' : 'of'
  return [
    signing[kind],
    ...(method ? [`by ${method}`] : []),
    ...(repeats ? [`one comes up to ${repeats.times} times, with pauses ${pauses} ${repeats.everySecs} s`] : []),
  ]
}

function unlessEmpty(text: string): readonly string[] {
  return text === '' ? [] : [text]
}
