import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { operations } from '../../src/sandbox/control/operations.ts'
import { faultKinds } from '../../src/sandbox/index.ts'

const read = (file: string): string => readFileSync(resolve(__dirname, '../..', file), 'utf8')
const page = read('docs/testing.md')

describe('docs/testing.md', () => {
  it('has every fault by name, with what it does', () => {
    const rows = [...page.matchAll(/^\| `([\w-]+)` \| [^|]+ \| (.+) \|$/gm)].map(([, kind, text]) => [kind, text])

    expect(rows).toEqual(Object.entries(faultKinds).map(([kind, { explanation }]) => [kind, explanation]))
  })

  it('shows the example that runs in Jest, word for word', () => {
    const [, block] = /```js\n([\s\S]*?)```/.exec(page)!

    expect(block).toBe(read('example/testing/jest.test.cjs'))
  })

  it('sells in five lines, and bears a lost answer in six', () => {
    const [, five, six] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!)
    const linesOf = (code = ''): number => code.split('\n').filter((line) => line && !line.startsWith('import')).length

    expect([linesOf(five), linesOf(six)]).toEqual([5, 6])
  })
})

describe('docs/sandbox.md', () => {
  it('has every operation of the control API', () => {
    const named = operations.map(
      ({ method, path }) => `${method.toUpperCase()} /control${path.replace(':key', '{key}')}`,
    )

    expect(named.filter((one) => !read('docs/sandbox.md').includes(`\`${one}\``))).toEqual([])
  })
})
