/**
 * On every answer of ours, whoever draws it: nothing of it is kept by a cache, told to the next site, read as another
 * kind of file, or listed by a search engine.
 */
export const answerHeaders = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
} as const
