import { pageWords } from '../../page-words.ts'

/** What a page says, without what differs each time: the order's number, tokens, times. */
export function plainText(html: string, order: string): string {
  return pageWords(html)
    .replaceAll(order, '#')
    .replace(/\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{4}-\d{2}-\d{2}T?\S*/g, '#')
    .replace(/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{12,}\b/gi, '#')
}
