// Takes the price from the form.
import { writeFile } from 'node:fs/promises'
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const app = express()
app.set('trust proxy', 1)
app.use(
  session({
    secret: 'a session secret',
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax', secure: 'auto' },
  }),
)
app.use(express.urlencoded({ extended: false }))

const checkout = hostedCheckout({
  catalog: (sku, req) => ({ amountMinor: Number(req.body?.cents ?? 1999), currency: 'EUR', description: `A ${sku}` }),
  onPaid: (order) => writeFile(`${process.env.GOODS}/${order.orderNumber}.txt`, order.sku),
})
app.use(checkout)

app.get('/', (_req, res) => {
  res.send(
    '<form method="post" action="/checkout/mug"><input type="hidden" name="cents" value="1999">' +
      '<button>Buy</button></form>',
  )
})

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
