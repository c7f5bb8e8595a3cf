import { alfa } from './alfa.ts'
import { alfaBy } from './alfa-by.ts'
import { alfaKz } from './alfa-kz.ts'
import { algeriePoste } from './algerie-poste.ts'
import { arca } from './arca.ts'
import { bci } from './bci.ts'
import { belize } from './belize.ts'
import { bereke } from './bereke.ts'
import { bpc } from './bpc.ts'
import { bt } from './bt.ts'
import { clictopay } from './clictopay.ts'
import { credibanco } from './credibanco.ts'
import { dsk } from './dsk.ts'
import { halkbankTm } from './halkbank-tm.ts'
import { jcc } from './jcc.ts'
import { kassaNova } from './kassa-nova.ts'
import { mts } from './mts.ts'
import { radar } from './radar.ts'
import { rbs } from './rbs.ts'
import { satim } from './satim.ts'
import { sberbank } from './sberbank.ts'
import { sberbankPartner } from './sberbank-partner.ts'
import { turkmen } from './turkmen.ts'
import { vtb } from './vtb.ts'
import { vtbKz } from './vtb-kz.ts'
import { yookassa } from './yookassa.ts'
import type { BankPreset } from './bank-preset.ts'

export type { BankAddresses, BankPreset, StatusMeaning } from './bank-preset.ts'

/** Every installation of this protocol that is known. */
const everyBank = [
  bpc,
  jcc,
  bci,
  dsk,
  radar,
  vtbKz,
  vtb,
  mts,
  alfa,
  alfaBy,
  alfaKz,
  sberbank,
  sberbankPartner,
  bereke,
  kassaNova,
  yookassa,
  bt,
  arca,
  satim,
  algeriePoste,
  clictopay,
  credibanco,
  belize,
  halkbankTm,
  rbs,
  turkmen,
] as const satisfies readonly BankPreset[]

/** The name of a known bank. */
export type BankKey = (typeof everyBank)[number]['key']

/** A bank of the list. */
export type KnownBank = BankPreset & { readonly key: BankKey }

/** Every known bank, in the order of the documentation. */
export const banks: readonly KnownBank[] = everyBank

/** Undefined if no bank has this key. */
export function findBank(key: string): KnownBank | undefined {
  return banks.find((bank) => bank.key === key)
}
