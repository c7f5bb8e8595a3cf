/** HTML that is safe to send, made by {@link html}. */
export interface Html {
  readonly markup: string
}

type Content = string | number | undefined | Html | readonly Content[]

/** Joins markup and values. Escapes every value that is not markup, for use in text and quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { markup: String.raw({ raw: parts }, ...values.map(write)) }
}

function write(content: Content): string {
  if (content === undefined) return ''
  if (typeof content === 'object') return 'markup' in content ? content.markup : content.map(write).join('')
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
