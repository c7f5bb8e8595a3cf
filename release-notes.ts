import { readFileSync, writeFileSync } from 'node:fs'
import { diff } from 'semver'

/** A changelog in the format of Keep a Changelog, cut at its headings of versions. */
interface Section {
  /** `Unreleased`, or a version. */
  readonly name: string
  readonly day: string | undefined
  readonly text: string
}

/** `## [0.2.0] - 2026-11-28`, or `## [Unreleased]`. */
const heading = /^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$/

function sectionsOf(changelog: string): readonly Section[] {
  const [, ...parts] = changelog.split(/^(?=## )/m)
  return parts.map((part) => {
    const [first = '', ...lines] = part.split('\n')
    const [, name = first, day] = heading.exec(first) ?? []
    return { name, day, text: lines.join('\n') }
  })
}

const hasEntries = ({ text }: Section): boolean => /^- \S/m.test(text)

/**
 * What speaks against a new version: nothing to tell of it, or a patch that breaks.
 *
 * @param from - the version in package.json, e.g. `0.2.0`.
 * @param to - the version to come.
 * @returns undefined if nothing does.
 */
export function problemOfNewVersion(changelog: string, { from, to }: { from: string; to: string }): string | undefined {
  const [unreleased] = sectionsOf(changelog)
  if (unreleased?.name !== 'Unreleased') return 'CHANGELOG.md does not begin with ## [Unreleased].'
  if (!hasEntries(unreleased)) {
    return 'CHANGELOG.md has nothing under Unreleased: there is nothing to release, or it was not written down.'
  }
  if (diff(from, to) === 'patch' && unreleased.text.includes('**Breaking:**')) {
    return `CHANGELOG.md has a breaking change under Unreleased, and ${to} is a patch of ${from}: npm version minor`
  }
  return undefined
}

/** The changelog in which what was unreleased is the version's, and Unreleased is empty again. */
export function withVersion(changelog: string, { version, day }: { version: string; day: string }): string {
  return changelog.replace(/^## \[Unreleased\]$/m, `## [Unreleased]\n\n## [${version}] - ${day}`)
}

/** As much of package.json as npm and its readers compare with where it was built. */
export interface Published {
  readonly version: string
  readonly repository?: { readonly url: string }
}

/**
 * What speaks against publishing: a version that the changelog does not tell of, or notes that no version has.
 *
 * @param builtIn - `owner/name` of the GitHub repository whose workflow publishes; undefined: no workflow does.
 * @returns undefined if nothing does.
 */
export function problemOfPublishing(
  changelog: string,
  { version, repository }: Published,
  builtIn?: string,
): string | undefined {
  const [unreleased, latest] = sectionsOf(changelog)
  if (unreleased?.name !== 'Unreleased' || hasEntries(unreleased)) {
    return 'CHANGELOG.md has notes under Unreleased: they belong to a version. npm version gives them one.'
  }
  if (latest?.name !== version || latest.day === undefined || !hasEntries(latest)) {
    return `CHANGELOG.md does not begin with ## [${version}] and its day, with what is new in it.`
  }
  // The registry compares the two, and refuses after everything has been built.
  if (builtIn !== undefined && repository?.url !== `git+https://github.com/${builtIn}.git`) {
    return `package.json has no "repository" with the "url" git+https://github.com/${builtIn}.git, as provenance needs.`
  }
  return undefined
}

const file = 'CHANGELOG.md'

/** The scripts of package.json, each run by npm at its moment. */
const scripts: Readonly<Record<string, () => string | undefined>> = {
  // npm has both versions in the environment of `npm version`.
  preversion: () => {
    const { npm_old_version: from = '', npm_new_version: to = '' } = process.env
    return problemOfNewVersion(readFileSync(file, 'utf8'), { from, to })
  },
  version: () => {
    const { npm_new_version: version = '' } = process.env
    const day = new Date().toISOString().slice(0, 10)
    writeFileSync(file, withVersion(readFileSync(file, 'utf8'), { version, day }))
    return undefined
  },
  prepublishOnly: () => {
    const published = JSON.parse(readFileSync('package.json', 'utf8')) as Published
    return problemOfPublishing(readFileSync(file, 'utf8'), published, process.env.GITHUB_REPOSITORY)
  },
}

if (process.argv[1]?.endsWith('release-notes.ts')) {
  const problem = scripts[process.argv[2] ?? '']?.()
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`)
    process.exitCode = 1
  }
}
