import { callMethods, callbackOperations, faultGroups, faultKinds, methodsOf } from './fault-kinds.ts'
import type { FaultGroup, SandboxFaultKind } from './fault-kinds.ts'
import type { SandboxFault } from './faults.ts'
import { faultFields } from './pages/faults-page.ts'
import type { FaultButton, FaultField, FaultFields } from './pages/faults-page.ts'

/** The fault that a form asks for, or what is wrong with its fields. */
export type FaultForm =
  | { readonly isValid: true; readonly fault: SandboxFault; readonly typed: FaultFields }
  | { readonly isValid: false; readonly errors: Partial<FaultFields>; readonly typed: FaultFields }

export const noFields: FaultFields = { method: '', times: '1', delayMs: '', status: '', retryAfterSecs: '' }

const allMethods = [...callMethods, ...callbackOperations]

/** Numbers, each with how the page calls it and what it may be. */
const numbers = {
  times: { label: 'How often', min: 1, max: 1_000 },
  delayMs: { label: 'Wait', min: 0, max: 600_000 },
  status: { label: 'HTTP status', min: 200, max: 599 },
  retryAfterSecs: { label: 'Retry-After', min: 0, max: 86_400 },
} as const satisfies Partial<Record<FaultField, object>>

export function isFaultKind(kind: string): kind is SandboxFaultKind {
  return Object.hasOwn(faultKinds, kind)
}

/** @param kind - undefined if none was chosen: Enter in a field presses no button. */
export function parseFaultForm(kind: SandboxFaultKind | undefined, form: URLSearchParams): FaultForm {
  const typed = Object.fromEntries(faultFields.map((name) => [name, (form.get(name) ?? '').trim()])) as FaultFields
  const errors = Object.fromEntries(
    [
      ...Object.entries(numbers).map(([name, rule]) => [name, numberError(typed[name as FaultField], rule)] as const),
      ['method', kind === undefined ? 'Press the button of a fault.' : methodError(kind, typed.method)] as const,
    ].filter(([, error]) => error !== undefined),
  ) as Partial<FaultFields>
  if (kind === undefined || Object.keys(errors).length > 0) return { isValid: false, errors, typed }
  const given = Object.entries(typed).filter(([name, text]) => text !== '' && name in numbers)
  const fault: SandboxFault = {
    kind,
    ...(typed.method !== '' && { method: typed.method }),
    ...Object.fromEntries(given.map(([name, text]) => [name, Number(text)])),
  }
  return { isValid: true, fault, typed }
}

/** Which call or callback a fault strikes, in words. */
export function targetOf({ kind, method }: Pick<SandboxFault, 'kind' | 'method'>): string {
  if (method !== undefined) return method
  return faultKinds[kind].meets === 'callback' ? 'the next callback' : 'the next call that it fits'
}

function numberError(text: string, { label, min, max }: (typeof numbers)[keyof typeof numbers]): string | undefined {
  if (text === '' || (/^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max)) return undefined
  return `${label} wants a whole number from ${min} to ${max}, or nothing.`
}

function methodError(kind: SandboxFaultKind, method: string): string | undefined {
  if (method === '' || methodsOf(kind).includes(method)) return undefined
  if (!allMethods.includes(method)) return 'The bank has no such call.'
  return `“${faultKinds[kind].label}” cannot strike ${method}. It fits ${methodsOf(kind).join(', ')}.`
}

interface FaultButtonGroup {
  readonly group: FaultGroup
  readonly title: string
  readonly faults: readonly FaultButton[]
}

/** Every fault there is, by what it is about. */
export const faultButtons: readonly FaultButtonGroup[] = (Object.keys(faultGroups) as FaultGroup[]).map((group) => ({
  group,
  title: faultGroups[group],
  faults: Object.entries(faultKinds)
    .filter(([, rule]) => rule.group === group)
    .map(([kind, { label, explanation }]) => ({ kind, label, explanation })),
}))
