/** What a page says, without what differs each time: tags, the order's number, tokens, times. */
export function plainText(html: string, order: string): string {
  return html
    .replace(/<(?:script|style)[\s\S]*?<\/(?:script|style)>|<input\b[^>]*type=["']?hidden[^>]*>|<meta\b[^>]*>/gi, ' ')
    .replaceAll(order, '#')
    .replace(/\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{4}-\d{2}-\d{2}T?\S*/g, '#')
    .replace(/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{12,}\b/gi, '#')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
