import { explained } from '../../src/cli/explained.ts'

describe('an explanation on a terminal', () => {
  it('has lines of at most 80 columns; what follows a dash is set in', () => {
    const words = 'word '.repeat(30).trim()

    const lines = explained({ text: `${words}\n\n- ${words}` }).split('\n')

    expect(lines.map((line) => line.length > 80)).toEqual(lines.map(() => false))
    expect(lines.map((line) => line.slice(0, 6))).toEqual(['word w', 'word w', '', '- word', '  word'])
  })

  it('never tears an amount from its currency', () => {
    const text = `${'x'.repeat(70)} 1200.50 EUR were taken`

    expect(explained({ text })).toBe(`${'x'.repeat(70)}\n1200.50 EUR were taken`)
  })

  it('keeps a command on its line', () => {
    const command = `  npx express-hosted-checkout refund ${'N'.repeat(26)} "1200.50 EUR" --key=return-of-the-whole-lot`

    expect(explained({ text: `- Ask again.\n${command}` })).toBe(`- Ask again.\n${command}`)
  })
})
