import express from 'express'
import { given, policy, serve, sessions } from './serve.ts'

/** A store that answers so many checkouts, and never another: what a request that waits costs without any library. */
const maxAnswered = Number(given('ANSWERED'))
let count = 0

const app = express()
app.use(policy())
app.use(sessions())
app.get('/checkout/:sku', (_req, res) => {
  count += 1
  if (count <= maxAnswered) res.redirect(302, `${given('BANK')}/pay?mdOrder=1`)
})
serve(app)
