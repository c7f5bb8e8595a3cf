/**
 * Languages a bank's page can be requested in: BPC's list, then those that depend on the bank (BPC: languages). `kh`
 * and `cn` are not ISO 639-1 codes, but BPC lists them. A bank refuses the whole registration for a language it does
 * not know. Turkish, which our own pages have, is in neither list.
 */
export const bankLanguages: ReadonlySet<string> = new Set(
  (
    'en el ro bg pt sw hu it pl de fr kh cn es ka da et fi lt lv nl sv ' + // BPC
    'ru hy az kk ar uk be'
  ).split(' '),
)
