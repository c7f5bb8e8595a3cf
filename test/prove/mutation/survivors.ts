/** Reasons shared by several mutants. */
const narrows = 'narrows a type for the compiler: the code after it treats undefined the same way'
const kind = 'only has to differ from the other kinds'
const queryName = 'only has to differ from the names of other queries'
const utf8 = 'UTF-8 is the default in Node'
const people = 'text for people'
const ended = 'only memory grows: waiting for work that has ended takes no time'
const ownDriver = "our driver has the connections: the dialect's own is never created"
const rollsBack = 'releasing the connection rolls back too'
const byDefault = 'the default in Node, written out because the ledger relies on it'
const refusedUnsent = 'an id that the gateway does not accept is refused before anything is sent'
const noError = 'an answer has no error'
const registeredAlone =
  'narrows a type for the compiler: an order has a page only in this status, and then it has an id'
const laterPage = 'narrows a type for the compiler: the clause is there only after a first page'
const lockedOrUnclaimed = 'only takes longer: the order is locked already, or nothing is claimed'
const oneRow = 'narrows a type for the compiler: the query always has a row'
const collidesAgain = 'the wait only decides how soon two that collided collide again'
const joinsInstead = 'only takes longer: the shop joins again under the lock, and is in use as well'
const asksAgain = 'the wait only decides how soon the lock is asked for again'
const endsAnyway = 'a function without a return returns undefined, and the line is for people'

/**
 * Mutants that no test notices, each with the reason: by file, by function (`module` for code in none), and by original
 * => replacement, with a number if one function has the same mutation twice (`pins.ts`).
 */
