import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import { moved, newOrder } from './an-order.ts'

describe("a ledger's SQLite file", () => {
  let folder: string
  let file: string
  let ledger: Ledger
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkout-forget-'))
    file = join(folder, 'checkout.db')
    ledger = makeLedger({ databaseUrl: `sqlite:${file}`, logger: silentLogger, secrets: ['s'.repeat(40)] })
  })
  afterEach(async () => {
    await ledger.close()
    rmSync(folder, { recursive: true })
  })

  /** Which of these are found in the file or in those beside it. */
  const found = (needles: readonly string[]): readonly string[] => {
    const bytes = ['', '-wal', '-shm', '-journal']
      .map((suffix) => file + suffix)
      .filter((name) => existsSync(name))
      .map((name) => readFileSync(name).toString('latin1'))
    return needles.filter((needle) => bytes.some((text) => text.includes(needle)))
  }

  /** Enough that its rows fill pages of their own, and rows move while they grow. */
  const long = (mark: string): string => `${mark} `.repeat(mark.length > 12 ? 400 : 20)
  const marksOf = (number: number): Record<string, string> => ({
    reference: `reference<${number}>`,
    description: `description<${number}>`,
    metadata: `metadata<${number}>`,
    email: `mail-${number}@example.com`,
    clientId: `client<${number}>`,
    bindingId: `binding<${number}>`,
    card: `4${number}4242**${4242 + number}`,
    note: `note<${number}>`,
    reason: `thrown<${number}>`,
  })

  async function handedOver(number: number, marks: Record<string, string>): Promise<string> {
    const { reference, email, clientId, bindingId } = marks
    const orderNumber = `order-${number}`
    const { order } = await ledger.add(
      newOrder({
        orderNumber,
        reference: reference!,
        email: email!,
        clientId: clientId!,
        bindingId: bindingId!,
        description: long(marks.description!),
        metadata: { text: long(marks.metadata!) },
      }),
    )
    await ledger.move(order, {
      to: 'paid',
      trigger: 'return',
      checkInMs: null,
      handOver: 'due',
      changes: { capturedMinor: 1999, paidAt: new Date(), card: { maskedNumber: marks.card, brand: 'VISA' } },
      detail: { orderStatus: 2, maskedPan: marks.card! },
    })
    const claim = await ledger.claimHandOver(orderNumber, { leaseMs: 60_000 })
    await ledger.failHandOver(claim!, { retryInMs: 0, reason: long(marks.reason!), trigger: 'return' })
    const again = await ledger.claimHandOver(orderNumber, { leaseMs: 60_000, isEarly: true })
    const done = moved(await ledger.completeHandOver(again!, 'sweep'))
    await ledger.note(done, { trigger: 'review', detail: { by: 'Ann', note: long(marks.note!) } })
    return orderNumber
  }

  it('holds nothing of what was blanked, nor does its log, and still holds what was not', async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => index)
    for (const number of numbers) await handedOver(number, marksOf(number))
    const all = numbers.map((number) => Object.values(marksOf(number)))
    expect(found(all.flat())).toHaveLength(60 * 9)

    // Two in three, so that every page holds both.
    const gone = numbers.filter((number) => number % 3 !== 0)
    for (const number of gone) {
      expect(await ledger.forget(`order-${number}`, { trigger: 'forget' })).toMatchObject({ outcome: 'blanked' })
    }
    expect(await ledger.scrub()).toBe(true)

    expect(found(gone.flatMap((number) => all[number]!))).toEqual([])
    const kept = numbers.filter((number) => number % 3 === 0)
    expect(found(kept.flatMap((number) => all[number]!))).toHaveLength(kept.length * 9)
    expect(readFileSync(`${file}-wal`)).toHaveLength(0)
  })

  it('is emptied of its log while another process has it open, once that one reads no more', async () => {
    await handedOver(1, marksOf(1))
    const reader = new DatabaseSync(file)
    reader.exec('begin')
    reader.prepare('select count(*) from checkout_orders').all()
    await ledger.forget('order-1', { trigger: 'forget' })

    expect(await ledger.scrub()).toBe(false)
    expect(found(Object.values(marksOf(1)))).not.toEqual([])

    reader.exec('rollback')
    expect(await ledger.scrub()).toBe(true)
    expect(found(Object.values(marksOf(1)))).toEqual([])
    reader.close()
  })

  it('is the same through the retention', async () => {
    await handedOver(1, marksOf(1))

    // Every order with a move before now.
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await ledger.forgetOld({ afterMs: 0, limit: 20 })).toMatchObject({ forgottenCount: 1 })
    await ledger.scrub()

    expect(found(Object.values(marksOf(1)))).toEqual([])
  })
})
