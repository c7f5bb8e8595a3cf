import { showKind } from '../../show-value.ts'
import { showPath } from '../shown/show-address.ts'
import { UnfitStoreError } from '../findings/unfit-store.ts'

/** One step of a buyer on the way to the bank. */
export type Step =
  { readonly send: string; readonly path: string; readonly body: string | undefined } | { readonly submit: string }

/**
 * `POST /cart/add {"sku":"mug"}`, `/checkout/mug`, `POST /login user=jane&password=$PASSWORD`: what begins with a
 * dollar and a capital letter is a variable of the environment, so that no secret is an argument.
 *
 * @throws UnfitStoreError for anything else, and for a variable that is not set.
 */
export function readStep(words: string, environment: Readonly<Record<string, string | undefined>>): Step {
  const [, method = 'GET', path, body] = /^(?:([A-Z]+) +)?(\/(?!\/)\S*)(?: +(.+))?$/s.exec(words.trim()) ?? []
  if (path === undefined)
    throw new UnfitStoreError(`--path wants "/checkout/mug" or "POST /cart/add sku=mug", got ${showKind(words)}`)
  const filledIn = (text: string, written: (value: string) => string): string =>
    text.replace(/\$([A-Z][A-Z0-9_]*)/g, (_name, name: string) => {
      const value = environment[name]
      if (value === undefined) throw new UnfitStoreError(`--path names $${name}, which is not set. Nothing was bought.`)
      return written(value)
    })
  const asJson = (value: string): string => JSON.stringify(value).slice(1, -1)
  const isDocument = body?.startsWith('{') === true
  const filledBody = body && filledIn(body, isDocument ? asJson : encodeURIComponent)
  if (isDocument && !isJson(filledBody ?? '')) {
    throw new UnfitStoreError(`--path ${method} ${showPath(path)} has a body that begins with { and is no JSON.`)
  }
  return { send: method, path: filledIn(path, encodeURIComponent), body: filledBody }
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined
  } catch {
    return false
  }
}
