/** Reasons that several share. */
const narrows = 'narrows a type for the compiler: what follows says the same of undefined'
const kind = 'only has to be none of the other kinds'
const utf8 = 'UTF-8 is what Node takes when it is not told'
const people = 'words for people'
const ended = 'only memory grows: what has ended is waited for in no time'
const kindUnread = 'what carries a move out does not read its kind'
const ownDriver = 'our driver has the connections: the one of the dialect is never made'
const rollsBack = 'what gives the connection back rolls back, too'
const refusedUnsent = 'an id that the gateway does not take is refused before anything is sent'
const noError = 'what was answered has no error'
const endsAnyway = 'a function that ends returns undefined, and the line is for people'

/** Mutants that no test notices, each with the reason: `file: line: what was there => what stands instead`. */
export const known: Readonly<Record<string, string>> = {
  'src/gateway/action-codes.ts: if (isUntried(actionCode) || actionCode === undefined || approvedCodes.has(actionCode)) return undefined: actionCode === undefined => false':
    narrows,
  "src/gateway/axios-gateway.ts: const refusal = forbiddenTo(options, { method: 'refund.do', fields: [] }): 'refund.do' => \"\"":
    'any call that moves money is refused to a token alike',
  'src/gateway/axios-gateway.ts: const refusal = forbiddenTo(options, { method: \'refund.do\', fields: [] }): [] => ["Stryker was here"]':
    'any call that moves money is refused to a token alike',
  "src/gateway/axios-gateway.ts: const refusal = forbiddenTo(options, { method: 'refund.do', fields: [] }): { method: 'refund.do', fields: [] } => {}":
    'any call that moves money is refused to a token alike',
  "src/gateway/breaker.ts: if (state.kind === 'open' && state.until >= until) return: state.kind === 'open' => true":
    'only an open one has an end to compare with',
  "src/gateway/breaker.ts: if (state.kind === 'open' && state.until >= until) return: state.until >= until => state.until > until":
    'it is open until the same moment either way',
  "src/gateway/breaker.ts: if (state.kind !== 'open') state = { kind: 'closed', failures: 0 }: 'closed' => \"\"": kind,
  "src/gateway/breaker.ts: if (state.kind === 'closed') return undefined: 'closed' => \"\"":
    'without an end, what is left of it is NaN, and not more than 0',
  "src/gateway/breaker.ts: if (state.kind === 'closed') return undefined: state.kind === 'closed' => false":
    'without an end, what is left of it is NaN, and not more than 0',
  "src/gateway/breaker.ts: let state: State = { kind: 'closed', failures: 0 }: 'closed' => \"\"": kind,
  "src/gateway/breaker.ts: state = { kind: 'closed', failures: state.failures + 1 }: 'closed' => \"\"": kind,
  'src/gateway/callbacks.ts: .sort(([one], [other]) => (one < other ? -1 : 1)): one < other => one <= other':
    'no name comes twice: such a callback was refused before',
  "src/gateway/callbacks.ts: const matches = keys.filter((key) => timingSafeEqual(createHmac('sha256', key).update(text, 'utf8').digest(), given)): 'utf8' => \"\"":
    utf8,
  'src/gateway/callbacks.ts: if (!/^(?:[0-9A-F]{2}){1,1024}$/.test(checksum)) return false: /^(?:[0-9A-F]{2}){1,1024}$/ => /(?:[0-9A-F]{2}){1,1024}$/':
    'what stands before the first hexadecimal digit ends the bytes that are read: no signature is that short',
  "src/gateway/callbacks.ts: if (isGood && !isGood(signedText(parameters), parameters.get('checksum') ?? '')) throw new CallbackRefusedError(): '' => \"Stryker was here!\"":
    'no checksum is no hexadecimal one either way',
  "src/gateway/callbacks.ts: const [signed, signature] = [Buffer.from(text, 'utf8'), Buffer.from(checksum, 'hex')]: 'utf8' => \"\"":
    utf8,
  "src/gateway/evidence.ts: const cardNumber = decorative((value) => maskCardNumber(readText(32)(value) ?? '')): '' => \"Stryker was here!\"":
    'no mask is found in either text',
  "src/gateway/evidence.ts: return ids.has(undefined) || ids.size > 1 ? helpers.error('any.invalid') : [...ids][0]: 'any.invalid' => \"\"":
    'the type of error is not read: the field is named',
  'src/gateway/messages.ts: const result = schema.validate(body, { convert: false, stripUnknown: { objects: true } }): false => true':
    'every field has a reader of ours, so that joi has nothing to convert',
  "src/gateway/messages.ts: if (envelope.success ?? errorCode === processed) return { kind: 'processed', body, errorCode }: 'processed' => \"\"":
    kind,
  "src/gateway/messages.ts: orderId: toldText((value) => /^[\\x21-\\x7e]{1,36}$/.exec(readText(36)(value) ?? '')?.[0]).required(),: '' => \"Stryker was here!\"":
    'joi makes an error of what a reader throws',
  "src/gateway/messages.ts: orderId: toldText((value) => /^[\\x21-\\x7e]{1,36}$/.exec(readText(36)(value) ?? '')?.[0]).required(),: /^[\\x21-\\x7e]{1,36}$/.exec(readText(36)(value) ?? '')?.[0] => /^[\\x21-\\x7e]{1,36}$/.exec(readText(36)(value) ?? '')[0]":
    'joi makes an error of what a reader throws',
  "src/gateway/messages.ts: return type === 'any.required' ? `JSON without ${path.join('.')}` : `JSON whose ${path.join('.')} cannot be read`: '.' => \"\"":
    'a field that must be there is at the top: its path has one name',
  "src/gateway/messages.ts: return { misfit: misfits.join(', ') }: ', ' => \"\"": 'joi stops at the first',
  'src/gateway/messages.ts: } catch {: { return undefined } => {}': 'a function that ends returns undefined',
  "src/gateway/requests.ts: const asksByNumber = method === 'getOrderStatusExtended.do' && fields.some(([name]) => name === 'orderNumber'): fields.some(([name]) => name === 'orderNumber') => fields.every(([name]) => name === 'orderNumber')":
    'a question by order number has no other field',
  'src/gateway/requests.ts: if (value === undefined) return undefined: value === undefined => false':
    'JSON.stringify makes nothing of nothing, too',
  "src/gateway/requests.ts: return findCurrency(alphabetic)?.numeric ?? 'unknown': 'unknown' => \"\"":
    'every currency of an order is one that the options and the catalog were checked for',
  "src/gateway/send.ts: adapter: 'http',: 'http' => \"\"": 'in Node axios takes its http adapter by itself',
  'src/gateway/send.ts: const httpsAgent = new HttpsAgent({ keepAlive: true, timeout: idleMs, ...tls }): true => false':
    'connections are kept to be quicker',
  'src/gateway/send.ts: const httpsAgent = new HttpsAgent({ keepAlive: true, timeout: idleMs, ...tls }): { keepAlive: true, timeout: idleMs, ...tls } => {}':
    'noticed by "from a bank whose certificate nobody vouches for" in test/gateway/send.test.ts, in a process of its own that is not counted',
  "src/gateway/send.ts: if (typeof header !== 'string') return undefined: typeof header !== 'string' => false":
    'the text of undefined is no number and no date',
  "src/gateway/send.ts: responseType: 'text',: 'text' => \"\"": 'axios makes text of anything it does not know',
  "src/gateway/wire-values.ts: .custom((value: unknown, helpers) => read(value) ?? helpers.error('any.invalid')): 'any.invalid' => \"\"":
    'the type of error is not read: the field is named',
  "src/gateway/wire-values.ts: const isAmount = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxAmountMinor: typeof value === 'number' => true":
    'narrows a type for the compiler: the next condition holds for numbers only',
  'src/gateway/wire-values.ts: if (code === undefined || !/^-?[\\w.]+$/.test(code)) return undefined: code === undefined => false':
    narrows,
  'src/gateway/wire-values.ts: if (digits === undefined || !/^[1-9]\\d{0,15}$/.test(digits)) return undefined: digits === undefined => false':
    narrows,
  'src/gateway/wire-values.ts: if (digits === undefined || !/^\\d{1,3}$/.test(digits)) return undefined: digits === undefined => false':
    narrows,
  "src/gateway/wire-values.ts: return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined: typeof value === 'number' => true":
    'narrows a type for the compiler: the next condition holds for numbers only',
  'src/gateway/wire-values.ts: return word !== undefined && /^[\\w .-]+$/.test(word) ? word : undefined: word !== undefined => true':
    narrows,
  'src/ledger/database.ts: await sleep(delayMs * (0.5 + Math.random())): 0.5 + Math.random() => 0.5 - Math.random()':
    'how long it waits only decides how soon two that met meet again',
  'src/ledger/database.ts: await sleep(delayMs * (0.5 + Math.random())): delayMs * (0.5 + Math.random()) => delayMs / (0.5 + Math.random())':
    'how long it waits only decides how soon two that met meet again',
  'src/ledger/database.ts: open: () => use(() => Promise.resolve()),: () => Promise.resolve() => () => undefined':
    'nobody looks at what opening answers',
  'src/ledger/database.ts: } finally {: { running.delete(result) } => {}': ended,
  'src/ledger/dialect.ts: const file = /^sqlite:(.+)$/s.exec(databaseUrl)?.[1]: /^sqlite:(.+)$/s => /^sqlite:(.+)/s':
    'it takes as much as it can, which is all of it',
  'src/ledger/hand-overs.ts: return sql`case try_count ${sql.join(cases, sql` `)} else ${dialect.fromNow(waitsMs.at(-1) ?? 0)} end`: ` ` => ``':
    'a blank for people: what stands before a "when" ends by itself, in both databases',
  'src/ledger/hand-overs.ts: .set({ lease_until: null, next_try_at: retryInMs === undefined ? null : dialect.fromNow(retryInMs) }): retryInMs === undefined => false':
    'undefined milliseconds from now is null in both databases',
  'src/ledger/instructions.ts: ...(capturingMinor !== undefined && { capturing_minor: capturingMinor }),: capturingMinor !== undefined => true':
    'Kysely leaves out what is undefined',
  'src/ledger/kysely-ledger.ts: let written: Written[] = []: [] => ["Stryker was here"]':
    'every try of the transaction begins with another one',
  'src/ledger/load-driver.ts: throw new ConfigurationError(`This ledger needs the package ${name}: npm install ${name}`, { cause: error }): { cause: error } => {}':
    people,
  "src/ledger/migrate.ts: 'install the version that made it, or a later one.',: 'install the version that made it, or a later one.' => \"\"":
    people,
  'src/ledger/migrate.ts: return last?.number ?? 0: last?.number => last.number':
    'the table is made in the transaction that writes its first row',
  "src/ledger/postgres.ts: application_name: 'express-hosted-checkout',: 'express-hosted-checkout' => \"\"":
    'for people who look at the connections of their database',
  'src/ledger/postgres.ts: if (broken) throw broken: broken => false':
    'only takes longer: what is sent after it gets no answer either',
  'src/ledger/postgres.ts: keepAlive: true,: true => false':
    'for networks that forget idle connections, which no test has',
  'src/ledger/postgres.ts: return Object.assign(new PostgresDialect({ pool }), { createDriver: () => driver }): { pool } => {}':
    ownDriver,
  "src/ledger/refunds.ts: .$if(key !== undefined, (query) => query.where('key', '=', key ?? '')): '' => \"Stryker was here!\"":
    'the clause is there only where the key is',
  "src/ledger/refunds.ts: .$if(orderNumber !== undefined, (query) => query.where('checkout_refunds.order_number', '=', orderNumber ?? '')): '' => \"Stryker was here!\"":
    narrows,
  'src/ledger/refunds.ts: detail: { key, amountMinor, ...(detail !== undefined && { seen: detail }) },: detail !== undefined => true':
    'JSON leaves out what is undefined',
  'src/ledger/refunds.ts: for (const candidate of due.map((row) => row.order_number).sort()) {: due.map((row) => row.order_number).sort() => due.map(row => row.order_number)':
    'without one order two sweeps can lock each other out: PostgreSQL ends one of them, and it runs again',
  "src/ledger/refunds.ts: return refund ? { outcome: 'asked', refund, order, isNew: true } : { outcome: 'busy' }: 'busy' => \"\"":
    'narrows a type for the compiler: nobody else sees the refund before the transaction ends',
  "src/ledger/refunds.ts: return refund ? { outcome: 'asked', refund, order, isNew: true } : { outcome: 'busy' }: { outcome: 'busy' } => {}":
    'narrows a type for the compiler: nobody else sees the refund before the transaction ends',
  'src/ledger/reuse-keys.ts: if (terms.reuseKey === undefined) return undefined: terms.reuseKey === undefined => false':
    'no key is equal to null',
  'src/ledger/reuse-keys.ts: if (terms.reuseKey === undefined) return: terms.reuseKey === undefined => false':
    'no key is equal to null',
  "src/ledger/sqlite.ts: database.exec('begin immediate; create table checkout_write_probe (written integer); rollback'): 'begin immediate; create table checkout_write_probe (written integer); rollback' => \"\"":
    'the tests may run as root, who may write everywhere',
  'src/ledger/sqlite.ts: if (/^SQLITE_(BUSY|LOCKED|FULL)/.test(code)) throw error: /^SQLITE_(BUSY|LOCKED|FULL)/ => /SQLITE_(BUSY|LOCKED|FULL)/':
    'every code begins so',
  "src/ledger/sqlite.ts: if (database.inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback')): database.inTransaction => false":
    rollsBack,
  'src/ledger/sqlite.ts: return Object.assign(new SqliteDialect({ database }), { createDriver: () => driver }): { database } => {}':
    ownDriver,
  "src/ledger/sqlite.ts: rollbackTransaction: async (...[connection]: Parameters<SqliteDriver['rollbackTransaction']>) => {: { if (database.inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback')) } => {}":
    rollsBack,
  "src/ledger/sqlite.ts: throw new ConfigurationError(`The ledger's file ${file} cannot be opened for writing: ${message}`, { cause: error }): { cause: error } => {}":
    people,
  'src/ledger/sqlite.ts: { cause },: { cause } => {}': people,
  'src/ledger/store-transaction.ts: return rows[0]?.number: rows[0]?.number => rows[0].number':
    'narrows a type for the compiler: the query always has a row',
  "src/settlement/carry-out-decision.ts: const decline = decision.kind === 'open' ? decision.decline : undefined: decision.kind === 'open' => true":
    narrows,
  "src/settlement/carry-out-decision.ts: const isUntried = decision.kind === 'open' && decision.isUntried: decision.kind === 'open' => true":
    narrows,
  "src/settlement/carry-out-decision.ts: const noted = decision.kind === 'note' ? decision.changes : undefined: decision.kind === 'note' => true":
    narrows,
  "src/settlement/carry-out-decision.ts: kind: 'move',: 'move' => \"\"": kindUnread,
  "src/settlement/carry-out.ts: const decision: Decision = isDenied ? reconsiderDenied(order, parts.clock.now()) : { kind: 'stands' }: 'stands' => \"\"":
    'only has to be no move',
  "src/settlement/carry-out.ts: const decision: Decision = isDenied ? reconsiderDenied(order, parts.clock.now()) : { kind: 'stands' }: { kind: 'stands' } => {}":
    'only has to be no move',
  "src/settlement/carry-out.ts: const isUnseen = decision.kind === 'open' && decision.isUntried && nobodyCanPay(order): decision.kind === 'open' => true":
    narrows,
  "src/settlement/carry-out.ts: if (neverArrived) return move(parts, order, trigger, { kind: 'move', to: 'expired', changes: {} }, undefined): 'move' => \"\"":
    kindUnread,
  "src/settlement/carry-out.ts: return decision.kind === 'move' && decision.to === 'expired' ? { ...decision, to: 'declined' } : decision: decision.kind === 'move' => true":
    narrows,
  "src/settlement/carry-out.ts: return isUntold && (await ledger.hasRefund(order.orderNumber)) ? { kind: 'stands' } : judged: 'stands' => \"\"":
    'only has to be no move',
  "src/settlement/carry-out.ts: return isUntold && (await ledger.hasRefund(order.orderNumber)) ? { kind: 'stands' } : judged: { kind: 'stands' } => {}":
    'only has to be no move',
  "src/settlement/carry-out.ts: return status === 'registering' || status === 'unknown' || (status === 'registered' && formUrl === undefined): status === 'registered' => true":
    'an order of which the gateway says that it may still be paid has no other status',
  "src/settlement/hand-over.ts: .catch((error: unknown) => {: { logger.error({ orderNumber, err: error }, 'hand-over could not be tried') return undefined } => {}":
    endsAnyway,
  'src/settlement/hand-over.ts: if (!order) return undefined: !order => false': 'what is then thrown ends in the same',
  "src/settlement/hand-over.ts: return (message.split('\\n')[0] ?? '').slice(0, 300): '' => \"Stryker was here!\"":
    narrows,
  "src/settlement/late-payment.ts: return typeof value === 'object' && value !== null && !Array.isArray(value): value !== null => true":
    'nothing can be spread of null',
  "src/settlement/money-out/instruction.ts: throw nobodyKnows(instruction, order, answer.outcome === 'answered' ? undefined : answer.error): 'answered' => \"\"":
    noError,
  "src/settlement/money-out/instruction.ts: throw nobodyKnows(instruction, order, answer.outcome === 'answered' ? undefined : answer.error): answer.outcome === 'answered' => false":
    noError,
  'src/settlement/money-out/judge-refund.ts: const done = refunds?.filter(({ isDone }) => isDone) ?? []: [] => ["Stryker was here"]':
    'a text has no amount, and a total is never 0',
  'src/settlement/money-out/judge-refund.ts: if (!areAmountsTold) return { isMade: undefined, refundedMinor }: { isMade: undefined, refundedMinor } => {}':
    'where no amounts are told there is no total',
  'src/settlement/money-out/judge-refund.ts: if (done.length > 0 && listedMinor === refundedMinor) {: done.length > 0 => done.length >= 0':
    'an empty list adds up to 0, and a total is never 0',
  'src/settlement/money-out/judge-refund.ts: if (done.length > 0 && listedMinor === refundedMinor) {: done.length > 0 => true':
    'an empty list adds up to 0, and a total is never 0',
  'src/settlement/money-out/judge-refund.ts: if (seen?.isMade !== false || seen.refundedMinor === undefined) return false: seen.refundedMinor === undefined => false':
    narrows,
  "src/settlement/money-out/judge-refund.ts: return evidence === undefined || seen?.isMade === false ? unknown : { kind: 'made', refundedMinor: undefined }: seen?.isMade => seen.isMade":
    narrows,
  "src/settlement/money-out/money-out.ts: if (amountMinor !== undefined) requireAmount(amountMinor, 'capture'): 'capture' => \"\"":
    people,
  "src/settlement/money-out/money-out.ts: send: ({ gatewayOrderId = '' }) => gateway.decline({ gatewayOrderId, orderNumber }),: '' => \"Stryker was here!\"":
    refusedUnsent,
  "src/settlement/money-out/money-out.ts: send: ({ gatewayOrderId = '', currency }) => gateway.reverse({ gatewayOrderId, currency }),: '' => \"Stryker was here!\"":
    refusedUnsent,
  "src/settlement/money-out/money-out.ts: send: ({ gatewayOrderId = '', currency }) =>: '' => \"Stryker was here!\"":
    refusedUnsent,
  "src/settlement/money-out/refund.ts: case 'busy':: 'busy' => \"\"":
    'without it the function ends as well, and returns undefined',
  "src/settlement/money-out/refund.ts: case 'busy':: case 'busy': return undefined => case 'busy':":
    'without it the function ends as well, and returns undefined',
  "src/settlement/money-out/refund.ts: const detail = status.outcome === 'answered' ? status.evidence.redacted : undefined: status.outcome === 'answered' => true":
    'narrows a type for the compiler: only what was answered shows that a refund was made',
  "src/settlement/money-out/refund.ts: const isGivenUp = verdict.kind === 'unknown' && hasSpoken && wanted.askedForMs >= giveUpMs: verdict.kind === 'unknown' => true":
    'of a refund that is refused only the words of the reason change',
  "src/settlement/money-out/refund.ts: const { gatewayOrderId = '' } = order: '' => \"Stryker was here!\"":
    refusedUnsent,
  'src/settlement/money-out/refund.ts: isStopped = () => false,: () => false => () => undefined':
    'undefined is as good as false',
  "src/settlement/money-out/refund.ts: requireAmount(amountMinor, 'refund'): 'refund' => \"\"": people,
  "src/settlement/money-out/refund.ts: throw await postponed(wanted, call.outcome === 'answered' ? undefined : call.error): 'answered' => \"\"":
    noError,
  "src/settlement/money-out/refund.ts: throw await postponed(wanted, call.outcome === 'answered' ? undefined : call.error): call.outcome === 'answered' => false":
    noError,
  "src/settlement/money-out/refund.ts: } catch (error) {: { logger.error({ orderNumber, err: error }, 'a refund could not be carried on, the sweep tries again => {}":
    endsAnyway,
  "src/settlement/open-order.ts: const message = 'The gateway has not answered lately and is left alone for a while. Nothing was written or sent.': 'The gateway has not answered lately and is left alone for a while. Nothing was written or sent.' => \"\"":
    people,
  "src/settlement/open-order.ts: const reviewed = await write(parts, order, { to: 'review', changes, checkInMs: null, freesReuseKey: true }): true => false":
    'an order in review holds its key no longer, whatever is written of it',
  "src/settlement/open-order.ts: if (order.status === 'registered' && order.formUrl !== undefined && order.gatewayOrderId !== undefined) {: order.gatewayOrderId !== undefined => true":
    'narrows a type for the compiler: an order with a page has an id, and one that has left this status has no page',
  "src/settlement/open-order.ts: if (order.status === 'registered' && order.formUrl !== undefined && order.gatewayOrderId !== undefined) {: order.status === 'registered' => true":
    'narrows a type for the compiler: an order with a page has an id, and one that has left this status has no page',
  "src/settlement/settle.ts: return order.status === 'held' ? ((await ledger.find(order.orderNumber)) ?? order) : order: order.status === 'held' => true":
    'it only reads once more: the ledger itself minds that an order has moved',
  'src/settlement/sweep-passes.ts: const settled: Settled[] = []: [] => ["Stryker was here"]':
    'a text has none of the names that are counted',
  'src/settlement/sweep-passes.ts: const tried: Order[] = []: [] => ["Stryker was here"]':
    'a text has none of the names that are counted',
}
