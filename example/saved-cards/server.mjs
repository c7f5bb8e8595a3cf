// A buyer with an account pays again with a card that the bank has stored. No card number comes near the store.
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

/** A real store has accounts, with a number that never changes and that nobody else can have. */
const accounts = { ann: 'account-1001', ben: 'account-1002' }

const app = express()
const cookie = { sameSite: 'lax', secure: 'auto' }
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

const checkout = hostedCheckout({
  catalog: (sku, req) =>
    sku === 'mug'
      ? {
          amountMinor: 1999,
          currency: 'EUR',
          description: 'A mug',
          // The bank's page offers to store the card, and shows the ones it has. Without an account it does neither.
          clientId: accounts[req.session.name],
        }
      : undefined,
  onPaid: (order) => console.log(`send ${order.sku} for order ${order.orderNumber}`),
  logger: console,
})
app.use(checkout)

app.post('/login/:name', (req, res, next) => {
  if (!Object.hasOwn(accounts, req.params.name)) return res.sendStatus(404)
  req.session.regenerate((error) => {
    if (error) return next(error)
    req.session.name = req.params.name // a real store asks for a password
    res.redirect(303, '/cards')
  })
})

/** Who is asking, by the session alone. */
app.use('/cards', (req, res, next) => {
  req.clientId = accounts[req.session.name]
  if (req.clientId) next()
  else res.sendStatus(403)
})

app.get('/cards', async (req, res) => {
  res.json(await checkout.cards.list(req.clientId))
})

// The bank removes whatever id it is given: look first whether the card is this buyer's.
app.post('/cards/:bindingId/remove', async (req, res) => {
  const theirs = await checkout.cards.list(req.clientId)
  const card = theirs.find(({ bindingId }) => bindingId === req.params.bindingId)
  if (!card) return res.sendStatus(404)
  await checkout.cards.remove(card.bindingId)
  res.redirect(303, '/cards')
})

const port = Number(process.env.PORT ?? 3000)
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
  console.log(`http://localhost:${port}/checkout/mug`)
})
