import { spanContextOf, traceParentOf } from '../../src/telemetry/open-telemetry/trace-parent.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'
const traceParent = `00-${traceId}-${spanId}-01`

describe('a traceparent', () => {
  it('names a span, and leads back to it', () => {
    expect(traceParentOf({ traceId, spanId, traceFlags: 1 })).toBe(traceParent)
    expect(spanContextOf(traceParent)).toEqual({ traceId, spanId, traceFlags: 1, isRemote: true })
  })

  it('is not made of a span that nobody records', () => {
    expect(traceParentOf({ traceId, spanId, traceFlags: 0 })).toBeUndefined()
  })

  it.each([
    ['nothing', ''],
    ['another version', traceParent.replace('00-', '01-')],
    ['capital letters', traceParent.toUpperCase()],
    ['a span too short', `00-${traceId}-b7ad-01`],
    ['more than there is', `${traceParent}-x`],
    ['markup', '<script>'],
  ])('that is %s names none', (_what, text) => {
    expect(spanContextOf(text)).toBeUndefined()
  })
})
