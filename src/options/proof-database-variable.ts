/** Names the database for the ledger of a proof, with its password: prove's own, and never the store's. */
export function proofDatabaseVariable(prefix: string): string {
  return `${prefix}PROVE_DATABASE_URL`
}
