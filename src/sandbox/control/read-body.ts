import { argumentProblem } from '../../options/named-arguments.ts'
import type { ArgumentRule } from '../../options/named-arguments.ts'
import { ControlRefusal } from './refusal.ts'

/** What each field of a body may be; all may be left out, but for those in `required`. */
export interface BodyRules {
  readonly fields: Readonly<Record<string, ArgumentRule>>
  readonly required?: readonly string[]
}

export type Body = Readonly<Record<string, unknown>>

/** @throws ControlRefusal that names the first unknown, wrong or missing field. */
export function readBody(where: string, body: unknown, { fields, required = [] }: BodyRules): Body {
  const [unknown] = typeof body === 'object' ? Object.keys(body ?? {}) : []
  if (Object.keys(fields).length === 0 && unknown !== undefined) {
    throw new ControlRefusal(400, `${where}: unknown name ${JSON.stringify(unknown)}: wanted {}.`)
  }
  const problem = argumentProblem(where, body, fields)
  if (problem !== undefined) throw new ControlRefusal(400, problem)
  const missing = required.find((name) => Reflect.get(body as object, name) === undefined)
  if (missing !== undefined) {
    throw new ControlRefusal(400, `${where}: ${missing} is missing: wanted ${fields[missing]?.wanted ?? 'a value'}.`)
  }
  return body as Body
}

export const aString: ArgumentRule = { wanted: 'a string', isRight: (value) => typeof value === 'string' }

export const aBoolean: ArgumentRule = { wanted: 'true or false', isRight: (value) => typeof value === 'boolean' }

export const anObject: ArgumentRule = {
  wanted: 'an object',
  isRight: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}

export function aWholeNumber(min: number, max: number): ArgumentRule {
  return {
    wanted: `a whole number from ${min} to ${max}`,
    isRight: (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  }
}
