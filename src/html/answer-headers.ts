/**
 * On every response of ours, whoever draws it: no cache keeps it, the next site learns nothing of it, no browser reads
 * it as another type, no search engine lists it.
 */
export const answerHeaders = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
} as const
