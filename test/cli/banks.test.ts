import { banks } from '../../src/banks/index.ts'
import { run } from './a-world.ts'

describe('banks', () => {
  it('lists every known bank within a terminal, and how sure we are', async () => {
    const { exitCode, out } = await run(['banks'], {})
    const lines = out.trimEnd().split('\n')

    expect(exitCode).toBe(0)
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(banks.map(({ key }) => key))
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(out).toMatch(/^satim +Satim \/ CIB +Algeria +seen$/m)
  })

  it('tells everything about one, as text and as JSON', async () => {
    const { out } = await run(['banks', 'satim'], {})
    const { out: json } = await run(['banks', 'satim', '--json'], {})

    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(out).toMatch(/^Satim \/ CIB, Algeria \(satim\)\n/)
    expect(out).toContain('must carry  jsonParams.force_terminal_id')
    expect(out).toMatch(/^smallest {4}50\.00 DZD$/m)
    expect(out).toMatch(/^verified {4}/m)
    expect(out).toMatch(/^not known {3}/m)
    expect(out).toMatch(/^how sure {4}seen in other people's code$/m)
    expect(out).toMatch(/^currencies {2}DZD$/m)
    expect(out).toMatch(/^order no\. {3}at most 10 letters and digits$/m)
    expect(out).toMatch(/^languages {3}only fr, en, ar are sent; in capitals; every call names one$/m)
    expect(out).toMatch(/^statuses {4}-1, 7, 8, 9, 10, 11: neither a yes nor a no$/m)
    expect(out).toMatch(/^confirmed {3}by public\/acknowledgeTransaction\.do, before an order is paid$/m)
    expect(out).toMatch(/^callbacks {3}not known whether and how they are signed$/m)
    expect(JSON.parse(json)).toMatchObject({ schemaVersion: 1, bank: { key: 'satim', country: 'Algeria' } })
  })

  it.each([
    ['bt', /^login {7}in a header \(HTTP Basic\)$/m],
    ['bt', /^description ASCII alone: letters lose their marks$/m],
    ['bt', /^statuses {4}4, 7: money went back, the amounts say how much$/m],
    ['bt', /^callbacks {3}JSON Web Tokens, with a key \(callback\.key\)$/m],
    ['sberbank', /^description these are left out: % \+$/m],
    ['sberbank', /^certificate of an authority that Node does not know: set gateway\.ca$/m],
    ['sberbank', /^ {12}one comes up to 6 times, with pauses of 600 s$/m],
    ['sberbank-partner', /^calls {7}written as JSON$/m],
    ['credibanco', /^our number {2}called merchantOrderNumber in a question about its status$/m],
    ['credibanco', /^callbacks {3}not signed\n {12}one comes up to 6 times, with pauses growing from 600 s$/m],
    ['turkmen', /^status call getOrderStatus\.do, by the bank's own id alone$/m],
    ['vtb-kz', /^ {12}by GET$/m],
    ['jcc', /^callbacks {3}signed by HMAC, with a key \(callback\.key\)$/m],
  ])('tells of %s what is written only there: %s', async (key, line) => {
    expect((await run(['banks', key], {})).out).toMatch(line)
  })

  it.each(banks.map(({ key }) => key))('tells of %s within a terminal', async (key) => {
    const { out } = await run(['banks', key], {})

    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(out).not.toMatch(/undefined|null|\[object| $/m)
  })

  it('asks back about a key that nobody has', async () => {
    const { exitCode, err } = await run(['banks', 'satm'], {})

    expect(exitCode).toBe(2)
    expect(err).toContain('No bank has the key "satm". Did you mean satim?')
  })
})
