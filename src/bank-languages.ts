/**
 * Languages that a bank's page can be asked for: BPC's list, and those that depend on the bank (BPC: languages).
 * `kh` and `cn` are no ISO 639-1 codes and stand in BPC's list all the same. A bank refuses the whole registration
 * for one that it does not know.
 */
export const bankLanguages: ReadonlySet<string> = new Set(
  (
    'en el ro bg pt sw hu it pl de fr kh cn es ka da et fi lt lv nl sv ' + // BPC
    'ru hy az kk ar uk be'
  ).split(' '),
)
