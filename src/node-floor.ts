/**
 * What is wrong with a Node version, or undefined: the rule of `engines` in package.json, which npm only warns about.
 *
 * 22.16 is the first Node whose `node:sqlite` tells what columns a statement has
 * (https://nodejs.org/docs/latest-v22.x/api/sqlite.html); 23 is out of support.
 *
 * @param version as `process.versions.node` has it, e.g. `22.16.0`
 */
export function problemOfNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major >= 24 || (major === 22 && minor >= 16)) return undefined
  return `express-hosted-checkout needs Node 22.16, 24 or later; this is Node ${version}.`
}

// The public modules import this one first: their other imports fail in an old Node, too, but without naming Node.
const problem = problemOfNode(process.versions.node)
if (problem !== undefined) throw new Error(problem)
