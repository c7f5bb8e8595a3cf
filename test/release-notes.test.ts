import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { problemOfNewVersion, problemOfPublishing, withVersion } from '../release-notes.ts'
import { childEnvironment } from './support/child-environment.ts'

const root = resolve(__dirname, '..')
const head = '# Changelog\n\nAll notable changes.\n\n'
const latest = '## [0.2.0] - 2026-11-28\n\n### Added\n\n- Refunds.\n'
const pending = '## [Unreleased]\n\n### Added\n\n- Stored cards.\n\n'
const breaking = '## [Unreleased]\n\n### Changed\n\n- **Breaking:** cookies have new names.\n\n'
const none = '## [Unreleased]\n\n'

describe('a new version', () => {
  const next = { from: '0.2.0', to: '0.3.0' }

  it('is one of which the changelog tells', () => {
    expect(problemOfNewVersion(head + pending + latest, next)).toBeUndefined()
    expect(problemOfNewVersion(head + breaking + latest, next)).toBeUndefined()
    expect(problemOfNewVersion(head + pending + latest, { from: '0.2.0', to: '0.2.1' })).toBeUndefined()
  })

  it.each([
    ['there is nothing to tell', none + latest, next, 'has nothing under Unreleased'],
    ['there are headings, and no entry', `${none}### Added\n\n${latest}`, next, 'has nothing under Unreleased'],
    ['the heading is missing', latest, next, 'does not begin with ## [Unreleased]'],
    ['a patch would break', breaking + latest, { from: '0.2.0', to: '0.2.1' }, 'npm version minor'],
  ])('is refused if %s', (_why, changelog, versions, problem) => {
    expect(problemOfNewVersion(head + changelog, versions)).toContain(problem)
  })
})

describe('publishing', () => {
  const published = { version: '0.2.0', repository: { url: 'git+https://github.com/shop/checkout.git' } }

  it('is possible once the version has its heading and its notes', () => {
    const released = withVersion(head + pending + latest, { version: '0.3.0', day: '2026-12-01' })

    expect(released).toBe(
      `${head}## [Unreleased]\n\n## [0.3.0] - 2026-12-01\n\n### Added\n\n- Stored cards.\n\n${latest}`,
    )
    expect(problemOfPublishing(released, { version: '0.3.0' })).toBeUndefined()
    expect(problemOfPublishing(head + none + latest, published, 'shop/checkout')).toBeUndefined()
  })

  it.each([
    ['notes are pending', pending + latest, 'has notes under Unreleased'],
    ['the version has no heading', `${none}## [0.1.0] - 2026-11-27\n\n- All.\n`, 'does not begin with ## [0.2.0]'],
    ['its heading has no day', `${none}## [0.2.0]\n\n- All.\n`, 'does not begin with ## [0.2.0]'],
    ['there is nothing under it', `${none}## [0.2.0] - 2026-11-28\n\n## [0.1.0] - 2026-11-27\n`, 'what is new in it'],
  ])('is refused while %s', (_why, changelog, problem) => {
    expect(problemOfPublishing(head + changelog, published)).toContain(problem)
  })

  it.each([[undefined], [{ url: 'git+https://github.com/shop/another.git' }]])(
    'is refused in the workflow of a repository that package.json does not name: %j',
    (repository) => {
      const manifest = repository === undefined ? { version: '0.2.0' } : { version: '0.2.0', repository }

      expect(problemOfPublishing(head + none + latest, manifest, 'shop/checkout')).toContain(
        '"url" git+https://github.com/shop/checkout.git',
      )
    },
  )
})

describe('npm', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkout-release-'))
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>
    }
    const { preversion, version, prepublishOnly } = scripts
    const manifest = {
      name: 'a-library',
      version: '0.2.0',
      type: 'module',
      scripts: { preversion, version, prepublishOnly },
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
    cpSync(join(root, 'release-notes.ts'), join(folder, 'release-notes.ts'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, '.gitignore'), 'node_modules\n')
    git('init', '--quiet')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const author = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@shop.example' }
  const committer = { GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@shop.example' }
  const environment = { ...childEnvironment, HOME: process.env.HOME, ...author, ...committer }
  const git = (...words: string[]): string =>
    execFileSync('git', words, { cwd: folder, encoding: 'utf8', env: environment })
  function commit(changelog: string): void {
    writeFileSync(join(folder, 'CHANGELOG.md'), changelog)
    git('add', '.')
    git('commit', '--quiet', '-m', 'Start')
  }
  function npm(...words: string[]): { readonly status: number | null; readonly printed: string } {
    const { status, stdout, stderr } = spawnSync('npm', words, { cwd: folder, encoding: 'utf8', env: environment })
    return { status, printed: stdout + stderr }
  }

  it('publishes no pending notes, but gives them to the version that it tags', () => {
    commit(head + pending + latest)

    const early = npm('run', 'prepublishOnly')
    const { status, printed } = npm('version', 'minor')

    expect(early).toMatchObject({ status: 1, printed: expect.stringContaining('has notes under Unreleased') })
    expect({ status, printed }).toMatchObject({ status: 0 })
    expect(git('show', 'v0.3.0:CHANGELOG.md')).toMatch(/^## \[Unreleased\]\n\n## \[0\.3\.0\] - \d{4}-\d\d-\d\d$/m)
    expect(
      problemOfPublishing(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'), { version: '0.3.0' }),
    ).toBeUndefined()
  })

  it('makes no version of which there is nothing to tell', () => {
    commit(head + none + latest)

    const { status, printed } = npm('version', 'minor')

    expect(status).toBe(1)
    expect(printed).toContain('CHANGELOG.md has nothing under Unreleased')
    expect(git('tag')).toBe('')
    expect(git('status', '--porcelain')).toBe('')
  })
})
