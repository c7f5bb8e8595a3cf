import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Application, TypeDocReader } from 'typedoc'
import { build } from 'vitepress'

// Writes the documentation as a static site, from the very files that are read in the repository and in the package:
// `npm run docs:site`, to be served at the root of a host; with `SITE_BASE=/checkout/` for a path below it. It fails
// for a dead link, and where the text beside a public name links to what is not told.

/** Not in the repository. */
const folder = '.site'
const pages = join(folder, 'pages')
const html = join(folder, 'html')

/** Pages of the repository's root that the others lead to. */
const rootPages = ['README.md', 'AGENTS.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'LICENSE']

/** What a page is called on the site: a folder's README is what it opens with. */
function pathOnSite(path: string): string {
  return path === 'LICENSE' ? 'LICENSE.md' : path.replace(/(^|\/)README\.md$/, '$1index.md')
}

/** A link within the text of a page, to a page or a heading of one. */
const link = /(?<=\]\()(?<path>[^()\s:#]*(?:\.md|LICENSE))(?=[#)])/g

function sources(): readonly string[] {
  return [...rootPages, ...inDocs(/\.md$/)]
}

function inDocs(pattern: RegExp): readonly string[] {
  return readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join('docs', name))
}

/** Copies the pages to where VitePress reads them, under the names that they have there. */
function copyPages(): void {
  for (const page of sources()) {
    const text = readFileSync(page, 'utf8').replace(link, (path) => pathOnSite(path))
    write(join(pages, pathOnSite(page)), text)
  }
  for (const picture of inDocs(/\.(?:svg|webp)$/)) cpSync(picture, join(pages, picture))
}

/** As they stand, for programs that read Markdown: `llms.txt` leads to them. */
function publishSources(): void {
  for (const page of [...sources(), ...inDocs(/\.json$/), 'llms.txt'])
    write(join(html, page), readFileSync(page, 'utf8'))
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Every public name, from its TSDoc, with the types that it speaks of and that need no import. */
async function writeReference(): Promise<void> {
  const application = await Application.bootstrapWithPlugins({ options: 'site/typedoc.json' }, [new TypeDocReader()])
  const project = await application.convert()
  if (!project) throw new Error('The public names could not be read.')
  application.validate(project)
  await application.generateOutputs(project)
  if (application.logger.hasErrors() || application.logger.hasWarnings()) throw new Error('See above.')
}

rmSync(folder, { recursive: true, force: true })
copyPages()
await writeReference()
write(join(pages, '.vitepress', 'config.ts'), "export { default } from '../../../site/config.ts'\n")
await build(pages)
publishSources()
