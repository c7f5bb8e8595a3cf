import type { PaymentVerbs } from '../hosted-checkout.ts'
import { wrapped } from './wrapped.ts'

type Explanation = Awaited<ReturnType<PaymentVerbs['explain']>>

/** An explanation in lines of at most 80 columns. Amounts are not torn apart, and a command keeps its line to paste. */
export function explained({ text }: Pick<Explanation, 'text'>): string {
  return text.split('\n').map(linesOf).join('\n')
}

function linesOf(line: string): string {
  if (line.startsWith('  ')) return line
  const whole = line.replaceAll(/(\d) (?=[A-Z]{3}\b)/g, '$1\u00a0')
  const lines = whole.startsWith('- ') ? wrapped(whole.slice(2), '- ', '  ') : wrapped(whole)
  return lines.replaceAll('\u00a0', ' ')
}
