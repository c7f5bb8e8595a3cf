import { inspect } from 'node:util'
import { AlreadyPaidError, LinkGoneError } from '../src/index.ts'
import { anOrder } from './support/samples.ts'

const order = anOrder({ email: 'ann@shop.example' })

describe('an error about an order of perhaps another buyer', () => {
  it.each([
    ['already paid', new AlreadyPaidError(order, undefined)],
    ['a link that is paid', new LinkGoneError('gone', { reason: 'paid', order })],
  ])('(%s) has it for the store, and shows it to no log', (_what, error) => {
    expect(error.order).toBe(order)
    expect(JSON.stringify(error)).not.toContain('ann@')
    expect(inspect(error, { depth: 8 })).not.toContain('ann@')
    expect(Object.keys(error)).not.toContain('order')
  })
})
