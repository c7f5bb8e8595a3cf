import type { OrderNumberForm } from '../order-number-form.ts'
import type { PaymentPhase } from './evidence.ts'

/** How one bank speaks the protocol, where it differs from the manual. A plain value: it names no brand. */
export interface GatewayDialect {
  readonly orderNumber: OrderNumberForm
  /** The languages it takes, as ISO 639-1; undefined if nobody has told. No other is sent: it would stop a sale. */
  readonly languages: readonly string[] | undefined
  /** How a language is spelt. */
  readonly languageSpelling: 'lower-case' | 'upper-case'
  /** Sent with every call that names no language, for a bank that insists on one. */
  readonly fallbackLanguage: string | undefined
  /** `ascii`: letters lose their marks, and what is not ASCII is left out. */
  readonly descriptionCharacters: 'any' | 'ascii'
  /** Characters that a description may not have. */
  readonly descriptionRefuses: string
  /** What an `orderStatus` means where the manual's meaning is wrong. */
  readonly phases: Readonly<Record<number, PaymentPhase>>
  readonly statusCall: 'getOrderStatusExtended.do' | 'getOrderStatus.do'
  /** Name of our order number in a status question. */
  readonly statusNumberField: 'orderNumber' | 'merchantOrderNumber'
  /** The call that confirms a payment before goods leave; undefined if the bank needs none. */
  readonly acknowledgement: 'public/acknowledgeTransaction.do' | undefined
  readonly body: 'form' | 'json'
  /** `whole-once`: it gives back everything at once, and after an error nothing any more. */
  readonly refunds: 'parts' | 'whole-once'
  /** What every registration must carry, as paths such as `jsonParams.udf1`. */
  readonly mandatory: readonly string[]
  /** The smallest amount of an order, in minor units; undefined if nobody has told. */
  readonly smallest: { readonly amountMinor: number; readonly currency: string } | undefined
}

/** As the manual says. */
export const standardDialect: GatewayDialect = {
  orderNumber: { maxCharacters: 36, characters: 'visible' },
  languages: undefined,
  languageSpelling: 'lower-case',
  fallbackLanguage: undefined,
  descriptionCharacters: 'any',
  descriptionRefuses: '',
  phases: {},
  statusCall: 'getOrderStatusExtended.do',
  statusNumberField: 'orderNumber',
  acknowledgement: undefined,
  body: 'form',
  refunds: 'parts',
  mandatory: [],
  smallest: undefined,
}

/** A description as the bank takes it. */
export function describedIn(
  description: string,
  { descriptionCharacters, descriptionRefuses }: Pick<GatewayDialect, 'descriptionCharacters' | 'descriptionRefuses'>,
): string {
  const allowed = Array.from(description, (character) => (descriptionRefuses.includes(character) ? ' ' : character))
  const text = allowed.join('')
  const plain = descriptionCharacters === 'ascii' ? text.normalize('NFKD').replaceAll(/[^\x20-\x7e]/g, '') : text
  return plain.trim()
}
