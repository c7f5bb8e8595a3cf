import type { Request } from 'express'

/** A call's parameters as text by name, without empty ones. A repeated name (`features`) is joined with commas. */
export type Parameters = Readonly<Record<string, string>>

/**
 * Reads the body (form-encoded, or JSON for clients that send it) and the query (older clients use GET).
 *
 * Expects the body as text. Ignores `multipart/form-data`, which the gateway does not accept (BPC: transport).
 */
export function readParameters(req: Request): Parameters {
  const query = new URL(req.originalUrl, 'http://sandbox').searchParams
  const all = { ...fromForm(query), ...fromBody(req) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

/** The size of the parameters, in characters. */
export function sizeOf(parameters: Parameters): number {
  return Object.entries(parameters).reduce((size, [name, value]) => size + name.length + value.length, 0)
}

function fromBody(req: Request): Parameters {
  const body: unknown = req.body
  if (typeof body !== 'string' || body === '') return {}
  const type = req.headers['content-type'] ?? ''
  if (/^multipart\//i.test(type)) return {}
  return /json/i.test(type) ? fromJson(body) : fromForm(new URLSearchParams(body))
}

function fromForm(form: URLSearchParams): Parameters {
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name).join(',')]))
}

function fromJson(text: string): Parameters {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return {}
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
      field === null || field === undefined ? [] : [[name, asText(field)]],
    ),
  )
}

function asText(field: unknown): string {
  if (typeof field === 'string') return field
  if (Array.isArray(field) && field.every((item) => typeof item === 'string')) return field.join(',')
  return JSON.stringify(field)
}
