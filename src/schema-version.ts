/** The version of every JSON document for programs: a field that goes or changes its meaning gets the next one. */
export const schemaVersion = 1
