/** How often, in words: `never`, `once`, `twice`, `3 times`; `every time` for `Infinity`. */
export function timesOf(count: number): string {
  if (count === Infinity) return 'every time'
  return ['never', 'once', 'twice'][count] ?? `${count} times`
}
