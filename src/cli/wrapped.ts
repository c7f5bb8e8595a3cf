/** As wide as any terminal. */
const columns = 80

/**
 * A text in lines of at most 80 columns. A word that is longer has a line of its own.
 *
 * @param first - what the first line begins with.
 * @param others - what the others begin with.
 */
export function wrapped(text: string, first = '', others = first): string {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.split(' ')) {
    const isTooLong = !isEmpty && line.length + 1 + word.length > columns
    if (isTooLong) lines.push(line)
    if (isTooLong) line = others + word
    else line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line].join('\n')
}
