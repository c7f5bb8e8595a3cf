import { respeltLedgerFile } from '../src/ledger-address.ts'
import { lines, options } from './options/store-options.ts'

describe("a database URL in another program's spelling", () => {
  it.each([
    ['sqlite://x', 'sqlite:x'],
    ['sqlite://./data/x.db', 'sqlite:./data/x.db'],
    ['sqlite:///var/lib/x.db', 'sqlite:/var/lib/x.db'],
    ['sqlite:////var/lib/x.db', 'sqlite:/var/lib/x.db'],
  ])('%s is refused with the right spelling', (databaseUrl, right) => {
    expect(respeltLedgerFile(databaseUrl)).toBe(right)
    expect(lines(options({ databaseUrl })).join()).toContain(`did you mean "${right}"?`)
  })

  it('is shown without anything that may be a login', () => {
    expect(lines(options({ databaseUrl: 'sqlite://shop:hunter2@db/x' })).join()).not.toContain('hunter2')
  })

  it.each(['sqlite:x', 'sqlite:/x', 'postgres://x', 'sqlite://'])('is not %s', (databaseUrl) => {
    expect(respeltLedgerFile(databaseUrl)).toBeUndefined()
  })
})
