/** Which calls a kind of fault applies to. */
type Meets = 'call' | 'register' | 'status' | 'register or status' | 'callback'

interface FaultRule {
  readonly meets: Meets
  /** Whether the bank does what was asked before the fault strikes. */
  readonly acts: boolean
  /** What it is about, for a page that lists them all. */
  readonly group: FaultGroup
  /** On a button. */
  readonly label: string
  readonly explanation: string
}

/** The groups, with how a page calls them. */
export const faultGroups = {
  silence: 'It says nothing, or takes its time',
  garble: 'It answers badly',
  lie: 'It says something else',
  callback: 'Its callbacks go wrong',
} as const

export type FaultGroup = keyof typeof faultGroups

/** Every fault a test can script, by name. */
export const faultKinds = {
  'silence-before': {
    meets: 'call',
    acts: false,
    group: 'silence',
    label: 'Silent',
    explanation: 'Does nothing and never answers.',
  },
  'silence-after': {
    meets: 'call',
    acts: true,
    group: 'silence',
    label: 'Silent after it acted',
    explanation: 'Does what was asked and never answers.',
  },
  'reset-before': {
    meets: 'call',
    acts: false,
    group: 'silence',
    label: 'Hangs up',
    explanation: 'Does nothing and resets the connection.',
  },
  'reset-after': {
    meets: 'call',
    acts: true,
    group: 'silence',
    label: 'Hangs up after it acted',
    explanation: 'Does what was asked and resets the connection.',
  },
  'reset-mid-body': {
    meets: 'call',
    acts: true,
    group: 'silence',
    label: 'Hangs up halfway',
    explanation: 'Resets the connection halfway through the answer.',
  },
  'rate-limited': {
    meets: 'call',
    acts: false,
    group: 'garble',
    label: 'Too many calls',
    explanation: 'Does nothing and answers 429, with Retry-After if you give one.',
  },
  'server-error': {
    meets: 'call',
    acts: false,
    group: 'garble',
    label: 'Error 500',
    explanation: 'Does nothing and answers 500, or the status you give.',
  },
  'server-error-after': {
    meets: 'call',
    acts: true,
    group: 'garble',
    label: 'Error 500 after it acted',
    explanation: 'Does what was asked and answers 500, or the status you give.',
  },
  html: {
    meets: 'call',
    acts: false,
    group: 'garble',
    label: 'A web page',
    explanation: 'A proxy in front answers with an HTML page, and 200 or the status you give.',
  },
  'truncated-json': {
    meets: 'call',
    acts: true,
    group: 'garble',
    label: 'Half an answer',
    explanation: 'A complete HTTP response whose JSON is cut short.',
  },
  'not-an-object': {
    meets: 'call',
    acts: true,
    group: 'garble',
    label: 'A list',
    explanation: 'A JSON list instead of an object, or the body you give.',
  },
  'empty-body': { meets: 'call', acts: true, group: 'garble', label: 'Empty', explanation: '200 with an empty body.' },
  'missing-fields': {
    meets: 'register or status',
    acts: true,
    group: 'garble',
    label: 'Fields missing',
    explanation: 'A registration without `formUrl`, a status without `orderStatus`.',
  },
  'huge-body': {
    meets: 'call',
    acts: true,
    group: 'garble',
    label: 'Far too large',
    explanation: 'The right answer inside 5 MB of JSON.',
  },
  'endless-body': {
    meets: 'call',
    acts: true,
    group: 'silence',
    label: 'Never ends',
    explanation: 'A body that never ends.',
  },
  'slow-drip': {
    meets: 'call',
    acts: true,
    group: 'silence',
    label: 'Byte by byte',
    explanation: 'The right answer, one byte every 100 ms.',
  },
  redirect: {
    meets: 'call',
    acts: false,
    group: 'garble',
    label: 'Moved',
    explanation: '307 to another path; following it resends the credentials.',
  },
  'wrong-amount': {
    meets: 'status',
    acts: true,
    group: 'lie',
    label: 'Wrong amount',
    explanation: 'The order’s status with another amount.',
  },
  'wrong-currency': {
    meets: 'status',
    acts: true,
    group: 'lie',
    label: 'Wrong currency',
    explanation: 'The order’s status in another currency.',
  },
  'wrong-order-number': {
    meets: 'status',
    acts: true,
    group: 'lie',
    label: 'Wrong order',
    explanation: 'The order’s status with another order’s number.',
  },
  slow: {
    meets: 'call',
    acts: true,
    group: 'silence',
    label: 'Slow',
    explanation: 'The right answer after a second, or after the wait you give.',
  },
  gzip: {
    meets: 'call',
    acts: true,
    group: 'garble',
    label: 'Compressed',
    explanation: 'The right answer, gzipped even if the client did not ask for it.',
  },
  'foreign-form-url': {
    meets: 'register',
    acts: true,
    group: 'lie',
    label: 'Foreign page',
    explanation: 'A `formUrl` on https://evil.example/.',
  },
  'script-form-url': {
    meets: 'register',
    acts: true,
    group: 'lie',
    label: 'Script as page',
    explanation: 'A `javascript:` URL as `formUrl`.',
  },
  'duplicate-callback': {
    meets: 'callback',
    acts: true,
    group: 'callback',
    label: 'Twice',
    explanation: 'The next callback is sent twice.',
  },
  'late-callback': {
    meets: 'callback',
    acts: true,
    group: 'callback',
    label: 'Late',
    explanation: 'The next callback comes 2 s late, or by the wait you give.',
  },
  'reordered-callbacks': {
    meets: 'callback',
    acts: true,
    group: 'callback',
    label: 'Out of order',
    explanation: 'The next callback is held back until the one after it is sent, for 5 s or the wait you give at most.',
  },
} as const satisfies Record<string, FaultRule>

export type SandboxFaultKind = keyof typeof faultKinds

/** Faults in the callbacks the bank sends. All others are faults in its answers. */
export type CallbackFaultKind = 'duplicate-callback' | 'late-callback' | 'reordered-callbacks'
export type CallFaultKind = Exclude<SandboxFaultKind, CallbackFaultKind>

/** The calls a fault may name (BPC API). */
export const callMethods: readonly string[] = [
  ...['register.do', 'registerPreAuth.do', 'getOrderStatusExtended.do', 'getOrderStatus.do'],
  ...['deposit.do', 'reverse.do', 'refund.do', 'decline.do'],
  ...['getBindings.do', 'unBindCard.do', 'acknowledgeTransaction.do', 'getLastOrdersForMerchants.do'],
]

/** The operations a callback fault may name (BPC: callbacks). */
export const callbackOperations: readonly string[] = [
  ...['approved', 'deposited', 'reversed', 'refunded', 'declinedByTimeout', 'bindingCreated'],
]

/** The calls or operations that a fault can apply to. */
export function methodsOf(kind: SandboxFaultKind): readonly string[] {
  const { meets } = faultKinds[kind]
  return meets === 'callback' ? callbackOperations : callMethods.filter((method) => appliesTo(meets, method))
}

function appliesTo(meets: Meets, method: string): boolean {
  const isRegister = method.startsWith('register')
  const isStatus = method.startsWith('getOrderStatus')
  switch (meets) {
    case 'call':
      return true
    case 'register':
      return isRegister
    case 'status':
      return isStatus
    case 'register or status':
      return isRegister || isStatus
    case 'callback':
      return false
  }
}
