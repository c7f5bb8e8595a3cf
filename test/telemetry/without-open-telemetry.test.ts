import type { Logger } from '../../src/logger.ts'

describe("OpenTelemetry's API", () => {
  beforeEach(() => jest.resetModules())
  afterEach(() => jest.dontMock('@opentelemetry/api'))

  const lines: string[] = []
  const log = (_object: object, message: string): void => void lines.push(message)
  const logger: Logger = { info: log, warn: log, error: log }
  beforeEach(() => void lines.splice(0))

  async function telemetryWhere(error: Error) {
    jest.doMock('@opentelemetry/api', () => {
      throw error
    })
    const { makeRecorder } = await import('../../src/telemetry/open-telemetry/make-recorder.ts')
    const { makeTelemetry } = await import('../../src/telemetry/telemetry.ts')
    return makeTelemetry({ recorder: makeRecorder({ shop: 'shop', logger }), logger })
  }

  const work = { begin: () => ({ pass: 'settle', isWhole: false }) as const }

  it('need not be installed', async () => {
    const missing = Object.assign(new Error("Cannot find module '@opentelemetry/api'"), { code: 'MODULE_NOT_FOUND' })
    const telemetry = await telemetryWhere(missing)

    expect(await telemetry.operation('sweep', work, () => Promise.resolve('done'))).toBe('done')
    expect(await telemetry.outside(() => Promise.resolve('done'))).toBe('done')
    expect(telemetry.traceParent()).toBeUndefined()
    expect(telemetry.hearsOfOrders()).toBe(false)
    telemetry.tellOfCallback('signed')
    telemetry.showHealth(() => Promise.reject(new Error('not asked')))
    telemetry.close()
    expect(lines).toEqual([])
  })

  it('that is broken is warned of, and not used', async () => {
    const telemetry = await telemetryWhere(new SyntaxError('half a file'))

    expect(await telemetry.operation('sweep', work, () => Promise.resolve('done'))).toBe('done')
    expect(await telemetry.operation('sweep', work, () => Promise.resolve('done'))).toBe('done')
    expect(lines).toEqual(['@opentelemetry/api is installed but cannot be loaded: there are no spans or metrics'])
  })
})
