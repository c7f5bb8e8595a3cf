import { Socket } from 'node:net'
import { namedOrders } from './named-orders.ts'
import { brokenBy } from './scope.ts'
import type { Scope, Watcher } from './scope.ts'

type Write = (this: Socket, isMany: boolean, data: unknown, encoding: unknown, done: (error?: Error) => void) => void

interface Conversation {
  /** What speaks: HTTP is told elsewhere, and a database whose driver is watched, too. */
  protocol: 'unknown' | 'mail' | 'told'
  /** Who opened it. */
  readonly scope: Scope | undefined
  said: string
}

/** As much of a mail as is kept, in characters. */
const maxSaidCharacters = 1_000_000

const http = /^[A-Z]+ \S+ HTTP\/1/
const greeting = /^(?:EHLO|HELO|LHLO) /i

/**
 * Watches mails (SMTP), and tells of other connections that nobody can read. With TLS or without: it listens where
 * bytes are not encrypted yet.
 */
export function watchSockets(watcher: Watcher, isDatabase: (port: number) => boolean): void {
  const conversations = new WeakMap<Socket, Conversation>()
  const prototype = Socket.prototype as unknown as { _writeGeneric?: Write }
  const { _writeGeneric: write } = prototype
  if (!write) return

  function conversationOf(socket: Socket): Conversation {
    const known = conversations.get(socket)
    if (known) return known
    const isOurs = Boolean((socket as { server?: unknown }).server) || socket.remotePort === undefined
    const isTold = isOurs || isDatabase(socket.remotePort ?? 0)
    const made: Conversation = { protocol: isTold ? 'told' : 'unknown', scope: watcher.scope(), said: '' }
    conversations.set(socket, made)
    return made
  }

  prototype._writeGeneric = function (isMany, data, encoding, done) {
    // A socket that still connects writes this again once it is connected.
    if (this.connecting) return Reflect.apply(write, this, [isMany, data, encoding, done])
    const conversation = conversationOf(this)
    if (conversation.protocol === 'told') return Reflect.apply(write, this, [isMany, data, encoding, done])
    const what = `${this.remoteAddress}:${this.remotePort}`
    const failure = hear(watcher, conversation, textOf(isMany, data), what)
    if (!failure) return Reflect.apply(write, this, [isMany, data, encoding, done])
    this.destroy(failure)
    done(failure)
  }
}

function hear(watcher: Watcher, conversation: Conversation, text: string, what: string): Error | undefined {
  if (conversation.protocol === 'unknown') {
    if (http.test(text) || text.startsWith('PRI * HTTP/2')) {
      conversation.protocol = 'told'
      return undefined
    }
    if (!greeting.test(text)) {
      conversation.protocol = 'told'
      watcher.begin({ sort: 'socket', what: `connection to ${what}` })?.('done')
      return undefined
    }
    conversation.protocol = 'mail'
  }
  const mail = { sort: 'mail', what: `mail by ${what}` } as const
  const within = <Result>(work: () => Result): Result =>
    conversation.scope && !watcher.scopes.getStore() ? watcher.scopes.run(conversation.scope, work) : work()
  if (greeting.test(text) && within(() => watcher.mustFail(mail))) return brokenBy('ECONNRESET', mail.what)
  conversation.said = (conversation.said + text).slice(-maxSaidCharacters)
  const whole = conversation.said.split('\r\n.\r\n')
  conversation.said = whole.pop() ?? ''
  for (const message of whole) {
    const names = namedOrders(message)
    within(() => watcher.begin({ ...mail, names, mark: markOf(watcher, message) })?.('done'))
  }
  return undefined
}

/** A mail server drops a repeat only if the message has the same id; one that is made of the order's number has. */
function markOf({ scope }: Watcher, message: string): string | undefined {
  const order = scope()?.run?.order
  const id = /^Message-ID:\s*(\S+)/im.exec(message)?.[1]
  return order !== undefined && id?.includes(order) ? id : undefined
}

function textOf(isMany: boolean, data: unknown): string {
  const chunks = isMany ? (data as { chunk: unknown }[]).map(({ chunk }) => chunk) : [data]
  return chunks
    .map((chunk) => (chunk instanceof Uint8Array ? Buffer.from(chunk).toString('utf8') : String(chunk)))
    .join('')
}
