import { runInNewContext } from 'node:vm'
import { CheckoutClosedError, TooManyCheckoutsError } from '../../src/index.ts'
import { operationErrorOf } from '../../src/telemetry/error-type.ts'

class PrinterError extends Error {}

function renamed(name: string): Error {
  const error = new PrinterError('out of paper')
  error.name = name
  return error
}

function ofOddClass(name: string): Error {
  const odd = { [name]: class extends Error {} }[name]!
  return new odd('odd')
}

describe('the type of an error', () => {
  it.each<[string, unknown, string, boolean]>([
    ['the code of an error of ours that says no', new TooManyCheckoutsError(1000), 'CHECKOUT_TOO_MANY', true],
    ['the code of an error of ours that is a fault', new CheckoutClosedError(), 'CHECKOUT_CLOSED', false],
    ['the same for another copy of the library', { code: 'CHECKOUT_ALREADY_PAID' }, 'CHECKOUT_ALREADY_PAID', true],
    ['the class of any other', new PrinterError('ann@shop.example'), 'PrinterError', false],
    ['the class of one from another realm', runInNewContext('new RangeError("x")'), 'RangeError', false],
    ['never the name that was put on it', renamed('ann@shop.example'), 'PrinterError', false],
    ['never a code that is not ours', Object.assign(new Error('x'), { code: 'secret-key-1' }), 'Error', false],
    ['_OTHER for a class whose name is no name', ofOddClass('ann@shop.example'), '_OTHER', false],
    ['_OTHER for what is no error', 'a string with a secret', '_OTHER', false],
    ['_OTHER for nothing', undefined, '_OTHER', false],
  ])('is %s', (_what, thrown, type, isRefusal) => {
    expect(operationErrorOf(thrown)).toEqual({ type, isRefusal })
  })
})
