import { createHash } from 'node:crypto'
import express, { Router } from 'express'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { officeStylesheet } from '../back-office/stylesheet/index.ts'
import { makeClockwork } from '../back-office/writing.ts'
import { pageHeaders } from '../html/page-headers.ts'
import { seeOther } from '../html/see-other.ts'
import type { Dialect } from './dialects/dialect.ts'
import type { FaultScript } from './faults.ts'
import { isOwnForm } from './own-forms.ts'
import { writeStaffPage } from './pages/staff-frame.ts'
import type { StaffPage } from './pages/staff-frame.ts'
import { troublePage } from './pages/trouble-page.ts'
import type { Trouble } from './pages/trouble-page.ts'
import { makePresses } from './presses.ts'
import type { Presses } from './presses.ts'
import { makeStaffPresses, unknownOrder } from './staff-presses.ts'
import type { Pressed, StaffPressesOptions } from './staff-presses.ts'
import { makeStaffViews } from './staff-views.ts'
import type { Look, StaffViews, StaffViewsOptions } from './staff-views.ts'

export interface StaffPagesOptions extends StaffViewsOptions, StaffPressesOptions {}

/** The pages of the bank's staff, at its root: orders, faults, what was asked. They work without JavaScript. */
export interface StaffPages {
  readonly pages: Router
  /** The last word on a path that nobody answers. */
  readonly notFound: RequestHandler
}

/** By its content, so that a browser keeps it until it changes. */
const stylesheetPath = `/staff-${createHash('sha256').update(officeStylesheet).digest('hex').slice(0, 12)}.css`

export function staffPages(options: StaffPagesOptions): StaffPages {
  const { bank, dialect, faults } = options
  const views = makeStaffViews(options)
  const actions = makeStaffPresses(options)
  const { send, look, show, pressed } = makeAnswers({ dialect, faults, views, presses: makePresses() })
  const pages = Router()

  pages.get(stylesheetPath, (_req, res) => {
    res.set('Cache-Control', 'public, max-age=31536000, immutable').type('css').send(officeStylesheet)
  })
  pages.get('/', (req, res) => {
    const match = views.exactMatch(queryOf(req))
    if (match === undefined) send(req, res, views.orders(look(req)))
    else seeOther(res.set('Cache-Control', 'no-store'), match)
  })
  pages.get('/orders/:gatewayOrderId', (req, res) => {
    const order = bank.find(req.params.gatewayOrderId)
    send(req, res, order ? views.order(order, look(req)) : troublePage(unknownOrder))
  })
  pages.get('/faults', show(views.faults))
  pages.get('/asked', show(views.asked))
  pages.get('/use', show(views.use))
  pages.get('/forget', show(views.forget))

  const posted = [ownPagesOnly(send), express.text({ type: () => true, limit: '64kb' })]
  const doDeed = pressed((form, req) => actions.doDeed(String(req.params.gatewayOrderId), form))
  pages.post('/orders/:gatewayOrderId', posted, doDeed)
  pages.post('/orders', posted, pressed(actions.doListedDeed))
  pages.post('/faults', posted, pressed(actions.addFault))
  pages.post('/faults/drop', posted, pressed(actions.dropFault))
  pages.post('/clock', posted, pressed(actions.moveClock))
  pages.post('/forget', posted, pressed(actions.forgetAll))
  pages.use(badRequests(send))
  return { pages, notFound: (req, res) => send(req, res, troublePage(noSuchPage(dialect))) }
}

type Send = (req: Request, res: Response, page: StaffPage) => void

interface AnswersDeps {
  readonly dialect: Pick<Dialect, 'bank'>
  readonly faults: Pick<FaultScript, 'waiting'>
  readonly views: StaffViews
  readonly presses: Presses
}

/** How a page, and the press of a button, are answered. */
function makeAnswers({ dialect, faults, presses, views }: AnswersDeps) {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

  function send(req: Request, res: Response, page: StaffPage): void {
    const text = writeStaffPage(page, {
      stylesheetUrl: stylesheetPath,
      host: req.headers.host ?? '',
      waitingFaults: faults.waiting().length,
      bank: dialect.bank,
      clock: makeClockwork(new Date(), timeZone),
    })
    headers(req, res, () => void res.status(page.status ?? 200).send(text))
  }

  function look(req: Request): Look {
    const query = queryOf(req)
    const clock = makeClockwork(new Date(), timeZone)
    return { query, done: presses.find(query.get('done') ?? '')?.done, key: presses.newKey(), clock }
  }

  function show(view: (look: Look) => StaffPage): RequestHandler {
    return (req, res) => send(req, res, view(look(req)))
  }

  function answer(req: Request, result: Exclude<Pressed, { done: unknown }>): StaffPage {
    if ('trouble' in result) return troublePage(result.trouble)
    if ('faultForm' in result) return views.faults(look(req), result.faultForm)
    return views.order(result.order, look(req), result.deedFault)
  }

  /** A form that is sent twice is done once, and both times leads to the page that says so. */
  function pressed(act: (form: URLSearchParams, req: Request) => Pressed): RequestHandler {
    return (req, res) => {
      const form = new URLSearchParams(typeof req.body === 'string' ? req.body : '')
      const id = presses.idOf(req.path, form)
      if (id === undefined) return send(req, res, troublePage(strangeForm))
      const result = presses.find(id) ?? act(form, req)
      if (!('done' in result)) return send(req, res, answer(req, result))
      presses.keep(id, result)
      const { place } = result
      seeOther(res.set('Cache-Control', 'no-store'), `${place}${place.includes('?') ? '&' : '?'}done=${id}#done`)
    }
  }

  return { send, look, show, pressed }
}

const staffHeaders = pageHeaders({ isHttps: false, forms: 'here', referrers: 'own' })

const headers: RequestHandler = (req, res, next) => {
  res.set('Cache-Control', 'no-store').type('html')
  staffHeaders(req, res, next)
}

function queryOf(req: Request): URLSearchParams {
  const start = req.originalUrl.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : req.originalUrl.slice(start))
}

/** Any page that a developer has open can send a form to this machine, and must not do anything by it. */
function ownPagesOnly(send: Send): RequestHandler {
  return (req, res, next) => {
    if (isOwnForm(req.headers)) next()
    else send(req, res, troublePage(foreignForm))
  }
}

/** What Express refuses: a form that is too large, an address that is none. */
function badRequests(send: Send): ErrorRequestHandler {
  return (error: { readonly status?: number }, req, res, next) => {
    if (error.status === 413) send(req, res, troublePage(tooLarge))
    else if (error.status !== undefined && error.status < 500) send(req, res, troublePage(strangeForm))
    else next(error)
  }
}

function noSuchPage({ root }: Pick<Dialect, 'root'>): Trouble {
  return { status: 404, title: 'There is no such page', text: `The bank’s calls are below ${root}/.` }
}

const foreignForm: Trouble = {
  status: 403,
  title: 'Nothing was done',
  text: 'The form came from a page that is not the bank’s own.',
}

const strangeForm: Trouble = {
  status: 400,
  title: 'Nothing was done',
  text: 'This is no form of the bank’s pages as they are now. Open the page again.',
}

const tooLarge: Trouble = { status: 413, title: 'Nothing was done', text: 'The form is too large.' }
