import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { found, findingCodes } from '../../src/doctor/finding.ts'
import type { FindingCode } from '../../src/doctor/finding.ts'
import { observedCodes } from '../../src/observations.ts'
import { visible } from '../../src/visible.ts'

const root = resolve(__dirname, '../..')
const page = readFileSync(join(root, 'docs/doctor.md'), 'utf8')

const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((text) => {
      const [code = '', ...lines] = text.split(/\n## /)[0]!.split('\n')
      return [code, lines.join(' ').replaceAll('\\<', '<').replaceAll(/\s+/g, ' ').trim()] as const
    }),
)

/** Each fact left open. */
function textOf(code: FindingCode): string {
  const { level, message, help } = (found as unknown as (...given: string[]) => ReturnType<typeof found>)(
    code,
    '…',
    '…',
    '…',
  )
  return `\`${level}\`: ${message} ${help}`
}

describe('the page about the doctor', () => {
  it('has a heading for every code, and no other', () => {
    expect([...sections.keys()]).toEqual(findingCodes)
    expect(new Set(findingCodes).size).toBe(findingCodes.length)
    expect(findingCodes.length).toBeGreaterThanOrEqual(40)
  })

  it.each(findingCodes)('says of %s what the doctor says', (code) => {
    expect(sections.get(code)).toBe(textOf(code))
  })

  it('knows everything that the router can see', () => {
    expect(observedCodes.filter((code) => !findingCodes.includes(code))).toEqual([])
  })
})

describe('the words of the doctor', () => {
  it.each(findingCodes)('are whole sentences about %s', (code) => {
    const { message, help } = (found as unknown as (...given: string[]) => ReturnType<typeof found>)(
      code,
      'One.',
      'Two.',
      'Three.',
    )
    // An invalid option has its own message already.
    expect(message).toMatch(/\S.*[.:]$|[a-z)]\.$/)
    expect(help).not.toMatch(/undefined|\bTODO\b/)
    expect(message).not.toMatch(/undefined/)
    // The log shows visible ASCII as it is, and nothing else.
    expect(visible(message + help)).toBe(message + help)
  })
})
