/** HTML that is safe to send: made by {@link html}, which escapes everything put into it. */
export interface Html {
  readonly markup: string
}

type Insert = Html | string | number | readonly Html[]

/** Builds HTML; text put in is escaped, HTML put in is not escaped twice. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  return { markup: parts.reduce((markup, part, index) => markup + toMarkup(inserts[index - 1] ?? '') + part) }
}

export const nothing: Html = { markup: '' }

function toMarkup(insert: Insert): string {
  if (typeof insert === 'string' || typeof insert === 'number') return escapeText(String(insert))
  return 'markup' in insert ? insert.markup : insert.map(({ markup }) => markup).join('')
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')
}
