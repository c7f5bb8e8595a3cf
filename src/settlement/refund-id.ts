export function externalRefundIdOf(orderNumber: string, key: string): string {
  return (orderNumber + key).slice(0, 32)
}
