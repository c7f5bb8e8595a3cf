/** HTML that is safe to send, as {@link html} makes it. */
export interface Html {
  readonly markup: string
}

type Content = string | number | undefined | Html | readonly Content[]

/** Joins markup and values. Every value that is not markup itself is escaped, for text and for quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { markup: String.raw({ raw: parts }, ...values.map(write)) }
}

function write(content: Content): string {
  if (content === undefined) return ''
  if (typeof content === 'object') return 'markup' in content ? content.markup : content.map(write).join('')
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
