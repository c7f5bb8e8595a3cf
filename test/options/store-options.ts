import type { Environment } from '../../src/options/environment.ts'
import { ConfigurationError } from '../../src/errors.ts'
import { readOptions } from '../../src/options/read-options.ts'

export type Group = Record<string, unknown>

export const longSecret = 'correct horse battery staple 0001'
export const nothing = (): void => undefined

/** The required options, with changes: values by path. The result is frozen. */
export function options(changes: Group = {}): Group {
  const gateway = { url: 'https://bank.example/payment/rest/', user: 'shop-api', password: 'pass word 1' }
  const all: Group = { gateway, baseUrl: 'https://shop.example', secret: longSecret, catalog: {} }
  for (const [path, value] of Object.entries(changes)) place(all, path, value)
  Object.freeze(gateway)
  return Object.freeze(all)
}

function place(all: Group, path: string, value: unknown): void {
  const [name, inner] = path.split('.') as [string, string?]
  if (inner === undefined) all[name] = value
  else place((all[name] ??= {}) as Group, inner, value)
}

/** The error that refuses the options. */
export function refused(given: unknown, environment: Environment = {}): ConfigurationError {
  try {
    readOptions(given, environment)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error).toMatchObject({ code: 'CHECKOUT_CONFIGURATION' })
    return error as ConfigurationError
  }
  throw new Error('The options were not refused.')
}

/** The lines of the refusal, without the first, and without the one for who has no bank yet. */
export function lines(given: unknown, environment: Environment = {}): readonly string[] {
  const [, ...rest] = refused(given, environment).message.split('\n  ')
  return rest.filter((line) => !line.startsWith('To try it out: '))
}

/** The parts of one line: the options and variables it is about, what was wanted, what came. */
export type Problem = Readonly<Record<'options' | 'wanted', string> & Record<'variables' | 'got', string | undefined>>

export function problems(given: unknown, environment: Environment = {}): readonly Problem[] {
  return lines(given, environment).map((line) => {
    const form = /^([\w., ]+?)(?: \((\w[\w, ]*)\))?: (?:wanted )?(.*?)(?:, got (.*))?[.?]$/s
    const [, names = line, variables, wanted = '', got] = form.exec(line) ?? []
    return { options: names, variables, wanted, got }
  })
}
