/** Reasons that several share. */
const narrows = 'narrows a type for the compiler: what follows says the same of undefined'
const kind = 'only has to be none of the other kinds'
const utf8 = 'UTF-8 is what Node takes when it is not told'

/** Mutants that no test notices, each with the reason: `file: line => replacement`. */
export const known: Readonly<Record<string, string>> = {
  'src/gateway/action-codes.ts: if (isUntried(actionCode) || actionCode === undefined || approvedCodes.has(actionCode)) return undefined => false':
    narrows,
  "src/gateway/axios-gateway.ts: const refusal = forbiddenTo(options, { method: 'refund.do', fields: [] }) => {}":
    'any call that moves money is refused to a token alike',
  'src/gateway/axios-gateway.ts: const refusal = forbiddenTo(options, { method: \'refund.do\', fields: [] }) => ""':
    'any call that moves money is refused to a token alike',
  'src/gateway/axios-gateway.ts: const refusal = forbiddenTo(options, { method: \'refund.do\', fields: [] }) => ["Stryker was here"]':
    'any call that moves money is refused to a token alike',
  'src/gateway/breaker.ts: let state: State = { kind: \'closed\', failures: 0 } => ""': kind,
  'src/gateway/breaker.ts: state = { kind: \'closed\', failures: state.failures + 1 } => ""': kind,
  "src/gateway/breaker.ts: if (state.kind !== 'open') state = { kind: 'closed', failures: 0 } => \"\"": kind,
  "src/gateway/breaker.ts: if (state.kind === 'closed') return undefined => false":
    'without an end, what is left of it is NaN, and not more than 0',
  'src/gateway/breaker.ts: if (state.kind === \'closed\') return undefined => ""':
    'without an end, what is left of it is NaN, and not more than 0',
  "src/gateway/callbacks.ts: if (isGood && !isGood(signedText(parameters), parameters.get('checksum') ?? '')) throw new CallbackRefusedError() => \"Stryker was here!\"":
    'no checksum is no hexadecimal one either way',
  'src/gateway/callbacks.ts: .sort(([one], [other]) => (one < other ? -1 : 1)) => one <= other':
    'no name comes twice: such a callback was refused before',
  "src/gateway/callbacks.ts: const matches = keys.filter((key) => timingSafeEqual(createHmac('sha256', key).update(text, 'utf8').digest(), given)) => \"\"":
    utf8,
  'src/gateway/callbacks.ts: if (!/^(?:[0-9A-F]{2}){1,1024}$/.test(checksum)) return false => /(?:[0-9A-F]{2}){1,1024}$/':
    'what stands before the first hexadecimal digit ends the bytes that are read: no signature is that short',
  "src/gateway/callbacks.ts: return verify(hash, Buffer.from(text, 'utf8'), key, Buffer.from(checksum, 'hex')) => \"\"":
    utf8,
  'src/gateway/evidence.ts: return ids.has(undefined) || ids.size > 1 ? helpers.error(\'any.invalid\') : [...ids][0] => ""':
    'the type of error is not read: the field is named',
  'src/gateway/evidence.ts: const cardNumber = decorative((value) => maskCardNumber(readText(32)(value) ?? \'\')) => "Stryker was here!"':
    'no mask is found in either text',
  "src/gateway/messages.ts: orderId: toldText((value) => /^[\\x21-\\x7e]{1,36}$/.exec(readText(36)(value) ?? '')?.[0]).required(), => /^[\\x21-\\x7e]{1,36}$/.exec(readText(36)(value) ?? '')[0]":
    'joi makes an error of what a reader throws',
  'src/gateway/messages.ts: orderId: toldText((value) => /^[\\x21-\\x7e]{1,36}$/.exec(readText(36)(value) ?? \'\')?.[0]).required(), => "Stryker was here!"':
    'joi makes an error of what a reader throws',
  'src/gateway/messages.ts: } catch { => {}': 'a function that ends returns undefined',
  'src/gateway/messages.ts: if (envelope.success ?? errorCode === processed) return { kind: \'processed\', body, errorCode } => ""':
    kind,
  "src/gateway/messages.ts: return type === 'any.required' ? `JSON without ${path.join('.')}` : `JSON whose ${path.join('.')} cannot be read` => \"\"":
    'a field that must be there is at the top: its path has one name',
  'src/gateway/messages.ts: const result = schema.validate(body, { convert: false, stripUnknown: { objects: true } }) => true':
    'every field has a reader of ours, so that joi has nothing to convert',
  'src/gateway/messages.ts: return { misfit: misfits.join(\', \') } => ""': 'joi stops at the first',
  "src/gateway/requests.ts: const asksByNumber = method === 'getOrderStatusExtended.do' && fields.some(([name]) => name === 'orderNumber') => fields.every(([name]) => name === 'orderNumber')":
    'a question by order number has no other field',
  'src/gateway/requests.ts: return findCurrency(alphabetic)?.numeric ?? \'unknown\' => ""':
    'every currency of an order is one that the options and the catalog were checked for',
  'src/gateway/requests.ts: if (value === undefined) return undefined => false':
    'JSON.stringify makes nothing of nothing, too',
  'src/gateway/send.ts: const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets, timeout: idleMs, ...tls }) => {}':
    'noticed by "from a bank whose certificate nobody vouches for" in test/gateway/send.test.ts, in a process of its own that is not counted',
  'src/gateway/send.ts: const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets, timeout: idleMs, ...tls }) => false':
    'connections are kept to be quicker',
  'src/gateway/send.ts: adapter: \'http\', => ""': 'in Node axios takes its http adapter by itself',
  'src/gateway/send.ts: responseType: \'text\', => ""': 'axios makes text of anything it does not know',
  "src/gateway/send.ts: if (typeof header !== 'string') return undefined => false":
    'the text of undefined is no number and no date',
  'src/gateway/wire-values.ts: .custom((value: unknown, helpers) => read(value) ?? helpers.error(\'any.invalid\')) => ""':
    'the type of error is not read: the field is named',
  "src/gateway/wire-values.ts: return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined => true":
    'narrows a type for the compiler: the next condition holds for numbers only',
  "src/gateway/wire-values.ts: const isAmount = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxAmountMinor => true":
    'narrows a type for the compiler: the next condition holds for numbers only',
  'src/gateway/wire-values.ts: if (digits === undefined || !/^\\d{1,3}$/.test(digits)) return undefined => false':
    narrows,
  'src/gateway/wire-values.ts: if (code === undefined || !/^-?[\\w.]+$/.test(code)) return undefined => false': narrows,
  'src/gateway/wire-values.ts: return word !== undefined && /^[\\w .-]+$/.test(word) ? word : undefined => true':
    narrows,
  'src/gateway/wire-values.ts: if (digits === undefined || !/^[1-9]\\d{0,15}$/.test(digits)) return undefined => false':
    narrows,
}
