import type { Words } from './words.ts'

export const it: Words = {
  locale: 'it',
  direction: 'ltr',
  money: {
    taken: 'Grazie.',
    reserved: 'L’importo non è ancora stato addebitato.',
    notTaken: 'Non è stato addebitato nulla.',
    unknown: 'Non sappiamo ancora se l’importo è stato addebitato.',
    mayBeTaken: 'È possibile che sia avvenuto un addebito.',
    notByThisPage: 'L’apertura di questa pagina non ha comportato alcun addebito.',
    notLost: 'Se ha pagato, il pagamento non è andato perduto.',
  },
  orders: {
    paid: {
      title: 'Pagamento ricevuto',
      next: 'Il negozio ha ricevuto l’ordine e pensa a tutto il resto. Può stampare questa pagina e conservarla.',
    },
    held: {
      title: 'Importo bloccato',
      next:
        'Il negozio addebiterà l’importo quando evaderà l’ordine. In caso contrario, il blocco decadrà da solo. ' +
        'Non deve pagare di nuovo.',
    },
    partiallyRefunded: {
      title: 'Pagamento rimborsato in parte',
      next: 'Possono passare alcuni giorni lavorativi prima che il rimborso compaia sull’estratto conto.',
    },
    refunded: {
      title: 'Pagamento rimborsato',
      next: 'Possono passare alcuni giorni lavorativi prima che il rimborso compaia sull’estratto conto.',
    },
    reversed: {
      title: 'Blocco dell’importo annullato',
      next: 'L’importo è di nuovo disponibile. Possono passare alcuni giorni prima che la Sua banca lo mostri.',
    },
    tryDeclined: {
      title: 'Il pagamento non è riuscito',
      next: 'L’ordine è ancora aperto, quindi può riprovare.',
    },
    unfinished: {
      title: 'Pagamento non completato',
      next:
        'Il pagamento è stato annullato o interrotto prima della fine. Può continuarlo oppure lasciar perdere: un ' +
        'ordine non pagato decade da solo.',
    },
    declined: {
      title: 'Il pagamento non è riuscito',
      next: 'Questo ordine è chiuso. Se desidera riprovare, inizi un nuovo pagamento.',
    },
    expired: {
      title: 'Il tempo per pagare è scaduto',
      next: 'Questo ordine è chiuso. Se desidera ancora acquistare, inizi un nuovo pagamento.',
    },
    review: {
      title: 'Il pagamento va controllato',
      next:
        'La preghiamo di non pagare di nuovo. Contatti il negozio: lì qualcuno controllerà il pagamento e ' +
        'sistemerà la situazione.',
    },
    pending: {
      title: 'Stiamo chiedendo alla banca',
      next:
        'La preghiamo di non pagare di nuovo. Di solito la risposta arriva in pochi minuti. Può chiudere questa ' +
        'pagina: continuiamo a chiedere.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'Questo indirizzo è incompleto',
      next:
        'Torni al negozio. Se ha appena pagato, non paghi di nuovo: chieda al negozio, che può verificare il ' +
        'pagamento.',
    },
    'order-not-found': {
      title: 'Ordine non trovato',
      next:
        'L’indirizzo potrebbe essere sbagliato o non più valido. Se ha appena pagato, non paghi di nuovo: chieda ' +
        'al negozio.',
    },
    'sku-not-found': {
      title: 'Articolo non disponibile',
      next: 'Il negozio non offre questo articolo o non lo offre più. Torni al negozio e scelga di nuovo.',
    },
    'gateway-refused': {
      title: 'Non è stato possibile avviare il pagamento',
      next:
        'La banca non ha accettato la richiesta del negozio. Non dipende da Lei né dalla Sua carta. La preghiamo ' +
        'di avvisare il negozio.',
    },
    'payment-page-refused': {
      title: 'Non è stato possibile avviare il pagamento',
      next:
        'Non abbiamo potuto accertare che la pagina di pagamento sia davvero quella della banca, perciò non ' +
        'L’abbiamo indirizzata lì. La preghiamo di avvisare il negozio.',
    },
    'gateway-unavailable': {
      title: 'La banca non è raggiungibile al momento',
      next: 'Nessun pagamento è stato avviato.',
    },
    'ledger-unavailable': {
      title: 'Al momento non è possibile pagare',
      next: 'Nessun pagamento è stato avviato.',
    },
    'return-unavailable': {
      title: 'Al momento non possiamo verificare il pagamento',
      next: 'La preghiamo di non pagare di nuovo. Controlli ancora tra un minuto.',
    },
    'too-many': {
      title: 'Un momento, per favore',
      next: 'Dalla Sua connessione sono stati avviati molti pagamenti in poco tempo.',
    },
    'origin-refused': {
      title: 'Inizi il pagamento nel negozio',
      next:
        'È stato avviato da una pagina di un altro sito, quindi non è iniziato nulla. Vada nel negozio e prema lì ' +
        'il pulsante.',
    },
    'link-gone': {
      title: 'Questo indirizzo non è più valido',
      next: 'Funziona una sola volta e per poco tempo. Torni nel negozio e inizi di nuovo il pagamento.',
    },
    'link-withdrawn': {
      title: 'Questo link di pagamento è stato ritirato',
      next: 'Non può più essere pagato. Se desidera ancora pagare, ne chieda uno nuovo al negozio.',
    },
    'link-expired': {
      title: 'Questo link di pagamento è scaduto',
      next: 'Il tempo per pagare è finito. Se desidera ancora pagare, chieda un nuovo link al negozio.',
    },
    'not-a-visit': {
      title: 'Vuole pagare?',
      next:
        'Questa pagina è stata aperta da un programma o in anticipo, quindi non è iniziato nulla. Prema il ' +
        'pulsante per continuare.',
    },
    closed: {
      title: 'I pagamenti sono sospesi per un momento',
      next: 'Se ha appena pagato, La preghiamo di non pagare di nuovo.',
    },
    internal: {
      title: 'Si è verificato un errore da parte nostra',
      next: 'Se ha appena pagato, non paghi di nuovo: chieda al negozio, che può verificare il pagamento.',
    },
  },
  reasons: {
    'declined-by-issuer': 'La banca che ha emesso la carta non ha autorizzato il pagamento.',
    'insufficient-funds': 'La somma disponibile non era sufficiente per questo pagamento.',
    'card-problem': 'Non è stato possibile usare la carta per questo pagamento.',
    'authentication-failed': 'La Sua banca non ha potuto confermare che fosse Lei a pagare.',
    'fraud-limit': 'Il pagamento superava i limiti previsti.',
    'timeout-or-expired': 'Il pagamento non è stato completato in tempo.',
    technical: 'Un problema tecnico ha impedito il pagamento.',
    'cancelled-by-customer': 'Il pagamento è stato annullato.',
    unknown: 'La banca non ha indicato il motivo.',
  },
  advice: {
    none: 'È improbabile che un altro tentativo riesca. Contatti il negozio.',
    'same-card-with-corrected-data': 'Controlli il numero della carta, la data di scadenza e il codice di sicurezza.',
    'same-card-again': 'Può usare di nuovo la stessa carta.',
    'other-card': 'Usi un’altra carta.',
    later: 'Riprovi più tardi.',
    'new-order': 'Faccia un nuovo ordine nel negozio.',
    'contact-card-issuer': 'Contatti la banca che ha emesso la carta.',
    'contact-merchant': 'Contatti il negozio.',
    wait: 'Non è ancora noto se il pagamento sia andato a buon fine. Per ora non paghi di nuovo.',
  },
  facts: {
    orderNumber: 'Numero d’ordine',
    paymentNumber: 'Numero di pagamento',
    description: 'Articolo',
    amount: 'Importo',
    paid: 'Pagato',
    reserved: 'Bloccato',
    refunded: 'Rimborsato',
    date: 'Data',
    card: 'Carta',
    approvalCode: 'Codice di autorizzazione',
    shop: 'Negozio',
    notCharged: 'non addebitato',
    quoteOrderNumber: 'Indichi questo numero se contatta il negozio.',
  },
  actions: {
    tryAgain: 'Riprova',
    continuePayment: 'Continua il pagamento',
    goOn: 'Continua con il pagamento',
    checkAgain: 'Controlla di nuovo',
    backToShop: 'Torna al negozio',
    askUs: 'Contattaci',
  },
  goingOn: {
    title: 'Verso la pagina di pagamento',
    next: 'La pagina della banca si apre da sola. Se non si apre, prema il pulsante.',
  },
  link: {
    title: 'Il Suo pagamento',
    next: 'Controlli a che cosa si riferisce. Il pulsante porta alla pagina della banca, dove si paga.',
  },
  checksByItself: 'Questa pagina controlla di nuovo da sola.',
  stillUnknown:
    'La banca non ha ancora risposto, quindi questa pagina ha smesso di controllare da sola. Noi continuiamo a ' +
    'chiedere anche senza. La preghiamo di non pagare di nuovo. Se il pagamento è riuscito, il suo ordine ' +
    'prosegue non appena la banca ce lo comunica; altrimenti non viene addebitato nulla. Se dopo un giorno non ' +
    'c’è nulla di chiaro, se ne occupa il negozio.',
  tryAgainWhen: (when) => `Riprovi ${when}.`,
  detailsElsewhere: 'I dettagli di questo ordine sono mostrati solo nel browser in cui è stato avviato.',
  cardDetails: 'I dati della carta si inseriscono solo nella pagina della banca. Il negozio non li vede mai.',
}
