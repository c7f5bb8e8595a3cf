import { Agent, request } from 'node:http'
import { atPace } from '../harness/pace.ts'
import { given } from './serve.ts'

/** How many callbacks were answered, by HTTP status. */
export type ForgedAnswers = Readonly<Record<number, number>>

/**
 * Sends `FORGED_PER_SECOND` callbacks a second with a wrong checksum to the store at `STORE`, from its first message
 * until it is stopped.
 */
const store = given('STORE')
const agent = new Agent({ keepAlive: true })
const answers: Record<number, number> = {}

function forge(): Promise<void> {
  const query = `mdOrder=${crypto.randomUUID()}&operation=deposited&status=1&checksum=${'A'.repeat(64)}`
  return new Promise((resolve, reject) => {
    const sent = request(`${store}/payment/callback?${query}`, { agent }, (answer) => {
      const { statusCode: status = 0 } = answer
      answers[status] = (answers[status] ?? 0) + 1
      answer.resume().once('end', resolve).once('error', reject)
    })
    sent.once('error', reject)
    sent.end()
  })
}

process.on('message', (asked) => {
  if (asked === 'stop') process.exit(0)
  process.send?.(answers)
})
process.on('disconnect', () => process.exit(0))
process.send?.('begun')
await atPace({ perSecond: Number(given('FORGED_PER_SECOND')), seconds: Infinity }, forge)
