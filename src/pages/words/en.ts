import type { Words } from './words.ts'

export const en: Words = {
  locale: 'en',
  direction: 'ltr',
  money: {
    taken: 'Thank you.',
    reserved: 'The money has not been taken yet.',
    notTaken: 'No money was taken.',
    unknown: 'We do not know yet whether the money was taken.',
    mayBeTaken: 'Money may have been taken.',
    notByThisPage: 'Opening this page did not take any money.',
    notLost: 'If you have paid, your payment is not lost.',
  },
  orders: {
    paid: {
      title: 'Payment received',
      next: 'The shop has your order and takes it from here. You can print this page for your records.',
    },
    held: {
      title: 'Amount reserved',
      next:
        'The shop takes the money when it completes your order. If it does not, the reservation ends by itself. ' +
        'You do not need to pay again.',
    },
    partiallyRefunded: {
      title: 'Payment partially refunded',
      next: 'It can take a few working days for the refund to show on your statement.',
    },
    refunded: {
      title: 'Payment refunded',
      next: 'It can take a few working days for the refund to show on your statement.',
    },
    reversed: {
      title: 'Reserved amount released',
      next: 'The reserved amount is available to you again. It can take a few days for your bank to show it.',
    },
    tryDeclined: {
      title: 'The payment did not go through',
      next: 'Your order is still open, so you can try again.',
    },
    unfinished: {
      title: 'Payment not finished',
      next:
        'The payment was cancelled or left unfinished. You can continue it, or simply leave it: an unpaid order ' +
        'closes by itself.',
    },
    declined: {
      title: 'The payment did not go through',
      next: 'This order is closed. If you would like to try again, please start a new payment.',
    },
    expired: {
      title: 'The time to pay has run out',
      next: 'This order is closed. If you still want to buy, please start a new payment.',
    },
    review: {
      title: 'Your payment needs a closer look',
      next: 'Please do not pay again. Contact the shop: someone there will check your payment and put it right.',
    },
    pending: {
      title: 'We are asking the bank',
      next:
        'Please do not pay again. The answer usually comes within a few minutes. You may close this page: we keep ' +
        'asking.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'This address is incomplete',
      next: 'Please go back to the shop. If you have just paid, do not pay again: the shop can look up your payment.',
    },
    'order-not-found': {
      title: 'Order not found',
      next: 'The address may be mistyped or out of date. If you have just paid, do not pay again: ask the shop.',
    },
    'sku-not-found': {
      title: 'Item not available',
      next: 'The shop does not offer this item, or no longer does. Please go back to the shop and choose again.',
    },
    'gateway-refused': {
      title: 'The payment could not be started',
      next:
        'The bank did not accept the shop’s request. This has nothing to do with you or your card. Please let the ' +
        'shop know.',
    },
    'payment-page-refused': {
      title: 'The payment could not be started',
      next:
        'We could not make sure that the payment page is the bank’s own, so we did not send you there. Please let ' +
        'the shop know.',
    },
    'gateway-unavailable': { title: 'We could not reach the bank', next: 'No payment has been started.' },
    'ledger-unavailable': { title: 'Payments are not possible right now', next: 'No payment has been started.' },
    'return-unavailable': {
      title: 'We cannot look up your payment right now',
      next: 'Please do not pay again. Check again in a minute.',
    },
    'too-many': {
      title: 'One moment, please',
      next: 'Many payments have been started from your connection in a short time.',
    },
    'origin-refused': {
      title: 'Please start the payment in the shop',
      next:
        'A page on another website tried to start it, so nothing has been started. Please go to the shop and press ' +
        'the button there.',
    },
    'link-gone': {
      title: 'This address is no longer valid',
      next: 'It works once, and for a short time only. Please go back to the shop and start the payment again.',
    },
    'link-withdrawn': {
      title: 'This payment link was withdrawn',
      next: 'It can no longer be paid. If you still want to pay, please ask the shop for a new one.',
    },
    'link-expired': {
      title: 'This payment link has expired',
      next: 'The time to pay has run out. If you still want to pay, please ask the shop for a new one.',
    },
    'not-a-visit': {
      title: 'Do you want to pay?',
      next:
        'This page was opened by a program, or ahead of time, so nothing has been started. Press the button to ' +
        'continue.',
    },
    closed: {
      title: 'Payments are paused for a moment',
      next: 'If you have just paid, please do not pay again.',
    },
    internal: {
      title: 'Something went wrong on our side',
      next: 'If you have just paid, do not pay again: the shop can look up your payment.',
    },
  },
  reasons: {
    'declined-by-issuer': 'The bank that issued your card did not approve the payment.',
    'insufficient-funds': 'There was not enough money available for this payment.',
    'card-problem': 'The card could not be used for this payment.',
    'authentication-failed': 'Your bank could not confirm that it was you paying.',
    'fraud-limit': 'The payment was outside the limits that apply to it.',
    'timeout-or-expired': 'The payment was not finished in time.',
    technical: 'A technical problem stopped the payment.',
    'cancelled-by-customer': 'The payment was cancelled.',
    unknown: 'The bank gave no reason.',
  },
  advice: {
    none: 'Trying again is unlikely to help. Please contact the shop.',
    'same-card-with-corrected-data': 'Please check the card number, the expiry date and the security code.',
    'same-card-again': 'You can use the same card again.',
    'other-card': 'Please use another card.',
    later: 'Please try again later.',
    'new-order': 'Please start a new order in the shop.',
    'contact-card-issuer': 'Please contact the bank that issued your card.',
    'contact-merchant': 'Please contact the shop.',
    wait: 'We do not know yet whether the payment went through. Please do not pay again for now.',
  },
  facts: {
    orderNumber: 'Order number',
    paymentNumber: 'Payment number',
    description: 'Item',
    amount: 'Amount',
    paid: 'Paid',
    reserved: 'Reserved',
    refunded: 'Refunded',
    date: 'Date',
    card: 'Card',
    approvalCode: 'Approval code',
    shop: 'Shop',
    notCharged: 'not charged',
    quoteOrderNumber: 'Quote this number if you contact the shop.',
  },
  actions: {
    tryAgain: 'Try again',
    continuePayment: 'Continue payment',
    goOn: 'Continue to payment',
    checkAgain: 'Check again',
    backToShop: 'Back to the shop',
    askUs: 'Ask us',
  },
  goingOn: {
    title: 'Taking you to the payment page',
    next: 'The bank’s page opens by itself. If it does not, press the button.',
  },
  link: {
    title: 'Your payment',
    next: 'Please check what it is for. The button takes you to the bank’s page, where you pay.',
  },
  checksByItself: 'This page checks again by itself.',
  stillUnknown:
    'The bank has still not answered, so this page has stopped checking by itself. We keep asking without it. ' +
    'Please do not pay again. If your payment went through, your order goes ahead as soon as the bank tells us; ' +
    'if it did not, no money is taken. If nothing is clear after a day, the shop will look into it.',
  tryAgainWhen: (when) => `Please try again ${when}.`,
  detailsElsewhere: 'The details of this order are shown only in the browser that started it.',
  cardDetails: 'Card details are entered on the bank’s page only. The shop never sees them.',
}
