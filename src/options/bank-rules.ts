import Joi from 'joi'
import type { AnySchema, CustomHelpers, CustomValidator, StringSchema } from 'joi'
import { banks, findBank } from '../banks/index.ts'
import type { BankKey } from '../banks/index.ts'
import { findGatewayRoot } from './addresses.ts'
import { chosenBank, missingRootFault, otherBankFault, wantedRoot } from './bank-address.ts'
import type { BankChoice } from './bank-address.ts'
import { nearest } from './nearest.ts'
import { findLine, following, list, saying, yesOrNo } from './rules.ts'

/** The name of a known bank. */
export function presetKey(): AnySchema<BankKey> {
  const wanted = 'wanted the key of a bank that `npx express-hosted-checkout banks` lists'
  const known = banks.map(({ key }) => key)
  return (Joi.string() as AnySchema<BankKey>).custom(following<string>((key) => findBank(key)?.key)).error(
    saying(({ value }) => {
      const meant = typeof value === 'string' ? nearest(value, known) : undefined
      return meant === undefined ? wanted : `${wanted} (did you mean ${meant}?)`
    }),
  )
}

/** Money is real or it is not: nobody guesses that. */
export function liveChoice(): AnySchema<boolean> {
  const wanted = 'wanted true or false beside gateway.preset: whether it is the live bank, with real money'
  return yesOrNo()
    .error(saying(wanted))
    .when('preset', {
      is: Joi.exist(),
      then: Joi.required(),
      otherwise: Joi.forbidden().error(saying('wanted gateway.preset beside it')),
    })
}

/** A token, unless the chosen bank wants each payment acknowledged: nobody has seen a token do that. */
export function bankToken(): AnySchema<string> {
  return (Joi.string() as AnySchema<string>)
    .custom(following(findLine))
    .custom((token: string, helpers) =>
      chosenBank(choiceBeside(helpers))?.acknowledgement === undefined ? token : helpers.error('bank.acknowledges'),
    )
    .error(
      saying({
        'bank.acknowledges':
          'wanted gateway.user and gateway.password: this bank wants each payment acknowledged, and a token may only ' +
          'register orders and ask for their status',
        '*': 'wanted the token of the API user, on one line',
      }),
    )
}

/** The root of the API. Where the chosen bank has one known root, it is filled in before: see `read-options.ts`. */
export function gatewayRoot(): StringSchema {
  const say = saying({ 'bank.other': ({ fault }) => String(fault), '*': wantedRoot })
  return Joi.string()
    .custom(following(findGatewayRoot))
    .custom(ofChosenBank)
    .error((reports) => {
      const missing = reports.find(({ code }) => code === 'any.required')
      if (!missing) return say(reports)
      const fault = missingRootFault(choiceBeside(missing))
      if (fault === undefined) return []
      missing.message = fault
      return missing
    })
}

/** Roots under which the same bank was reached before. */
export function formerRoots(): AnySchema<readonly string[]> {
  const wanted = 'one or more roots under which this bank was reached before, each such as gateway.url'
  return list(wanted, findGatewayRoot)
    .custom((roots: readonly string[], helpers) => {
      const [fault] = roots.flatMap((root) => otherBankFault(root, choiceBeside(helpers)) ?? [])
      return fault === undefined ? roots : helpers.error('bank.other', { fault })
    })
    .error(saying({ 'bank.other': ({ fault }) => String(fault), '*': `wanted ${wanted}` }))
}

/** Keys of the callbacks: text, but of a bank that signs tokens base64. */
export function callbackKeys(): AnySchema<readonly string[]> {
  const tokens = 'wanted one or more keys in base64, as this bank gives them, each of 16 bytes or more'
  return list('one or more keys, each on one line', findLine)
    .custom((keys: readonly string[], helpers) => {
      const [, options] = helpers.state.ancestors as readonly { gateway?: BankChoice | null }[]
      const areTokens = chosenBank(options?.gateway ?? {})?.callbacks.kind === 'jwt'
      return areTokens && !keys.every(isBase64Key) ? helpers.error('callback.base64') : keys
    })
    .error(saying({ 'callback.base64': tokens, '*': 'wanted one or more keys, each on one line' }))
}

const base64 = /^[0-9A-Za-z+/_-]+={0,2}$/

function isBase64Key(key: string): boolean {
  return base64.test(key) && Buffer.from(key, 'base64').length >= 16
}

/** Whether the chosen bank wants its login in a header, unless an option says otherwise. */
export function isBasicAtChosenBank(choice: BankChoice & { readonly token?: unknown }): boolean {
  return choice.token === undefined && chosenBank(choice)?.login === 'basic'
}

const ofChosenBank: CustomValidator<string> = (root, helpers) => {
  const fault = otherBankFault(root, choiceBeside(helpers))
  return fault === undefined ? root : helpers.error('bank.other', { fault })
}

/** The options of the same group. */
function choiceBeside({ state }: Pick<CustomHelpers, 'state'>): BankChoice {
  return (state.ancestors as readonly BankChoice[])[0] ?? {}
}
