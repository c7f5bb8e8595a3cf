/** Reasons that several share. */
const narrows = 'narrows a type for the compiler: what follows says the same of undefined'
const kind = 'only has to be none of the other kinds'
const utf8 = 'UTF-8 is what Node takes when it is not told'
const people = 'words for people'
const ended = 'only memory grows: what has ended is waited for in no time'
const ownDriver = 'our driver has the connections: the one of the dialect is never made'
const rollsBack = 'what gives the connection back rolls back, too'
const byDefault = 'what Node does when it is not told, said because the ledger stands on it'
const refusedUnsent = 'an id that the gateway does not take is refused before anything is sent'
const noError = 'what was answered has no error'
const registeredAlone =
  'narrows a type for the compiler: an order has a page only in this status, and then it has an id'
const endsAnyway = 'a function that ends returns undefined, and the line is for people'

/**
 * Mutants that no test notices, each with the reason: by file, by the function they are in (`module` is what is in
 * none), and by what was there => what stands instead, with a number where one function has the same twice (`pins.ts`).
 */
export const known: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  'src/gateway/action-codes.ts': {
    declineOf: {
      'actionCode === undefined => false': narrows,
    },
  },
  'src/gateway/axios-gateway.ts': {
    makeGateway: {
      "{ method: 'refund.do', fields: [] } => {}": 'any call that moves money is refused to a token alike',
      "'refund.do' => '' (1)": 'any call that moves money is refused to a token alike',
      "[] => ['Stryker was here']": 'any call that moves money is refused to a token alike',
    },
  },
  'src/gateway/callbacks.ts': {
    makeReadCallback: {
      "'' => 'Stryker was here!'": 'no checksum is no hexadecimal one either way',
    },
    signedText: {
      'one < other => one <= other': 'no name comes twice: such a callback was refused before',
    },
    isSymmetric: {
      "'utf8' => ''": utf8,
    },
    isAsymmetric: {
      '/^(?:[0-9A-F]{2}){1,1024}$/i => /(?:[0-9A-F]{2}){1,1024}$/i':
        'what stands before the first hexadecimal digit ends the bytes that are read: no signature is that short',
      "'utf8' => ''": utf8,
    },
  },
  'src/gateway/status-message.ts': {
    readGatewayOrderId: {
      "'any.invalid' => ''": 'the type of error is not read: the field is named',
    },
    cardNumber: {
      "'' => 'Stryker was here!'": 'no mask is found in either text',
    },
  },
  'src/gateway/messages.ts': {
    registeredSchema: {
      "/^[\\x21-\\x7e]{1,36}$/.exec(readText(36)(value) ?? '')?.[0] => /^[\\x21-\\x7e]{1,36}$/.exec(readText(36)(va…":
        'joi makes an error of what a reader throws',
      "'' => 'Stryker was here!'": 'joi makes an error of what a reader throws',
    },
    judge: {
      "'processed' => ''": kind,
    },
    parseBody: {
      'catch { … } => {}': 'a function that ends returns undefined',
    },
    readMessage: {
      'false => true': 'every field has a reader of ours, so that joi has nothing to convert',
      "', ' => ''": 'joi stops at the first',
    },
  },
  'src/gateway/requests.ts': {
    forbiddenTo: {
      "fields.some(([name]) => name === 'orderNumber') => fields.every(([name]) => name === 'orderNumber')":
        'a question by order number has no other field',
    },
    numericCurrency: {
      "'unknown' => ''": 'every currency of an order is one that the options and the catalog were checked for',
    },
    json: {
      'value === undefined => false': 'JSON.stringify makes nothing of nothing, too',
    },
  },
  'src/gateway/wire-values.ts': {
    told: {
      "'any.invalid' => ''": 'the type of error is not read: the field is named',
    },
    readInteger: {
      "typeof value === 'number' => true": 'narrows a type for the compiler: the next condition holds for numbers only',
    },
    readAmount: {
      "typeof value === 'number' => true": 'narrows a type for the compiler: the next condition holds for numbers only',
    },
    readCurrency: {
      'code === undefined => false': narrows,
    },
    readCode: {
      'code === undefined => false': narrows,
    },
    readWord: {
      'word !== undefined => true': narrows,
    },
    readTime: {
      'digits === undefined => false': narrows,
    },
  },
  'src/ledger/database.ts': {
    'makeDatabase.use': {
      'finally { … } => {}': ended,
    },
    'makeDatabase.open': {
      '() => Promise.resolve() => () => undefined': 'nobody looks at what opening answers',
    },
    again: {
      'delayMs * (0.5 + Math.random()) => delayMs / (0.5 + Math.random())':
        'how long it waits only decides how soon two that met meet again',
      '0.5 + Math.random() => 0.5 - Math.random()': 'how long it waits only decides how soon two that met meet again',
    },
  },
  'src/ledger/hand-overs.ts': {
    afterTry: {
      '` ` => ``': 'a blank for people: what stands before a "when" ends by itself, in both databases',
    },
    endClaim: {
      'retryInMs === undefined => false': 'undefined milliseconds from now is null in both databases',
    },
  },
  'src/ledger/instructions.ts': {
    instruct: {
      'capturingMinor !== undefined => true (2)': 'Kysely leaves out what is undefined',
    },
  },
  'src/ledger/migrate.ts': {
    assertReadable: {
      "'install the version that made it, or a later one.' => ''": people,
    },
  },
  'src/ledger/postgres.ts': {
    limited: {
      '{ pool } => {} (2)': ownDriver,
    },
  },
  'src/ledger/postgres-pool.ts': {
    openPool: {
      "'express-hosted-checkout' => ''": 'for people who look at the connections of their database',
      'true => false': 'for networks that forget idle connections, which no test has',
    },
    'guarded.query': {
      'broken => false': 'only takes longer: what is sent after it gets no answer either',
    },
  },
  'src/ledger/refunds.ts': {
    countRefunds: {
      "'' => 'Stryker was here!'": 'the clause is there only where the key is',
    },
    addAndTake: {
      "{ outcome: 'busy' } => {}":
        'narrows a type for the compiler: nobody else sees the refund before the transaction ends',
      "'busy' => ''": 'narrows a type for the compiler: nobody else sees the refund before the transaction ends',
    },
    claimRefund: {
      "'' => 'Stryker was here!'": narrows,
      'due.map((row) => row.order_number).sort() => due.map(row => row.order_number)':
        'without one order two sweeps can lock each other out: PostgreSQL ends one of them, and it runs again',
    },
    completeRefund: {
      'detail !== undefined => true': 'JSON leaves out what is undefined',
    },
  },
  'src/ledger/reuse-keys.ts': {
    findReusableOrder: {
      'terms.reuseKey === undefined => false': 'no key is equal to null',
    },
    freeStaleKey: {
      'terms.reuseKey === undefined => false': 'no key is equal to null',
    },
  },
  'src/ledger/sqlite-driver.ts': {
    makeDriver: {
      'false => true': 'a database that was just opened has no transaction that could be ended',
    },
    'makeDriver.rollbackTransaction': {
      'function { … } => {}': rollsBack,
      'database.isTransaction => false': rollsBack,
    },
    keepStatements: {
      "'' => 'Stryker was here!'": 'narrows a type for the compiler: there is a first of more than none',
    },
  },
  'src/ledger/sqlite.ts': {
    isOneOf: {
      'resultCode !== undefined => true': 'undefined has the lowest byte 0, which is none of the codes',
    },
    openFile: {
      '{ enableForeignKeyConstraints: true } => {}': byDefault,
      "'pragma busy_timeout = 0' => ''": byDefault,
      "'pragma synchronous = full' => ''": byDefault,
      "'begin immediate; create table checkout_write_probe (written integer); rollback' => ''":
        'the tests may run as root, who may write everywhere',
    },
  },
  'src/ledger/store-transaction.ts': {
    numberOf: {
      'rows[0]?.number => rows[0].number': 'narrows a type for the compiler: the query always has a row',
    },
  },
  'src/settlement/judge/judge-refund.ts': {
    judgeRefund: {
      'seen?.isMade => seen.isMade (2)': narrows,
    },
    seenIn: {
      "[] => ['Stryker was here']": 'a text has no amount, and a total is never 0',
      'done.length > 0 => true': 'an empty list adds up to 0, and a total is never 0',
      'done.length > 0 => done.length >= 0': 'an empty list adds up to 0, and a total is never 0',
      '{ isMade: undefined, refundedMinor } => {}': 'where no amounts are told there is no total',
    },
    isOutrun: {
      'seen.refundedMinor === undefined => false': narrows,
    },
  },
  'src/settlement/money-out/money-out.ts': {
    'makeMoneyOut.capture': {
      "'capture' => '' (1)": people,
    },
    'makeMoneyOut.capture.send': {
      "'' => 'Stryker was here!'": refusedUnsent,
    },
    'makeMoneyOut.reverse.send': {
      "'' => 'Stryker was here!'": refusedUnsent,
    },
    'makeMoneyOut.decline.send': {
      "'' => 'Stryker was here!'": refusedUnsent,
    },
  },
  'src/gateway/circuit.ts': {
    opened: {
      "circuit.kind === 'open' => true": 'only an open one has an end to compare with',
      'circuit.until >= until => circuit.until > until': 'it is open until the same moment either way',
    },
    closedForMsOf: {
      "circuit.kind === 'closed' => false": 'without an end, what is left of it is NaN, and not more than 0',
      "'closed' => ''": 'without an end, what is left of it is NaN, and not more than 0',
    },
  },
  'src/gateway/reply.ts': {
    retryAfterMsOf: {
      "typeof header !== 'string' => false": 'the text of undefined is no number and no date',
    },
  },
  'src/gateway/send.ts': {
    makeClient: {
      "'http' => ''": 'in Node axios takes its http adapter by itself',
    },
  },
  'src/ledger/kysely-ledger.ts': {
    'makeAccess.write': {
      "[] => ['Stryker was here'] (1)": 'every try of the transaction begins with another one',
    },
  },
  'src/settlement/carry-out.ts': {
    'makeCarryOut.carryOutEvidence': {
      "decision.kind === 'open' => true": narrows,
    },
    'makeCarryOut.carryOutDecision': {
      "decision.kind === 'open' => true": narrows,
    },
    asDeclined: {
      "decision.kind === 'move' => true": narrows,
    },
  },
  'src/settlement/close-unpaid.ts': {
    nobodyCanPay: {
      "status === 'registered' => true":
        'an order of which the gateway says that it may still be paid has no other status',
    },
  },
  'src/settlement/learn.ts': {
    newsOf: {
      "decision.kind === 'open' => true": narrows,
    },
  },
  'src/settlement/with-reason.ts': {
    isJsonObject: {
      'value !== null => true': 'nothing can be spread of null',
    },
  },
  'src/settlement/hand-over/claim.ts': {
    makeClaimAndHandOver: {
      '!order => false': 'what is then thrown ends in the same',
    },
  },
  'src/settlement/hand-over/hand-over.ts': {
    'makeHandOver.run': {
      'function { … } => {} (2)': endsAnyway,
    },
  },
  'src/settlement/money-out/carry-on-refund.ts': {
    'makeCarryOnRefund.send': {
      "'' => 'Stryker was here!'": refusedUnsent,
      "call.outcome === 'answered' => false": noError,
      "'answered' => ''": noError,
    },
  },
  'src/settlement/money-out/conclude-refund.ts': {
    'makeConcludeRefund.recordMade': {
      "status.outcome === 'answered' => true":
        'narrows a type for the compiler: only what was answered shows that a refund was made',
    },
  },
  'src/settlement/money-out/instruction.ts': {
    'makeTell.askAfterwards': {
      "answer.outcome === 'answered' => false": noError,
      "'answered' => ''": noError,
    },
  },
  'src/settlement/money-out/refund.ts': {
    makeRefund: {
      "'refund' => ''": people,
    },
  },
  'src/settlement/money-out/resume-refunds.ts': {
    'makeResumeRefunds.resume': {
      '() => false => () => undefined': 'undefined is as good as false',
    },
    'makeResumeRefunds.resumeOne': {
      'catch { … } => {}': endsAnyway,
    },
  },
  'src/settlement/open-order/open-order.ts': {
    'makeOpenOrder.requireGateway': {
      "'The gateway has not answered lately and is left alone for a while. Nothing was written or sent.' => ''": people,
    },
  },
  'src/settlement/open-order/payable.ts': {
    requirePayable: {
      "order.status === 'registered' => true": registeredAlone,
      'order.gatewayOrderId !== undefined => true': registeredAlone,
    },
  },
  'src/settlement/open-order/register-order.ts': {
    makeRecordRegistered: {
      'true => false': 'an order in review holds its key no longer, whatever is written of it',
    },
  },
  'src/settlement/settle.ts': {
    'makeSettleOnce.afterAnswer': {
      "order.status === 'held' => true": 'it only reads once more: the ledger itself minds that an order has moved',
    },
  },
  'src/settlement/sweep/hand-over-passes.ts': {
    'makeHandOverPasses.handOverUnfinished': {
      "[] => ['Stryker was here']": 'a text has none of the names that are counted',
    },
  },
  'src/settlement/sweep/settle-passes.ts': {
    'makeSettlePasses.settleOpen': {
      "[] => ['Stryker was here'] (2)": 'a text has none of the names that are counted',
    },
  },
}
