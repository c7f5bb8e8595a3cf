import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bankPage, banksPage } from '../../bank-docs.ts'
import { banks } from '../../src/banks/index.ts'

const docs = resolve(__dirname, '../../docs')
const read = (name: string): string => readFileSync(join(docs, name), 'utf8')

describe('the pages of the banks', () => {
  it.each(banks)('are what npm run docs:banks writes: $key', (bank) => {
    expect(read(`banks/${bank.key}.md`)).toBe(bankPage(bank))
  })

  it('are no others, and the table leads to each', () => {
    const table = read('banks.md')

    expect(readdirSync(join(docs, 'banks')).sort()).toEqual(banks.map(({ key }) => `${key}.md`).sort())
    expect(banksPage(table)).toBe(table)
    expect([...table.matchAll(/\]\(banks\/([\w-]+)\.md\)/g)].map(([, key]) => key)).toEqual(banks.map(({ key }) => key))
  })
})
