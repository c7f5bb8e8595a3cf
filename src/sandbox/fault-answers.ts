import { gzipSync } from 'node:zlib'
import type { Response } from 'express'
import type { WireObject } from './answers.ts'
import type { CallFaultKind } from './fault-kinds.ts'
import type { CallFault } from './faults.ts'

/** What a fault needs to spoil an answer. */
interface FaultContext {
  readonly fault: CallFault
  readonly method: string
  /** Path of the REST API. */
  readonly root: string
  /** The right answer, or an empty object if the bank did not act. */
  readonly answer: WireObject
  readonly res: Response
}

type FaultAnswer = (context: FaultContext) => void

/** In bytes: too large for any client to read to the end. */
const hugeBytes = 5 * 1024 * 1024
const dripEveryMs = 100

const answers: Readonly<Record<CallFaultKind, FaultAnswer>> = {
  'silence-before': staySilent,
  'silence-after': staySilent,
  'reset-before': reset,
  'reset-after': reset,
  'reset-mid-body': resetMidBody,
  'rate-limited': rateLimited,
  'server-error': serverError,
  'server-error-after': serverError,
  html: htmlPage,
  'truncated-json': ({ res, answer }) => sendText(res, JSON.stringify(answer).slice(0, -8)),
  'not-an-object': ({ res, fault, answer }) => sendText(res, fault.body ?? JSON.stringify([answer])),
  'empty-body': ({ res }) => sendText(res, ''),
  'missing-fields': ({ res, answer }) => sendObject(res, without(answer, ['formUrl', 'orderStatus', 'OrderStatus'])),
  'huge-body': ({ res, answer }) => sendObject(res, { ...answer, padding: 'x'.repeat(hugeBytes) }),
  'endless-body': endlessBody,
  'slow-drip': slowDrip,
  redirect: ({ res, root, method }) => res.redirect(307, `${root}/moved/${method}`),
  'wrong-amount': ({ res, answer }) =>
    sendObject(
      res,
      mapFields(answer, ['amount', 'Amount'], (it) => Number(it) + 1),
    ),
  'wrong-currency': ({ res, answer }) =>
    sendObject(
      res,
      mapFields(answer, ['currency'], (it) => (it === '840' ? '978' : '840')),
    ),
  'wrong-order-number': ({ res, answer }) =>
    sendObject(
      res,
      mapFields(answer, ['orderNumber', 'OrderNumber'], () => 'another-order'),
    ),
  slow: ({ res, answer }) => sendObject(res, answer),
  gzip: ({ res, answer }) =>
    res
      .set('Content-Encoding', 'gzip')
      .type('json')
      .end(gzipSync(JSON.stringify(answer))),
  'foreign-form-url': ({ res, answer }) =>
    sendObject(
      res,
      mapFields(answer, ['formUrl'], () => 'https://evil.example/'),
    ),
  'script-form-url': ({ res, answer }) =>
    sendObject(
      res,
      mapFields(answer, ['formUrl'], () => 'javascript:alert(1)'),
    ),
}

/** Answers as the fault says, after its delay. */
export function answerWithFault(context: FaultContext): void {
  const { fault, res } = context
  const delayMs = fault.delayMs ?? (fault.kind === 'slow' ? 1000 : 0)
  const timer = setTimeout(() => answers[fault.kind](context), delayMs)
  res.once('close', () => clearTimeout(timer))
}

export function sendObject(res: Response, answer: WireObject): void {
  sendText(res, JSON.stringify(answer))
}

function sendText(res: Response, text: string): void {
  res.status(200).set('Content-Type', 'application/json; charset=utf-8').end(text)
}

function staySilent(): void {
  // The connection stays open until the client gives up or the sandbox closes.
}

function reset({ res }: FaultContext): void {
  res.socket?.resetAndDestroy()
}

function resetMidBody({ res, answer }: FaultContext): void {
  const body = JSON.stringify(answer)
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
  res.write(body.slice(0, body.length / 2), () => res.socket?.resetAndDestroy())
}

function rateLimited({ res, fault }: FaultContext): void {
  if (fault.retryAfterSecs !== undefined) res.set('Retry-After', String(fault.retryAfterSecs))
  res
    .status(429)
    .type('text')
    .end(fault.body ?? 'Too Many Requests')
}

function serverError({ res, fault }: FaultContext): void {
  res
    .status(fault.status ?? 500)
    .type('text')
    .end(fault.body ?? 'Internal Server Error')
}

function htmlPage({ res, fault }: FaultContext): void {
  const page = '<!doctype html><html><head><title>Please wait</title></head><body><h1>Please wait</h1></body></html>'
  res
    .status(fault.status ?? 200)
    .type('html')
    .end(fault.body ?? page)
}

function endlessBody({ res }: FaultContext): void {
  const chunk = ' '.repeat(64 * 1024)
  const pour = (): void => {
    while (!res.destroyed && res.write(chunk));
  }
  res.status(200).type('json').on('drain', pour)
  res.write('{"padding":"')
  pour()
}

function slowDrip({ res, answer }: FaultContext): void {
  const body = Buffer.from(JSON.stringify(answer))
  let sentBytes = 0
  res.status(200).type('json')
  const timer = setInterval(() => {
    res.write(body.subarray(sentBytes, sentBytes + 1))
    sentBytes += 1
    if (sentBytes === body.length) res.end()
  }, dripEveryMs)
  res.once('close', () => clearInterval(timer))
}

function without(answer: WireObject, names: readonly string[]): WireObject {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => !names.includes(name)))
}

function mapFields(answer: WireObject, names: readonly string[], change: (value: unknown) => unknown): WireObject {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, names.includes(name) ? change(value) : value]),
  )
}
