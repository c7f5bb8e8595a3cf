import { schemaVersion } from '../schema-version.ts'
import type { World } from './world.ts'

/** What a command answers: the same as data and as text for a person. */
export interface Answer {
  readonly json: Readonly<Record<string, unknown>>
  readonly text: string
}

/** One document on standard output, and nothing else; or text. */
export function printAnswer(world: Pick<World, 'write'>, { json, text }: Answer, isJson: boolean): void {
  world.write(isJson ? `${JSON.stringify({ schemaVersion, ...json }, null, 2)}\n` : `${text}\n`)
}
