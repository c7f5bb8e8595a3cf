// The store's own pages for every outcome. Each is drawn again on a reload, and nothing else happens then.
import express from 'express'
import session from 'express-session'
import { formatMoney, hostedCheckout } from 'express-hosted-checkout'

const page = (title, text) => `<!doctype html><title>${title}</title><h1>${title}</h1><p>${text}</p>`
const amountOf = (order) => formatMoney(order.amountMinor, order.currency)

const app = express()
const cookie = { sameSite: 'lax', secure: 'auto' }
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  onPaid: (order) => console.log(`send ${order.sku} for order ${order.orderNumber}`),
  success(order, _req, res) {
    res.send(page('Thank you', `We have received ${amountOf(order)}. Your order is ${order.orderNumber}.`))
  },
  failure(order, _req, res) {
    // An order in review may be paid: never tell its buyer that nothing was taken.
    if (order.status === 'review') return res.send(page('Please call us', `It is about order ${order.orderNumber}.`))
    const again = `<a href="/checkout/${order.sku}">Try again</a>`
    res.send(page('Not paid', `Nothing was taken. ${order.decline?.text ?? ''} ${again}`))
  },
  pending(order, _req, res) {
    res.set('Refresh', '5').send(page('One moment', `We are asking the bank about order ${order.orderNumber}.`))
  },
  logger: console,
})
app.use(checkout)

const port = Number(process.env.PORT ?? 3000)
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
  console.log(`http://localhost:${port}/checkout/mug`)
})
