import { findTestCard } from './bank/cards.ts'

/** What a buyer types in. */
export interface CardInput {
  /** @defaultValue 4111111111111111 */
  readonly number: string
  /** @defaultValue 12/34 */
  readonly expiry: string
  /** @defaultValue the code of the test card, else 123 */
  readonly cvc: string
  /** @defaultValue TEST CARDHOLDER */
  readonly name: string
  /** Entered at the issuer's page if it asks; empty: the buyer stays there. @defaultValue the right one */
  readonly otp: string
}

export interface BuyerPaths {
  readonly page: string
  readonly challenge: string
}

/**
 * Pays over HTTP, as a browser would: posts the card form, answers the issuer, stops where the bank lets go.
 *
 * @returns where the bank sends the buyer; undefined where it keeps them on its pages.
 */
export async function payAsBuyer(
  origin: string,
  paths: BuyerPaths,
  card: Partial<CardInput>,
): Promise<string | undefined> {
  const number = card.number ?? '4111111111111111'
  const known = findTestCard(number.replace(/\s/g, ''))
  const code = card.otp ?? (known?.outcome.kind === 'challenge' ? known.outcome.code : '123456')

  let location = await submit(origin + paths.page, {
    number,
    expiry: card.expiry ?? '12/34',
    cvc: card.cvc ?? known?.cvc ?? '123',
    name: card.name ?? 'TEST CARDHOLDER',
  })
  if (location === paths.challenge && code !== '') location = await submit(origin + paths.challenge, { code })
  return location === paths.page || location === paths.challenge ? undefined : location
}

/** Posts a form and tells where it leads. */
export async function submit(url: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  await answer.text()
  const location = answer.headers.get('location')
  if (location === null) throw new Error(`The bank did not take the form: it answered ${answer.status}.`)
  return location
}
