const { Socket } = require('node:net')
const { Duplex } = require('node:stream')

/**
 * Connections to the tests' PostgreSQL server, kept open when a test closes them, for the next test of this process.
 *
 * To open one takes the server longer than most tests: it starts a process, which then reads the whole catalogue. What
 * a session can leave behind is reset before it is used again; a test notices only that it connects quickly.
 */

/** How many to keep: the server has room for 200, and tests run in several processes. */
const maxKept = 15

/** After how many milliseconds a connection that cannot be reset is closed after all. */
const resetPatienceMs = 10_000

/** Those nobody uses now, the last one used last. */
let idle = []

/** Ends the last session. Like `discard all`, without its plans: they are made anew where a table changes. */
const reset = `rollback; close all; set session authorization default; reset all; deallocate all; unlisten *;
  discard temp; discard sequences; select pg_advisory_unlock_all(), `

const terminate = Buffer.from([0x58, 0, 0, 0, 4])
const sync = Buffer.from([0x53, 0, 0, 0, 4])
/** No password is asked for. */
const authenticated = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0])
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

/** The name that tests give to connections they count or kill. Without one of its own, it is nobody's business. */
const hasOwnName = /application_name\0(?!express-hosted-checkout\0)/

let resets = 0

/** One session of the server. */
class Session {
  /** What the server answered to the start. */
  greeting = Buffer.alloc(0)
  mayBeKept = false
  /** The stream of the client that has it now. */
  owner = undefined
  #pending = undefined

  constructor({ port, host }, start, owner) {
    this.address = `${host}:${port}`
    this.start = start
    this.owner = owner
    this.socket = new Socket()
    this.socket.on('data', (data) => this.#receive(data))
    this.socket.on('error', (error) => this.owner?.destroy(error))
    this.socket.on('close', () => this.#lose())
    this.socket.setNoDelay(true)
    this.socket.connect(port, host)
    this.socket.write(start, 'latin1')
  }

  serves({ port, host }, start) {
    return this.address === `${host}:${port}` && this.start === start
  }

  /** Resolves when nothing of the session is left, and the connection is kept or closed. */
  end() {
    return new Promise((resolve) => {
      if (this.socket.destroyed) return resolve()
      if (!this.mayBeKept || idle.length >= maxKept) {
        this.socket.once('close', resolve)
        return this.socket.end(terminate)
      }
      resets += 1
      const mark = `kept ${resets}.`
      const timer = setTimeout(() => this.socket.destroy(), resetPatienceMs)
      const done = () => {
        clearTimeout(timer)
        this.#pending = undefined
        resolve()
      }
      this.#pending = { mark, seen: '', done }
      this.socket.resume()
      this.socket.write(Buffer.concat([sync, query(`${reset}'${mark}'`)]))
    })
  }

  #receive(data) {
    if (this.#pending) return this.#receiveReset(data)
    // It says something unasked, such as that it is shutting down.
    if (!this.owner) return this.socket.destroy()
    if (!this.mayBeKept) this.#greet(data)
    if (!this.owner.push(data)) this.socket.pause()
  }

  #greet(data) {
    if (this.greeting === undefined) return
    this.greeting = Buffer.concat([this.greeting, data])
    if (!this.greeting.subarray(-readyForQuery.length).equals(readyForQuery)) return
    if (this.greeting.subarray(0, authenticated.length).equals(authenticated)) this.mayBeKept = true
    else this.greeting = undefined
  }

  #receiveReset(data) {
    const pending = this.#pending
    pending.seen += data.toString('latin1')
    const at = pending.seen.indexOf(pending.mark)
    if (at < 0 || !pending.seen.slice(at).endsWith(readyForQuery.toString('latin1'))) return
    this.owner = undefined
    this.socket.unref()
    idle.push(this)
    pending.done()
  }

  #lose() {
    idle = idle.filter((other) => other !== this)
    this.#pending?.done()
    this.owner?.push(null)
    this.owner?.destroy()
  }
}

/** What the driver takes for the socket of its connection. */
class KeptConnection extends Duplex {
  #address = undefined
  #session = undefined
  #isEnding = false

  connect(port, host) {
    this.#address = { port, host }
    process.nextTick(() => this.emit('connect'))
    return this
  }

  setNoDelay() {
    return this
  }

  setKeepAlive() {
    return this
  }

  ref() {
    this.#session?.socket.ref()
    return this
  }

  unref() {
    this.#session?.socket.unref()
    return this
  }

  _read() {
    this.#session?.socket.resume()
  }

  _write(chunk, _encoding, done) {
    this.#send(chunk)
    done()
  }

  _writev(chunks, done) {
    this.#session?.socket.cork()
    for (const { chunk } of chunks) this.#send(chunk)
    this.#session?.socket.uncork()
    done()
  }

  #send(chunk) {
    if (!this.#session) this.#begin(chunk.toString('latin1'))
    else if (chunk.equals(terminate)) this.#isEnding = true
    else this.#session.socket.write(chunk)
  }

  #begin(start) {
    const kept = hasOwnName.test(start) ? undefined : idle.findLast((session) => session.serves(this.#address, start))
    if (!kept) {
      this.#session = new Session(this.#address, start, this)
      if (hasOwnName.test(start)) this.#session.greeting = undefined
      return
    }
    idle = idle.filter((session) => session !== kept)
    this.#session = kept
    kept.owner = this
    kept.socket.ref()
    this.push(kept.greeting)
  }

  _final(done) {
    const session = this.#session
    if (!session) return done()
    if (!this.#isEnding) session.socket.end()
    const ended = this.#isEnding ? session.end() : Promise.resolve()
    void ended.then(() => {
      if (session.owner === this) session.owner = undefined
      this.#session = undefined
      this.push(null)
      done()
      this.destroy()
    })
  }

  _destroy(error, done) {
    const session = this.#session
    if (session?.owner === this) {
      session.owner = undefined
      session.socket.destroy()
    }
    done(error)
  }
}

function query(text) {
  const body = Buffer.from(`${text}\0`)
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

module.exports = {
  KeptConnection,
  /** Schemas that this process has had, by server: connections to them may still be there. */
  schemas: new Map(),
}
