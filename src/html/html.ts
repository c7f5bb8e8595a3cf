const text = Symbol('text of safe HTML')

/** HTML that is safe to send. Only {@link html} makes it; the key is a symbol, so no JSON can pass for it. */
export interface Markup {
  readonly [text]: string
}

/** A value in an {@link html} template. Text is escaped; undefined writes nothing. */
export type Content = string | number | undefined | Markup | readonly Content[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Templates without their indentation, which would be a third of a page. Values are left as they are. */
const trimmed = new WeakMap<TemplateStringsArray, readonly string[]>()

/** Joins markup and values. Every value that is not markup itself is escaped, for text and quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const known = trimmed.get(parts) ?? parts.map((part) => part.replace(/\n\s+/g, '\n'))
  trimmed.set(parts, known)
  return { [text]: known.reduce((before, part, index) => before + written(values[index - 1]) + part) }
}

/** The text to send. */
export function toText(markup: Markup): string {
  return markup[text]
}

function written(content: Content): string {
  if (content === undefined) return ''
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content))
  return text in content ? content[text] : content.map(written).join('')
}

function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (character) => escapes[character] ?? '')
}
