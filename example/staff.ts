import { timingSafeEqual } from 'node:crypto'
import express from 'express'
import type { Request, RequestHandler, Router } from 'express'
import type { Operator } from 'express-hosted-checkout'
import { loginPage } from './pages.ts'

declare module 'express-session' {
  interface SessionData {
    /** Who of the staff is logged in. */
    staff: string
  }
}

/** Who works here. A real shop asks its own user table. */
export const staff: Readonly<Record<string, Operator>> = {
  owner: { name: 'owner', may: 'everything' },
  // May refund up to 20.00 EUR alone; above that the owner has to agree.
  till: {
    name: 'till',
    may: ['settle', 'refund', 'handOver', 'link'],
    mayRefund: [{ amountMinor: 2000, currency: 'EUR' }],
  },
}

/** The operator who sends a request; undefined for a buyer. */
export function operatorOf(req: Request): Operator | undefined {
  return staff[req.session.staff ?? '']
}

/** The shop's own login, for the back office. */
export function staffLogin(password: string): Router {
  const router = express.Router()
  router.get('/login', (_req, res) => void res.send(loginPage()))
  router.post('/login', express.urlencoded({ extended: false }), (req, res, next) => {
    const { name, password: given } = req.body as Readonly<Record<string, unknown>>
    if (typeof name !== 'string' || !Object.hasOwn(staff, name) || !isSame(given, password)) {
      return void res.status(403).send(loginPage('That is not a name and password of ours.'))
    }
    // A new session: whoever knew the old one is not logged in with it.
    req.session.regenerate((error: unknown) => {
      if (error) return next(error)
      req.session.staff = name
      res.redirect(303, '/office')
    })
  })
  return router
}

/** Leads whoever opens the back office in a browser to the login first. */
export const leadToLogin: RequestHandler = (req, res, next) => {
  if (req.method === 'GET' && operatorOf(req) === undefined && req.accepts(['html', 'json']) === 'html') {
    return res.redirect(303, '/staff/login')
  }
  next()
}

function isSame(given: unknown, password: string): boolean {
  if (typeof given !== 'string') return false
  const [one, other] = [Buffer.from(given), Buffer.from(password)]
  return one.length === other.length && timingSafeEqual(one, other)
}
