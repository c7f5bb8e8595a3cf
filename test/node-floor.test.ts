import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { satisfies } from 'semver'
import { problemOfNode } from '../src/node-floor.ts'

const { engines } = JSON.parse(readFileSync(resolve(__dirname, '../package.json'), 'utf8')) as {
  engines: { node: string }
}

const supported = ['22.16.0', '22.16.1', '22.21.0', '24.0.0', '24.21.0', '25.0.0', '26.12.1', '100.0.0']
const refused = ['0.12.18', '8.17.0', '16.20.2', '18.20.8', '20.20.2', '21.7.3', '22.0.0', '22.9.0', '22.15.1']

describe('the lowest supported Node', () => {
  it.each(supported)('accepts %s', (version) => {
    expect(problemOfNode(version)).toBeUndefined()
    expect(satisfies(version, engines.node)).toBe(true)
  })

  it.each([...refused, '23.0.0', '23.11.1'])(
    'refuses %s in one sentence, which names the lowest version and this one',
    (version) => {
      expect(problemOfNode(version)).toBe(
        `express-hosted-checkout needs Node 22.16, 24 or later; this is Node ${version}.`,
      )
      expect(satisfies(version, engines.node)).toBe(false)
    },
  )

  it.each(['24.0.0-nightly20250101abcdef', '26.0.0-rc.1'])(
    'accepts %s, a pre-release of a supported Node',
    (version) => {
      expect(problemOfNode(version)).toBeUndefined()
    },
  )

  it.each(['', 'unknown', 'v'])('refuses %j, which is not a version', (version) => {
    expect(problemOfNode(version)).toContain('needs Node 22.16')
  })
})
