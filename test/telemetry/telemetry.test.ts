import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Logger } from '../../src/logger.ts'
import type { Recorder, Recording } from '../../src/telemetry/recorder.ts'
import { makeTelemetry } from '../../src/telemetry/telemetry.ts'
import type { Telling } from '../../src/telemetry/telemetry.ts'
import type { SettleEvent } from '../../src/index.ts'

const lines: string[] = []
const log = (_object: object, message: string): void => void lines.push(message)
const logger: Logger = { info: log, warn: log, error: log }
beforeEach(() => void lines.splice(0))

const begin = (): SettleEvent => ({ orderNumber: 'N1', trigger: 'settle' })

function aRecorder(recording: Partial<Recording>): Recorder {
  const nothing = (): undefined => undefined
  return {
    isHeard: () => true,
    begin: () => ({ within: (work) => work(), end: nothing, ...recording }),
    countOrder: nothing,
    countCallback: nothing,
    traceParent: nothing,
    outside: (work) => work(),
    showHealth: nothing,
    close: nothing,
  }
}

function telemetryWith(recorder?: Recorder) {
  return makeTelemetry({ recorder: () => recorder, logger })
}

describe('an operation', () => {
  it('that nobody watches is just carried out, and nothing is made of it', async () => {
    const telling: Telling<SettleEvent, string> = { begin: jest.fn(), end: jest.fn() }
    const work = Promise.resolve('done')

    expect(telemetryWith().operation('settle', telling, () => work)).toBe(work)
    await work
    expect(telling.begin).not.toHaveBeenCalled()
    expect(telling.end).not.toHaveBeenCalled()
  })

  it('is just carried out, too, where a recorder says that nobody hears it', async () => {
    const telling = { begin: jest.fn(begin), end: jest.fn() }
    const recorder = { ...aRecorder({}), isHeard: () => false, begin: jest.fn() }
    const work = Promise.resolve('done')

    expect(telemetryWith(recorder).operation('settle', telling, () => work)).toBe(work)
    await work
    expect([telling.begin, telling.end, recorder.begin].flatMap(({ mock }) => mock.calls)).toEqual([])
  })

  const failing = (): never => {
    throw new Error('broken')
  }

  it.each<[string, Partial<Recording>]>([
    ['never begins it', { within: () => undefined }],
    ['begins it twice', { within: (work) => [work(), work()] }],
    ['fails before it begins it', { within: failing }],
    [
      'fails after it has begun it',
      {
        within(work) {
          work()
          throw new Error('broken')
        },
      },
    ],
    ['fails at its end', { end: failing }],
  ])('is carried out once by a recorder that %s', async (_what, recording) => {
    const work = jest.fn(() => Promise.resolve('done'))

    expect(await telemetryWith(aRecorder(recording)).operation('settle', { begin }, work)).toBe('done')
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('rejects with what it rejects with, and with what it throws at once', async () => {
    const error = new Error('its own')
    const telemetry = telemetryWith(aRecorder({}))

    await expect(telemetry.operation('settle', { begin }, () => Promise.reject(error))).rejects.toBe(error)
    const thrower = (): never => {
      throw error
    }
    await expect(telemetry.operation('settle', { begin }, thrower)).rejects.toBe(error)
    expect(lines).toEqual([])
  })

  it('succeeds even if its result cannot be told', async () => {
    const end = failing
    const telemetry = telemetryWith(aRecorder({}))

    expect(await telemetry.operation('settle', { begin, end }, () => Promise.resolve('done'))).toBe('done')
    expect(lines).toEqual([expect.stringContaining('what watches the checkout failed')])
  })

  it('is told of for as long as somebody subscribes', async () => {
    const heard: unknown[] = []
    const hear = (event: unknown): void => void heard.push(event)
    const telemetry = telemetryWith()
    const channel = 'tracing:express-hosted-checkout:settle:asyncEnd'
    subscribe(channel, hear)
    await telemetry.operation('settle', { begin }, () => Promise.resolve())
    unsubscribe(channel, hear)
    await telemetry.operation('settle', { begin }, () => Promise.resolve())

    expect(heard).toEqual([{ orderNumber: 'N1', trigger: 'settle', durationMs: expect.any(Number) }])
  })
})
