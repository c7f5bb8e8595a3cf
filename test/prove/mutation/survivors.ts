/** Mutants that no test notices, each with the reason: `file: line => replacement`. */
export const known: Readonly<Record<string, string>> = {}
