// The pages of the people who run the shop, behind a login of the store's own.
import { timingSafeEqual } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const app = express()
const cookie = { sameSite: 'lax', secure: 'auto' }
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  onPaid: (order) => console.log(`send ${order.sku} for order ${order.orderNumber}`),
  logger: console,
})
app.use(checkout)

/** One password for the owner, from the environment. A real store asks its own users. */
function isOwner(password = '') {
  const [given, wanted] = [Buffer.from(password), Buffer.from(process.env.STAFF_PASSWORD ?? '')]
  return wanted.length > 0 && given.length === wanted.length && timingSafeEqual(given, wanted)
}

app.get('/login', (_req, res) => {
  res.send(
    '<form method="post"><input type="password" name="password" aria-label="Password"><button>In</button></form>',
  )
})
app.post('/login', express.urlencoded({ extended: false }), (req, res, next) => {
  if (!isOwner(req.body?.password)) return res.redirect(303, '/login')
  // A new session for who is logged in: the old one may be known to somebody else.
  req.session.regenerate((error) => {
    if (error) return next(error)
    req.session.staff = 'owner'
    req.session.save((failed) => (failed ? next(failed) : res.redirect(303, '/office/')))
  })
})
app.use(
  '/office',
  checkout.backOffice({
    authorize: (req) => req.session.staff && { name: req.session.staff, may: 'everything' },
  }),
)

const port = Number(process.env.PORT ?? 3000)
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
  console.log(`http://localhost:${port}/checkout/mug and http://localhost:${port}/login`)
})
