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
    expect(JSON.parse(json)).toMatchObject({ schemaVersion: 1, bank: { key: 'satim', country: 'Algeria' } })
  })

  it('asks back about a key that nobody has', async () => {
    const { exitCode, err } = await run(['banks', 'satm'], {})

    expect(exitCode).toBe(2)
    expect(err).toContain('No bank has the key "satm". Did you mean satim?')
  })
})
