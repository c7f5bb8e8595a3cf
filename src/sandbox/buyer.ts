import { findTestCard } from './bank/cards.ts'
import type { TestCard } from './bank/cards.ts'
import { codeLength } from './pages/challenge-page.ts'
import { codeAnswers, toldAfterField } from './pages/code-page.ts'
import { storeBox } from './pages/card-page.ts'
import { Refused } from './refused.ts'

/** What a buyer enters. */
export interface CardInput {
  /** @defaultValue 4111111111111111 */
  readonly number: string
  /** @defaultValue 12/34 */
  readonly expiry: string
  /** @defaultValue the test card's code, otherwise 123 */
  readonly cvc: string
  /** @defaultValue TEST CARDHOLDER */
  readonly name: string
  /** Entered on the issuer's page if it asks. Empty: the buyer stays there. @defaultValue the right code */
  readonly otp: string
  /** Whether the box is ticked that has the card stored, where there is one. @defaultValue true, as the page has it */
  readonly store: boolean
  /** Pays with this stored card instead, one that the page offers. Only `cvc` is entered then. */
  readonly bindingId: string
  /**
   * Pays by QR code instead (SBP): what the buyer says to it in the app of their own bank. The order is then pending
   * (`orderStatus` 7), until that bank tells.
   */
  readonly qr: 'confirmed' | 'refused'
  /** When that is, in milliseconds after the buyer has answered. @defaultValue 60000 */
  readonly qrToldAfterMs: number
}

export interface BuyerPaths {
  readonly page: string
  readonly challenge: string
  readonly code: string
}

/**
 * Pays over HTTP, as a browser would: posts the card form, answers the issuer, stops when the bank redirects away.
 *
 * @returns where the bank sends the buyer; undefined if it keeps them on its pages.
 */
export async function payAsBuyer(
  origin: string,
  paths: BuyerPaths,
  card: Partial<CardInput>,
): Promise<string | undefined> {
  if (card.qr !== undefined) return payByCode(origin, paths, card)
  const number = card.number ?? '4111111111111111'
  const known = findTestCard(number.replace(/\s/g, ''))
  const code = codeFor(known, card.otp)

  let location = await submit(origin + paths.page, formOf({ cvc: known?.cvc ?? '123', ...card, number }))
  if (location === paths.challenge && code !== '') location = await submit(origin + paths.challenge, { code })
  return location === paths.page || location === paths.challenge ? undefined : location
}

/**
 * What is entered on the issuer's page. What that does not take is refused before the card is presented: a call that
 * was refused must not leave the order at the issuer.
 */
function codeFor(known: TestCard | undefined, otp: string | undefined): string {
  const challenge = known?.outcome.kind === 'challenge' ? known.outcome : undefined
  const code = otp ?? challenge?.code ?? '123456'
  if (!challenge || code === '') return code
  const digits = codeLength(challenge.protocol)
  if (/^\d+$/.test(code) && code.length === digits) return code
  throw new Refused('request', `The issuer's page does not take this otp. Enter the ${digits} digits of the code.`)
}

async function payByCode(origin: string, paths: BuyerPaths, card: Partial<CardInput>): Promise<string> {
  const location = await submit(origin + paths.code, codeFormOf(card))
  if (location === paths.page || location === paths.challenge) {
    throw new Refused(
      'state',
      'The order takes no payment by QR code: it is held first, has a card, or is at the issuer.',
    )
  }
  return location
}

/** The form of a payment by QR code. */
function codeFormOf({ qr, qrToldAfterMs = 60_000 }: Partial<CardInput>): Readonly<Record<string, string>> {
  const answer = qr === 'confirmed' ? codeAnswers.confirm : codeAnswers.refuse
  return { [codeAnswers.name]: answer, [toldAfterField]: String(qrToldAfterMs) }
}

/** The form as the buyer sends it: a box that is not ticked sends nothing. */
function formOf({
  number = '',
  cvc = '',
  expiry = '12/34',
  name = 'TEST CARDHOLDER',
  store = true,
  bindingId,
}: Partial<CardInput>): Readonly<Record<string, string>> {
  return {
    number,
    expiry,
    cvc,
    name,
    ...(store ? { [storeBox.name]: storeBox.value } : {}),
    ...(bindingId === undefined ? {} : { bindingId }),
  }
}

/**
 * Posts a form and returns where it redirects.
 *
 * @throws Error with what the page says is wrong, or if nobody listens there.
 */
export async function submit(url: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await post(url, fields)
  const page = await answer.text()
  const location = answer.headers.get('location')
  if (location !== null) return location
  const wrong = [...page.matchAll(/class="field-error"[^>]*>([^<]+)/g)].map(([, text = '']) => text)
  const said = [`The bank did not accept the form: it answered ${answer.status}.`, ...wrong].join(' ')
  if (answer.status >= 500) throw new Error(said)
  throw new Refused(answer.status === 422 ? 'request' : 'state', said)
}

async function post(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  try {
    return await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  } catch (cause) {
    const { origin } = new URL(url)
    throw new Refused('state', `No page of the sandbox answers at ${origin}: perhaps it is closed.`, { cause })
  }
}
