/** What must never get out, by what it is. Stores under test are given these, so that {@link leaks.ts} knows them. */
export const canaries = {
  password: 'sandbox-pass-S3CR3T',
  secret: 'c41f0a97d2be5836e1f4907ab35cd826',
  token: 't0ken-canary-5b1f77',
  'callback key': 'callb4ck-canary-0e94d1',
  /** The card that the sandbox pays with unless told otherwise. */
  'card number': '4111111111111111',
  'e-mail': 'buyer-canary-71c3@example.com',
} as const

/** How the id of every session of the store's own begins. */
export const sessionCanary = 's3ssion-canary-'
