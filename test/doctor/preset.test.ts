import { setUpFindings } from '../../src/doctor/set-up.ts'
import { readOptions } from '../../src/options/read-options.ts'
import { options } from '../options/store-options.ts'
import { selfSigned } from '../gateway/self-signed.ts'

/** What the doctor finds in the options of a store that names its bank. */
function findings(preset: string, gateway: Record<string, unknown> = {}) {
  const named = { 'gateway.url': undefined, 'gateway.preset': preset, 'gateway.live': true, ...gateway }
  return setUpFindings({ settings: readOptions(options(named), {}), environment: {}, now: new Date() })
}

const codes = (all: ReturnType<typeof findings>) => all.map(({ code }) => code)

describe('the doctor knows of a bank by name', () => {
  it('that its authority is unknown to Node, unless one is set', () => {
    const ca = selfSigned('Authority', new Date(Date.now() + 400 * 86_400_000)).cert

    expect(codes(findings('sberbank'))).toContain('bank-needs-authority')
    expect(codes(findings('sberbank', { 'gateway.ca': ca }))).not.toContain('bank-needs-authority')
    expect(codes(findings('sberbank', { 'gateway.url': 'http://localhost:4000/' }))).not.toContain(
      'bank-needs-authority',
    )
    expect(codes(findings('jcc'))).not.toContain('bank-needs-authority')
  })

  it('what every registration must carry', () => {
    const [wanted] = findings('credibanco').filter(({ code }) => code === 'bank-wants-fields')

    expect(wanted).toMatchObject({ level: 'note' })
    expect(wanted!.message).toBe(
      'Credibanco refuses a registration without jsonParams.installments, jsonParams.IVA.amount.',
    )
    expect(codes(findings('jcc'))).not.toContain('bank-wants-fields')
  })
})
