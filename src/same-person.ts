/** Whether two names are one person's: a login may write them in another case. */
export function isSamePerson(one: string, other: string): boolean {
  const plain = (name: string): string => name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
  return plain(one) === plain(other)
}
