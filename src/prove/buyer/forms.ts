import { pageWords } from '../../page-words.ts'

/** A form of a page, as far as a buyer without eyes reads it. */
export interface Form {
  readonly method: string
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
  /** Names of fields that a buyer may fill in. */
  readonly open: readonly string[]
  /** Its words: address and buttons. */
  readonly words: string
}

/** The forms of a page that lead to its own site, with what they would send. */
export function formsOf(html: string, pageUrl: string): readonly Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].flatMap(([, head = '', inner = '']) => {
    const url = ownAddress(attribute(head, 'action') ?? '', pageUrl)
    if (url === undefined) return []
    const inputs = [...inner.matchAll(/<(?:input|select|textarea|button)\b([^>]*)>/gi)].map(([, tag = '']) => tag)
    const fields: Record<string, string> = {}
    const open: string[] = []
    for (const tag of inputs) {
      const [name, type] = [attribute(tag, 'name'), attribute(tag, 'type') ?? 'text']
      if (name === undefined || /^(?:checkbox|radio|submit|button|file)$/i.test(type)) continue
      fields[name] = attribute(tag, 'value') ?? exampleOf(type, name)
      if (!/^hidden$/i.test(type)) open.push(name)
    }
    const buttons = [...inner.matchAll(/<button\b[^>]*>([\s\S]*?)<\/button>/gi)].map(([, label = '']) => label)
    const submits = inputs.filter((tag) => /type=["']?submit/i.test(tag)).map((tag) => attribute(tag, 'value') ?? '')
    return {
      method: (attribute(head, 'method') ?? 'get').toUpperCase(),
      url,
      fields,
      open,
      words: pageWords([new URL(url).pathname, ...buttons, ...submits].join(' ')),
    }
  })
}

/** Addresses of its own site that a page leads to. */
export function linksOf(html: string, pageUrl: string): readonly string[] {
  return [...html.matchAll(/<a\b([^>]*)>/gi)].flatMap(([, tag = '']) => {
    const href = attribute(tag, 'href')
    return (href === undefined ? undefined : ownAddress(href, pageUrl)) ?? []
  })
}

/** Undefined for any other site: it is real, a carrier, a mail, or the shop that sells already. */
function ownAddress(text: string, pageUrl: string): string | undefined {
  if (!URL.canParse(text, pageUrl)) return undefined
  const address = new URL(text, pageUrl)
  return address.host === new URL(pageUrl).host && /^https?:$/.test(address.protocol) ? address.href : undefined
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag)
  const value = found?.[1] ?? found?.[2] ?? found?.[3]
  return value?.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
}

function exampleOf(type: string, name: string): string {
  if (/email/i.test(type) || /e?mail/i.test(name)) return 'buyer@shop.example'
  if (/number|range/i.test(type) || /qty|quantity|count/i.test(name)) return '1'
  return /phone|tel/i.test(name) ? '+49301234567' : 'A. Buyer'
}