export const known: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  'src/gateway/action-codes.ts': {
    declineOf: {
      'actionCode === undefined => false': narrows,
    },
  },
  'src/gateway/axios-gateway.ts': {
    makeGateway: {
      "{ method: 'refund.do', fields: [] } => {}": 'a token may make none of the calls that move money',
      "'refund.do' => '' (1)": 'a token may make none of the calls that move money',
      "[] => ['Stryker was here']": 'a token may make none of the calls that move money',
    },
  },
  'src/gateway/callbacks.ts': {
    makeReadCallback: {
      "'' => 'Stryker was here!'": 'a missing checksum is not hexadecimal either way',
    },
    signedText: {
      'one < other => one <= other': 'no name occurs twice: such a callback was refused earlier',
    },
    isSymmetric: {
      "'utf8' => ''": utf8,
    },
    isAsymmetric: {
      '/^(?:[0-9A-F]{2}){1,1024}$/i => /(?:[0-9A-F]{2}){1,1024}$/i':
        'a character that is not hexadecimal ends the bytes that are read: no signature is that short',
      "'utf8' => ''": utf8,
    },
  },
  'src/gateway/redact.ts': {
    readCardNumber: {
      "'' => 'Stryker was here!'": 'neither text contains a mask',
    },
  },
  'src/gateway/requests.ts': {
    forbiddenTo: {
      'fields.some(([name]) => numberFields.has(name)) => fields.every(([name]) => numberFields.has(name))':
        'a query by order number has no other field',
    },
    numericCurrency: {
      "'unknown' => ''": 'options and catalog have been checked: an order never has an unknown currency',
    },
    json: {
      'value === undefined => false': 'JSON.stringify returns undefined for undefined too',
    },
  },
  'src/gateway/verdict.ts': {
    judge: {
      "'processed' => ''": kind,
    },
    parseBody: {
      'catch { … } => {}': 'a function without a return returns undefined',
    },
  },
  'src/gateway/wire-values.ts': {
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
  'src/ledger/access.ts': {
    'makeAccess.telling': {
      'tell?.(each) => tell(each)': 'narrows a type for the compiler: nothing is kept to tell where nobody listens',
    },
  },
  'src/ledger/database.ts': {
    'makeDatabase.use': {
      'finally { … } => {}': ended,
    },
    'makeDatabase.open': {
      '() => Promise.resolve() => () => undefined': 'nothing reads what opening returns',
    },
    again: {
      'delayMs * (0.5 + Math.random()) => delayMs / (0.5 + Math.random())': collidesAgain,
      '0.5 + Math.random() => 0.5 - Math.random()': collidesAgain,
    },
  },
  'src/ledger/entries.ts': {
    writeEntry: {
      "'write entry' => ''": queryName,
      "'write entry and read it' => ''": queryName,
      'row => true': 'narrows a type for the compiler: an insert returns its row',
    },
  },
  'src/ledger/hand-over-claims.ts': {
    claimHandOver: {
      "'early' => ''": queryName,
    },
  },
  'src/ledger/hand-overs.ts': {
    makeOwedDue: {
      "'' => 'Stryker was here!'": 'the clause is there only if the number is',
    },
    makeDue: {
      "'make due' => ''": queryName,
      '!changed => false': 'narrows a type for the compiler: the order is locked, and no order is ever removed',
    },
  },
  'src/ledger/idle-shops.ts': {
    readIdleShops: {
      "'' => 'Stryker was here!'": 'no shop has either as its key',
    },
  },
  'src/ledger/instructions.ts': {
    instruct: {
      'capturingMinor !== undefined => true (2)': 'Kysely leaves out undefined values',
    },
  },
  'src/ledger/load-driver.ts': {
    loadSqlite: {
      "'or runs with --no-experimental-sqlite. A ledger in sqlite:<file> needs it; ' => ''": people,
    },
  },
  'src/ledger/lock-order.ts': {
    lockOrder: {
      'dialect.holdsProcess => false': 'only takes longer: the transaction has locked everything',
      "'lock order' => ''": queryName,
    },
  },
  'src/ledger/make-indexes.ts': {
    underLock: {
      'lockStepMs * (0.5 + Math.random()) => lockStepMs / (0.5 + Math.random())': asksAgain,
      '0.5 + Math.random() => 0.5 - Math.random()': asksAgain,
    },
  },
  'src/ledger/migrate.ts': {
    assertReadable: {
      "'install the version that made it, or a later one.' => ''": people,
    },
    applySteps: {
      'lockStepMs * (0.5 + Math.random()) => lockStepMs / (0.5 + Math.random())': asksAgain,
      '0.5 + Math.random() => 0.5 - Math.random()': asksAgain,
    },
  },
  'src/ledger/moves.ts': {
    moveAndClaim: {
      'terms && !wanted.ifReferenceIsPaid => true': lockedOrUnclaimed,
      'terms && !wanted.ifReferenceIsPaid => terms || !wanted.ifReferenceIsPaid': lockedOrUnclaimed,
    },
  },
  'src/ledger/postgres.ts': {
    limited: {
      '{ pool } => {} (2)': ownDriver,
    },
  },
  'src/ledger/postgres-pool.ts': {
    openPool: {
      "'express-hosted-checkout' => ''": "for people who inspect their database's connections",
      'true => false': 'for networks that drop idle connections, which no test has',
    },
    'openPool.lose': {
      'generation += 1 => generation -= 1': 'only has to differ from all the numbers before it',
    },
    'guarded.query': {
      'broken => false': 'only takes longer: later statements get no answer either',
    },
  },
  'src/ledger/refunds.ts': {
    countRefunds: {
      "'' => 'Stryker was here!'": 'the clause is there only if the key is',
    },
    addAndTake: {
      "{ outcome: 'busy' } => {}":
        'narrows a type for the compiler: nobody else sees the refund before the transaction ends',
      "'busy' => ''": 'narrows a type for the compiler: nobody else sees the refund before the transaction ends',
    },
    claimRefund: {
      "'' => 'Stryker was here!'": narrows,
      'due.map((row) => row.order_number).sort() => due.map(row => row.order_number)':
        'without a fixed order two sweeps can deadlock: PostgreSQL aborts one of them, and it runs again',
    },
    completeRefund: {
      'detail !== undefined => true': 'JSON leaves out undefined values',
    },
  },
  'src/ledger/reuse-keys.ts': {
    findReusableOrder: {
      'reuseKey === undefined => false': 'no key is equal to null',
      "'find reusable order' => ''": 'only has to differ from the names of other queries',
    },
  },
  'src/ledger/schema-lock.ts': {
    beginAlone: {
      'rows[0]?.is_mine => rows[0].is_mine': oneRow,
    },
  },
  'src/ledger/shops.ts': {
    'makeShops.sayInUse': {
      '(db) => markUsedAlone(db, dialect, shop.key) => () => undefined': joinsInstead,
    },
    markUsedAlone: {
      'function { … } => {}': joinsInstead,
      'own.keys.includes(key) && !(await findMovedFrom(db, dialect, key)) => false': joinsInstead,
    },
  },
  'src/ledger/sqlite-driver.ts': {
    makeDriver: {
      'false => true': 'a database just opened has no transaction to end',
    },
    'makeDriver.rollbackTransaction': {
      'function { … } => {}': rollsBack,
      'database.isTransaction => false': rollsBack,
    },
    keepStatements: {
      "'' => 'Stryker was here!'": 'narrows a type for the compiler: a list that is not empty has a first item',
    },
  },
  'src/ledger/sqlite-file.ts': {
    'watchLedgerFile.look': {
      "'the ledger\\'s file was removed or replaced while open: anything written from now on is lost when this '…":
        people,
      "'process ends. Stop it, and put the file back' => ''": people,
    },
    identified: {
      "[] => ['Stryker was here']": 'a string has no name: it cannot be checked, and so is not lost',
    },
  },
  'src/ledger/sqlite.ts': {
    isOneOf: {
      'resultCode !== undefined => true': 'the lowest byte of undefined is 0, which is none of the codes',
    },
    openFile: {
      '{ enableForeignKeyConstraints: true } => {}': byDefault,
      "'pragma busy_timeout = 0' => ''": byDefault,
      "'pragma synchronous = full' => ''": byDefault,
      "'begin immediate; create table checkout_write_probe (written integer); rollback' => ''":
        'the tests may run as root, which can write everywhere',
    },
    'sqliteDialect.cancel': {
      '`` => `Stryker was here!`': 'never asked for: nothing of SQLite runs on a server',
    },
  },
  'src/ledger/store-transaction.ts': {
    numberOf: {
      'rows[0]?.number => rows[0].number': oneRow,
    },
  },
  'src/ledger/task-claims.ts': {
    afterTry: {
      '` ` => ``': 'a space for people: both databases parse "when" without it',
    },
  },
  'src/ledger/unfinished-hand-overs.ts': {
    readFreeTasks: {
      'after?.next_try_at => after.next_try_at': laterPage,
      'after?.order_number => after.order_number': laterPage,
    },
  },
  'src/settlement/judge/judge-refund.ts': {
    judgeRefund: {
      'seen?.isMade => seen.isMade (2)': narrows,
    },
    seenIn: {
      "[] => ['Stryker was here']": 'a string has no amount, and a total is never 0',
      'done.length > 0 => true': 'an empty list adds up to 0, and a total is never 0',
      'done.length > 0 => done.length >= 0': 'an empty list adds up to 0, and a total is never 0',
      '{ isMade: undefined, refundedMinor } => {}': 'without amounts there is no total',
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
    requireCapturable: {
      '`At most ${ moneyText(amountMinor, currency) } of order ${ orderNumber } can be captured: that much is h…':
        people,
      '`Wanted ${ moneyText(wantedMinor, currency) }.` => ``': people,
    },
  },
  'src/gateway/circuit.ts': {
    opened: {
      "circuit.kind === 'open' => true": 'only an open circuit has an end to compare with',
      'circuit.until >= until => circuit.until > until': 'it is open until the same time either way',
    },
    closedForMsOf: {
      "circuit.kind === 'closed' => false": 'without an end, what is left of it is NaN, and not more than 0',
      "'closed' => ''": 'without an end, what is left of it is NaN, and not more than 0',
    },
  },
  'src/gateway/reply.ts': {
    retryAfterMsOf: {
      "typeof header !== 'string' => false": '"undefined" is neither a number nor a date',
    },
  },
  'src/gateway/lean-adapter.ts': {
    answerTooLarge: {
      "'ERR_ANSWER_TOO_LARGE' => ''": 'a name that is compared with itself alone',
    },
  },
  'src/gateway/tunnel.ts': {
    'TunnelAgent.#connect': {
      "'' => 'Stryker was here!'": 'narrows a type for the compiler: Node always names the host',
    },
  },
  'src/settlement/callback-order.ts': {
    makeFindCallbackOrder: {
      "'does the order belong to another store?' => ''": people,
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
      "status === 'registered' => true": 'an order that the gateway says can still be paid has no other status',
    },
  },
  'src/settlement/learn.ts': {
    newsOf: {
      "decision.kind === 'open' => true": narrows,
    },
  },
  'src/settlement/hand-over/claim.ts': {
    makeClaimAndHandOver: {
      '!order => false': 'the error it then throws has the same result',
    },
  },
  'src/settlement/hand-over/hand-over.ts': {
    'makeHandOver.run': {
      'function { … } => {} (2)': endsAnyway,
    },
  },
  'src/settlement/money-out/carry-on-refund.ts': {
    chargedBack: {
      "'the money was charged back, so it is not refunded automatically as well' => ''": people,
    },
    'makeCarryOnRefund.statusOf': {
      "'' => 'Stryker was here!'": refusedUnsent,
    },
    'makeCarryOnRefund.send': {
      "'' => 'Stryker was here!'": refusedUnsent,
      "call.outcome === 'answered' => false": noError,
      "'answered' => ''": noError,
    },
  },
  'src/settlement/money-out/checks.ts': {
    requireAmount: {
      '`The amount of a ${ what } must be a positive whole number of minor units (1999 is EUR 19.99), got ` => …':
        people,
      '`${ showValue(amountMinor) }. 0 does not mean everything.` => ``': people,
    },
    requireKey: {
      "'The key of a refund must be 1 to 64 visible ASCII characters without spaces, and the same when that ref…":
        people,
      '`is repeated, got ${ showValue(key) }.` => ``': people,
    },
  },
  'src/settlement/money-out/conclude-refund.ts': {
    'makeConcludeRefund.recordMade': {
      "status.outcome === 'answered' => true":
        'narrows a type for the compiler: only an answer can show that a refund was made',
    },
  },
  'src/settlement/money-out/instruction.ts': {
    'makeInstruct.requireOpenDoor': {
      "'The gateway has not answered lately and is left alone for a while. ' => ''": people,
    },
    nobodyKnows: {
      '`Do not repeat it blindly: settle(${ JSON.stringify(orderNumber) }) asks.` => ``': people,
    },
    'makeTell.askAfterwards': {
      "answer.outcome === 'answered' => false": noError,
      "'answered' => ''": noError,
    },
  },
  'src/settlement/money-out/refund.ts': {
    makeRefund: {
      "'refund' => ''": people,
    },
    refusalOf: {
      "'it in the bank\\'s portal.' => ''": people,
      "'captured and not yet refunded.' => ''": people,
    },
    mayBeAsked: {
      '`The ledger did not say whether refund ${ JSON.stringify(key) } of order ${ orderNumber } was written do…':
        people,
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
  'src/settlement/open-order/earlier-orders.ts': {
    makeRefuse: {
      "'a reference was refused that was paid more than a day ago: if references are labels, set ' => ''": people,
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
      'true => false': 'an order in review no longer holds its key, whatever is written',
    },
  },
  'src/settlement/settle-callback.ts': {
    'makeSettleCallback.isNew': {
      'oldest !== undefined => true': 'narrows a type for the compiler: a full memory has an oldest callback',
    },
  },
  'src/settlement/sweep/hand-over-passes.ts': {
    'makeHandOverPasses.handOverUnfinished': {
      "[] => ['Stryker was here']": 'a string has none of the names that are counted',
    },
  },
  'src/settlement/sweep/settle-passes.ts': {
    'makeSettlePasses.settleOpen': {
      "[] => ['Stryker was here'] (2)": 'a string has none of the names that are counted',
    },
  },
}
