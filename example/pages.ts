import { formatMoney } from 'express-hosted-checkout'
import type { Order } from 'express-hosted-checkout'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { shelf } from './shelf.ts'
import type { Thing } from './shelf.ts'

/** The front of the shop: everything on the shelf, each with a button to buy it. */
export function frontPage(): string {
  return layout(
    'Small things for your windowsill',
    html`
      <h1>Small things for your windowsill</h1>
      <p class="lead">Six of them, made with care. Wrapped today, on their way tomorrow.</p>
      <ul class="shelf">
        ${shelf.map(card)}
      </ul>
    `,
  )
}

/** The staff's way in. */
export function loginPage(problem?: string): string {
  const wrong = problem === undefined ? undefined : html`aria-invalid="true" aria-describedby="problem"`
  return layout(
    'For the staff',
    html`
      <section class="sheet narrow">
        <h1>For the staff</h1>
        <p class="lead">The back office opens with your name and password.</p>
        ${problem === undefined ? undefined : html`<p class="problem" id="problem" role="alert">${problem}</p>`}
        <form method="post" class="fields">
          <p>
            <label for="name">Name</label>
            <input id="name" name="name" autocomplete="username" autocapitalize="none" required ${wrong} />
          </p>
          <p>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required ${wrong} />
          </p>
          <button class="button">Log in</button>
        </form>
      </section>
    `,
  )
}

/** Rendered for a paid order, on every visit to the page. */
export function thanksPage(order: Order): string {
  const { orderNumber, card } = order
  return layout(
    'Thank you',
    html`
      <section class="sheet">
        <h1>Thank you!</h1>
        <p class="lead">We are wrapping it now, and it leaves our door tomorrow.</p>
        ${pictureOf(order.sku)}
        <dl>
          <div>
            <dt>Order number</dt>
            <dd class="number">${orderNumber}</dd>
          </div>
          <div>
            <dt>Bought</dt>
            <dd>${nameOf(order)}</dd>
          </div>
          <div>
            <dt>Paid</dt>
            <dd class="amount">${priceOf(order)}</dd>
          </div>
          ${
            card?.maskedNumber === undefined
              ? undefined
              : html`<div>
                  <dt>Card</dt>
                  <dd>${card.brand} ${card.maskedNumber}</dd>
                </div>`
          }
        </dl>
        <p class="actions"><a class="button" href="/">Back to the shelf</a> <a href="/orders">Your orders</a></p>
      </section>
    `,
  )
}

/** What this browser has bought, newest first. */
export function ordersPage(orders: readonly Order[]): string {
  return layout(
    'Your orders',
    html`
      <section class="sheet">
        <h1>Your orders</h1>
        ${
          orders.length === 0
            ? html`<p class="lead">Nothing yet. Is there something on <a href="/">the shelf</a> for you?</p>`
            : html`<ul class="orders">
                ${orders.map(orderLine)}
              </ul>`
        }
      </section>
    `,
  )
}

export function notFoundPage(): string {
  return layout(
    'Nothing here',
    html`
      <section class="sheet">
        <h1>Nothing here</h1>
        <p class="lead">This page does not exist. Everything we have is on <a href="/">the shelf</a>.</p>
      </section>
    `,
  )
}

function layout(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – Windowsill</title>
        <link rel="icon" href="/pictures/sign.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/styles/shop.css" />
      </head>
      <body>
        <header>
          <a class="sign" href="/"><img src="/pictures/sign.svg" alt="" width="36" height="36" />Windowsill</a>
          <nav><a href="/orders">Your orders</a></nav>
        </header>
        <main>${content}</main>
        <footer>You pay on our bank’s own page. We never see your card number.</footer>
      </body>
    </html> `.markup
}

/** The form leads to the checkout, which redirects to the bank's page. */
function card(thing: Thing): Html {
  return html`
    <li>
      <img src="/pictures/${thing.sku}.svg" alt="${thing.alt}" width="400" height="320" />
      <h2>${thing.description}</h2>
      <p>${thing.blurb}</p>
      <form method="post" action="/checkout/${thing.sku}">
        <span class="price">${priceOf(thing)}</span>
        <button class="button" aria-label="Buy ${thing.description}">Buy</button>
      </form>
    </li>
  `
}

function orderLine(order: Order): Html {
  return html`
    <li>
      ${pictureOf(order.sku)}
      <div>
        <h2>${nameOf(order)}</h2>
        <p class="number">${order.orderNumber}</p>
      </div>
      <span class="price">${priceOf(order)}</span>
    </li>
  `
}

function pictureOf(sku: string): Html | undefined {
  return shelf.some((thing) => thing.sku === sku)
    ? html`<img src="/pictures/${sku}.svg" alt="" width="400" height="320" />`
    : undefined
}

/** The name at the time of the order, whatever is on the shelf today. */
function nameOf({ description, sku }: Order): string {
  return description ?? sku
}

function priceOf({ amountMinor, currency }: Pick<Order, 'amountMinor' | 'currency'>): string {
  return formatMoney(amountMinor, currency, 'en')
}
