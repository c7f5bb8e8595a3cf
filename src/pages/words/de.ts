import type { Words } from './words.ts'

export const de: Words = {
  locale: 'de',
  direction: 'ltr',
  money: {
    taken: 'Vielen Dank.',
    reserved: 'Der Betrag wurde noch nicht abgebucht.',
    notTaken: 'Es wurde kein Geld abgebucht.',
    unknown: 'Wir wissen noch nicht, ob das Geld abgebucht wurde.',
    mayBeTaken: 'Möglicherweise wurde Geld abgebucht.',
    notByThisPage: 'Durch den Aufruf dieser Seite wurde kein Geld abgebucht.',
    notLost: 'Falls Sie bezahlt haben, ist Ihre Zahlung nicht verloren.',
  },
  orders: {
    paid: {
      title: 'Zahlung eingegangen',
      next:
        'Der Shop hat Ihre Bestellung und kümmert sich um alles Weitere. Sie können diese Seite für Ihre ' +
        'Unterlagen ausdrucken.',
    },
    held: {
      title: 'Betrag reserviert',
      next:
        'Der Shop bucht den Betrag ab, wenn er Ihre Bestellung ausführt. Andernfalls endet die Reservierung von ' +
        'selbst. Sie müssen nicht noch einmal bezahlen.',
    },
    partiallyRefunded: {
      title: 'Zahlung teilweise erstattet',
      next: 'Es kann einige Werktage dauern, bis die Erstattung auf Ihrem Konto erscheint.',
    },
    refunded: {
      title: 'Zahlung erstattet',
      next: 'Es kann einige Werktage dauern, bis die Erstattung auf Ihrem Konto erscheint.',
    },
    reversed: {
      title: 'Reservierung des Betrags aufgehoben',
      next:
        'Sie können wieder über den reservierten Betrag verfügen. Es kann einige Tage dauern, bis Ihre Bank das ' +
        'anzeigt.',
    },
    tryDeclined: {
      title: 'Die Zahlung hat nicht geklappt',
      next: 'Ihre Bestellung ist noch offen, Sie können es also noch einmal versuchen.',
    },
    unfinished: {
      title: 'Zahlung nicht abgeschlossen',
      next:
        'Die Zahlung wurde abgebrochen oder nicht zu Ende geführt. Sie können sie fortsetzen oder es dabei ' +
        'belassen: Eine unbezahlte Bestellung verfällt von selbst.',
    },
    declined: {
      title: 'Die Zahlung hat nicht geklappt',
      next:
        'Diese Bestellung ist geschlossen. Wenn Sie es noch einmal versuchen möchten, beginnen Sie bitte eine ' +
        'neue Zahlung.',
    },
    expired: {
      title: 'Die Zeit zum Bezahlen ist abgelaufen',
      next:
        'Diese Bestellung ist geschlossen. Wenn Sie weiterhin kaufen möchten, beginnen Sie bitte eine neue ' +
        'Zahlung.',
    },
    review: {
      title: 'Ihre Zahlung muss geprüft werden',
      next:
        'Bitte bezahlen Sie nicht noch einmal. Wenden Sie sich an den Shop: Dort prüft jemand Ihre Zahlung und ' +
        'klärt den Fall.',
    },
    pending: {
      title: 'Wir fragen bei der Bank nach',
      next:
        'Bitte bezahlen Sie nicht noch einmal. Die Antwort kommt meist innerhalb weniger Minuten. Sie können ' +
        'diese Seite schließen: Wir fragen weiter nach.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'Diese Adresse ist unvollständig',
      next:
        'Bitte gehen Sie zurück zum Shop. Wenn Sie gerade bezahlt haben, bezahlen Sie nicht noch einmal, sondern ' +
        'fragen Sie den Shop: Er kann Ihre Zahlung nachsehen.',
    },
    'order-not-found': {
      title: 'Bestellung nicht gefunden',
      next:
        'Die Adresse ist vielleicht falsch geschrieben oder veraltet. Wenn Sie gerade bezahlt haben, bezahlen Sie ' +
        'nicht noch einmal, sondern fragen Sie den Shop.',
    },
    'sku-not-found': {
      title: 'Artikel nicht verfügbar',
      next:
        'Der Shop bietet diesen Artikel nicht oder nicht mehr an. Bitte gehen Sie zurück zum Shop und wählen Sie ' +
        'neu.',
    },
    'gateway-refused': {
      title: 'Die Zahlung konnte nicht beginnen',
      next:
        'Die Bank hat die Anfrage des Shops nicht angenommen. Das liegt nicht an Ihnen oder Ihrer Karte. Bitte ' +
        'sagen Sie dem Shop Bescheid.',
    },
    'payment-page-refused': {
      title: 'Die Zahlung konnte nicht beginnen',
      next:
        'Wir konnten nicht sicherstellen, dass die Zahlungsseite wirklich der Bank gehört, und haben Sie deshalb ' +
        'nicht dorthin geleitet. Bitte sagen Sie dem Shop Bescheid.',
    },
    'gateway-unavailable': {
      title: 'Die Bank ist gerade nicht erreichbar',
      next: 'Es wurde keine Zahlung begonnen.',
    },
    'ledger-unavailable': {
      title: 'Zahlungen sind gerade nicht möglich',
      next: 'Es wurde keine Zahlung begonnen.',
    },
    'return-unavailable': {
      title: 'Wir können Ihre Zahlung gerade nicht nachsehen',
      next: 'Bitte bezahlen Sie nicht noch einmal. Sehen Sie in einer Minute wieder nach.',
    },
    'too-many': {
      title: 'Einen Moment bitte',
      next: 'Über Ihre Verbindung wurden in kurzer Zeit viele Zahlungen begonnen.',
    },
    'origin-refused': {
      title: 'Bitte beginnen Sie die Zahlung im Shop',
      next:
        'Sie wurde von einer Seite einer anderen Website aus gestartet, deshalb wurde nichts begonnen. Bitte ' +
        'gehen Sie zum Shop und drücken Sie dort auf die Schaltfläche.',
    },
    'link-gone': {
      title: 'Diese Adresse gilt nicht mehr',
      next:
        'Sie funktioniert nur einmal und nur für kurze Zeit. Bitte gehen Sie zurück zum Shop und beginnen Sie die ' +
        'Zahlung neu.',
    },
    'link-withdrawn': {
      title: 'Dieser Zahlungslink wurde zurückgezogen',
      next: 'Er kann nicht mehr bezahlt werden. Wenn Sie noch bezahlen möchten, bitten Sie den Shop um einen neuen.',
    },
    'link-expired': {
      title: 'Dieser Zahlungslink ist abgelaufen',
      next: 'Die Zeit zum Bezahlen ist vorbei. Wenn Sie noch bezahlen möchten, bitten Sie den Shop um einen neuen.',
    },
    'not-a-visit': {
      title: 'Möchten Sie bezahlen?',
      next:
        'Diese Seite wurde von einem Programm oder im Voraus geöffnet, deshalb wurde nichts begonnen. Drücken Sie ' +
        'auf die Schaltfläche, um fortzufahren.',
    },
    closed: {
      title: 'Zahlungen sind kurz unterbrochen',
      next: 'Wenn Sie gerade bezahlt haben, bezahlen Sie bitte nicht noch einmal.',
    },
    internal: {
      title: 'Bei uns ist ein Fehler aufgetreten',
      next:
        'Wenn Sie gerade bezahlt haben, bezahlen Sie nicht noch einmal, sondern fragen Sie den Shop: Er kann Ihre ' +
        'Zahlung nachsehen.',
    },
  },
  reasons: {
    'declined-by-issuer': 'Die Bank, die Ihre Karte ausgegeben hat, hat die Zahlung nicht freigegeben.',
    'insufficient-funds': 'Für diese Zahlung war nicht genug Geld verfügbar.',
    'card-problem': 'Die Karte konnte für diese Zahlung nicht verwendet werden.',
    'authentication-failed': 'Ihre Bank konnte nicht bestätigen, dass Sie selbst bezahlen.',
    'fraud-limit': 'Die Zahlung lag außerhalb der dafür geltenden Grenzen.',
    'timeout-or-expired': 'Die Zahlung wurde nicht rechtzeitig abgeschlossen.',
    technical: 'Ein technisches Problem hat die Zahlung verhindert.',
    'cancelled-by-customer': 'Die Zahlung wurde abgebrochen.',
    unknown: 'Die Bank hat keinen Grund genannt.',
  },
  advice: {
    none: 'Ein weiterer Versuch hilft wahrscheinlich nicht. Bitte wenden Sie sich an den Shop.',
    'same-card-with-corrected-data': 'Bitte prüfen Sie Kartennummer, Ablaufdatum und Prüfziffer.',
    'same-card-again': 'Sie können dieselbe Karte noch einmal verwenden.',
    'other-card': 'Bitte verwenden Sie eine andere Karte.',
    later: 'Bitte versuchen Sie es später noch einmal.',
    'new-order': 'Bitte bestellen Sie im Shop neu.',
    'contact-card-issuer': 'Bitte wenden Sie sich an die Bank, die Ihre Karte ausgegeben hat.',
    'contact-merchant': 'Bitte wenden Sie sich an den Shop.',
    wait: 'Ob die Zahlung durchgegangen ist, steht noch nicht fest. Bitte zahlen Sie vorerst nicht noch einmal.',
  },
  facts: {
    orderNumber: 'Bestellnummer',
    paymentNumber: 'Zahlungsnummer',
    description: 'Artikel',
    amount: 'Betrag',
    paid: 'Bezahlt',
    reserved: 'Reserviert',
    refunded: 'Erstattet',
    date: 'Datum',
    card: 'Karte',
    approvalCode: 'Autorisierungscode',
    shop: 'Shop',
    notCharged: 'nicht abgebucht',
    quoteOrderNumber: 'Bitte bei Fragen an den Shop angeben.',
  },
  actions: {
    tryAgain: 'Erneut versuchen',
    continuePayment: 'Zahlung fortsetzen',
    goOn: 'Weiter zur Zahlung',
    checkAgain: 'Erneut nachsehen',
    backToShop: 'Zurück zum Shop',
    askUs: 'Fragen Sie uns',
  },
  goingOn: {
    title: 'Weiter zur Zahlungsseite',
    next: 'Die Seite der Bank öffnet sich von selbst. Falls nicht, drücken Sie bitte auf die Schaltfläche.',
  },
  link: {
    title: 'Ihre Zahlung',
    next: 'Bitte prüfen Sie, wofür sie ist. Die Schaltfläche führt Sie zur Seite der Bank, auf der Sie bezahlen.',
  },
  checksByItself: 'Diese Seite sieht von selbst wieder nach.',
  stillUnknown:
    'Die Bank hat noch immer nicht geantwortet, deshalb prüft diese Seite nicht mehr von selbst. Wir fragen ' +
    'auch ohne sie weiter. Bitte zahlen Sie nicht noch einmal. Wenn Ihre Zahlung geklappt hat, geht Ihre ' +
    'Bestellung weiter, sobald die Bank es uns sagt; wenn nicht, wird kein Geld abgebucht. Ist nach einem Tag ' +
    'noch nichts klar, kümmert sich der Shop darum.',
  tryAgainWhen: (when) => `Bitte versuchen Sie es ${when} noch einmal.`,
  detailsElsewhere:
    'Die Einzelheiten dieser Bestellung werden nur in dem Browser angezeigt, in dem sie begonnen wurde.',
  cardDetails: 'Kartendaten werden nur auf der Seite der Bank eingegeben. Der Shop bekommt sie nie zu sehen.',
}
