import type { BankPreset } from '../banks/index.ts'
import { standardDialect } from '../gateway/dialect.ts'
import type { GatewayDialect } from '../gateway/dialect.ts'

/**
 * How a bank speaks the protocol, as the gateway takes it: what nobody has told of it is as the manual says.
 *
 * @param language - the option `language`, which the bank is assumed to know.
 */
export function dialectOf(bank: BankPreset | undefined, language: string | undefined): GatewayDialect {
  if (!bank) return standardDialect
  const { description = {}, statuses, acknowledgement, mandatory, smallest } = bank
  return {
    ...callsOf(bank),
    ...languagesOf(bank, language),
    descriptionCharacters: description.characters ?? standardDialect.descriptionCharacters,
    descriptionRefuses: description.refused ?? standardDialect.descriptionRefuses,
    phases: statuses ?? standardDialect.phases,
    acknowledgement,
    mandatory: mandatory ?? standardDialect.mandatory,
    smallest,
  }
}

function callsOf({ orderNumber, statusCall, statusNumberField, body, refunds }: BankPreset) {
  return {
    orderNumber: orderNumber ?? standardDialect.orderNumber,
    statusCall: statusCall ?? standardDialect.statusCall,
    statusNumberField: statusNumberField ?? standardDialect.statusNumberField,
    body: body ?? standardDialect.body,
    refunds: refunds ?? standardDialect.refunds,
  }
}

function languagesOf({ languages = {} }: BankPreset, language: string | undefined) {
  const { known, isMandatory, spelling } = languages
  return {
    languages: known && [...known, ...(language === undefined ? [] : [language])],
    languageSpelling: spelling ?? standardDialect.languageSpelling,
    fallbackLanguage: isMandatory ? (language ?? known?.[0]) : undefined,
  }
}
