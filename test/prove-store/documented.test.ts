import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { foundIn, proofCodes } from '../../src/prove/findings/finding.ts'
import type { ProofCode, ProofFinding } from '../../src/prove/findings/finding.ts'

const page = readFileSync(join(resolve(__dirname, '../..'), 'docs/prove.md'), 'utf8')

const sections = page
  .split(/^### /m)
  .slice(1)
  .map((text): readonly [string, string] => {
    const [code = '', ...lines] = text.split('\n')
    return [code, lines.join(' ').replaceAll(/\s+/g, ' ').trim()]
  })

/** Each fact left open. */
function textOf(code: ProofCode): string {
  const find = foundIn as unknown as (order: undefined, code: ProofCode, ...facts: string[]) => ProofFinding
  const { level, message, help } = find(undefined, code, '…', '…', '…')
  return `\`${level}\`: ${message} ${help}`
}

describe('the page about prove', () => {
  it('has a heading for every finding, with the words of the finding, and no other', () => {
    expect(sections).toEqual(proofCodes.map((code) => [code, textOf(code)]))
    expect(proofCodes.length).toBeGreaterThanOrEqual(20)
  })
})
