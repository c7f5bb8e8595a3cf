/** What has the form of an order's number, in a text that goes out. */
export function namedOrders(text: string): readonly string[] {
  return [...new Set(text.match(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g))]
}
