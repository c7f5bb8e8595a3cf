import type { Words } from './words.ts'

export const nl: Words = {
  locale: 'nl',
  direction: 'ltr',
  money: {
    taken: 'Bedankt.',
    reserved: 'Het bedrag is nog niet afgeschreven.',
    notTaken: 'Er is geen geld afgeschreven.',
    unknown: 'We weten nog niet of het geld is afgeschreven.',
    mayBeTaken: 'Er is mogelijk geld afgeschreven.',
    notByThisPage: 'Door deze pagina te openen is er geen geld afgeschreven.',
    notLost: 'Als u hebt betaald, is uw betaling niet verloren.',
  },
  orders: {
    paid: {
      title: 'Betaling ontvangen',
      next: 'De winkel heeft uw bestelling en regelt de rest. U kunt deze pagina afdrukken voor uw administratie.',
    },
    held: {
      title: 'Bedrag gereserveerd',
      next:
        'De winkel schrijft het bedrag af wanneer uw bestelling wordt uitgevoerd. Anders vervalt de reservering ' +
        'vanzelf. U hoeft niet opnieuw te betalen.',
    },
    partiallyRefunded: {
      title: 'Betaling deels terugbetaald',
      next: 'Het kan enkele werkdagen duren voordat de terugbetaling op uw afschrift staat.',
    },
    refunded: {
      title: 'Betaling terugbetaald',
      next: 'Het kan enkele werkdagen duren voordat de terugbetaling op uw afschrift staat.',
    },
    reversed: {
      title: 'Gereserveerd bedrag vrijgegeven',
      next:
        'U kunt weer over het gereserveerde bedrag beschikken. Het kan enkele dagen duren voordat uw bank dat ' +
        'laat zien.',
    },
    tryDeclined: {
      title: 'De betaling is niet gelukt',
      next: 'Uw bestelling staat nog open, dus u kunt het opnieuw proberen.',
    },
    unfinished: {
      title: 'Betaling niet afgerond',
      next:
        'De betaling is geannuleerd of niet afgemaakt. U kunt verdergaan of het hierbij laten: een onbetaalde ' +
        'bestelling vervalt vanzelf.',
    },
    declined: {
      title: 'De betaling is niet gelukt',
      next: 'Deze bestelling is gesloten. Wilt u het opnieuw proberen, begin dan een nieuwe betaling.',
    },
    expired: {
      title: 'De tijd om te betalen is verstreken',
      next: 'Deze bestelling is gesloten. Wilt u nog steeds kopen, begin dan een nieuwe betaling.',
    },
    review: {
      title: 'Uw betaling moet worden nagekeken',
      next:
        'Betaal niet opnieuw. Neem contact op met de winkel: daar kijkt iemand uw betaling na en wordt het ' +
        'opgelost.',
    },
    pending: {
      title: 'We vragen het na bij de bank',
      next:
        'Betaal niet opnieuw. Het antwoord komt meestal binnen enkele minuten. U kunt deze pagina sluiten: we ' +
        'blijven navragen.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'Dit adres is niet volledig',
      next:
        'Ga terug naar de winkel. Als u net hebt betaald, betaal dan niet opnieuw: vraag het de winkel, die kan ' +
        'uw betaling opzoeken.',
    },
    'order-not-found': {
      title: 'Bestelling niet gevonden',
      next:
        'Het adres is misschien verkeerd getypt of verouderd. Als u net hebt betaald, betaal dan niet opnieuw: ' +
        'vraag het de winkel.',
    },
    'sku-not-found': {
      title: 'Artikel niet beschikbaar',
      next: 'De winkel biedt dit artikel niet of niet meer aan. Ga terug naar de winkel en kies opnieuw.',
    },
    'gateway-refused': {
      title: 'De betaling kon niet worden gestart',
      next:
        'De bank heeft het verzoek van de winkel niet aanvaard. Dat ligt niet aan u of aan uw kaart. Laat het de ' +
        'winkel weten.',
    },
    'payment-page-refused': {
      title: 'De betaling kon niet worden gestart',
      next:
        'We konden niet vaststellen dat de betaalpagina echt van de bank is. Daarom hebben we u er niet naartoe ' +
        'gestuurd. Laat het de winkel weten.',
    },
    'gateway-unavailable': {
      title: 'We konden de bank niet bereiken',
      next: 'Er is geen betaling gestart.',
    },
    'ledger-unavailable': {
      title: 'Betalen is op dit moment niet mogelijk',
      next: 'Er is geen betaling gestart.',
    },
    'return-unavailable': {
      title: 'We kunnen uw betaling op dit moment niet opzoeken',
      next: 'Betaal niet opnieuw. Kijk over een minuut nog eens.',
    },
    'too-many': {
      title: 'Een ogenblik geduld',
      next: 'Via uw verbinding zijn in korte tijd veel betalingen gestart.',
    },
    'origin-refused': {
      title: 'Begin de betaling in de winkel',
      next:
        'De betaling werd gestart vanaf een pagina van een andere website en daarom is er niets begonnen. Ga naar ' +
        'de winkel en druk daar op de knop.',
    },
    'link-gone': {
      title: 'Dit adres is niet meer geldig',
      next: 'Het werkt één keer en maar voor korte tijd. Ga terug naar de winkel en begin de betaling opnieuw.',
    },
    'link-withdrawn': {
      title: 'Deze betaallink is ingetrokken',
      next: 'Er kan niet meer mee worden betaald. Wilt u nog betalen, vraag de winkel dan om een nieuwe.',
    },
    'link-expired': {
      title: 'Deze betaallink is verlopen',
      next: 'De tijd om te betalen is voorbij. Wilt u nog betalen, vraag de winkel dan om een nieuwe.',
    },
    'not-a-visit': {
      title: 'Wilt u betalen?',
      next:
        'Deze pagina is door een programma of vooraf geopend en daarom is er niets begonnen. Druk op de knop om ' +
        'verder te gaan.',
    },
    closed: {
      title: 'Betalen is even onderbroken',
      next: 'Als u net hebt betaald, betaal dan niet opnieuw.',
    },
    internal: {
      title: 'Er is bij ons iets misgegaan',
      next: 'Als u net hebt betaald, betaal dan niet opnieuw: vraag het de winkel, die kan uw betaling opzoeken.',
    },
  },
  reasons: {
    'declined-by-issuer': 'De bank die uw kaart heeft uitgegeven, heeft de betaling niet goedgekeurd.',
    'insufficient-funds': 'Er was niet genoeg geld beschikbaar voor deze betaling.',
    'card-problem': 'De kaart kon niet voor deze betaling worden gebruikt.',
    'authentication-failed': 'Uw bank kon niet bevestigen dat u het was die betaalde.',
    'fraud-limit': 'De betaling viel buiten de limieten die ervoor gelden.',
    'timeout-or-expired': 'De betaling is niet op tijd afgerond.',
    technical: 'Een technisch probleem heeft de betaling verhinderd.',
    'cancelled-by-customer': 'De betaling is geannuleerd.',
    unknown: 'De bank heeft geen reden gegeven.',
  },
  advice: {
    none: 'Opnieuw proberen helpt waarschijnlijk niet. Neem contact op met de winkel.',
    'same-card-with-corrected-data': 'Controleer het kaartnummer, de vervaldatum en de beveiligingscode.',
    'same-card-again': 'U kunt dezelfde kaart opnieuw gebruiken.',
    'other-card': 'Gebruik een andere kaart.',
    later: 'Probeer het later opnieuw.',
    'new-order': 'Plaats een nieuwe bestelling in de winkel.',
    'contact-card-issuer': 'Neem contact op met de bank die uw kaart heeft uitgegeven.',
    'contact-merchant': 'Neem contact op met de winkel.',
    wait: 'Het is nog niet bekend of de betaling is gelukt. Betaal voorlopig niet opnieuw.',
  },
  facts: {
    orderNumber: 'Bestelnummer',
    paymentNumber: 'Betalingsnummer',
    description: 'Artikel',
    amount: 'Bedrag',
    paid: 'Betaald',
    reserved: 'Gereserveerd',
    refunded: 'Terugbetaald',
    date: 'Datum',
    card: 'Kaart',
    approvalCode: 'Autorisatiecode',
    shop: 'Winkel',
    notCharged: 'niet afgeschreven',
    quoteOrderNumber: 'Vermeld dit nummer als u contact opneemt met de winkel.',
  },
  actions: {
    tryAgain: 'Opnieuw proberen',
    continuePayment: 'Verder met betalen',
    goOn: 'Verder naar de betaling',
    checkAgain: 'Opnieuw kijken',
    backToShop: 'Terug naar de winkel',
    askUs: 'Vraag het ons',
  },
  goingOn: {
    title: 'Naar de betaalpagina',
    next: 'De pagina van de bank opent vanzelf. Gebeurt dat niet, druk dan op de knop.',
  },
  link: {
    title: 'Uw betaling',
    next: 'Controleer waarvoor u betaalt. De knop brengt u naar de pagina van de bank, waar u betaalt.',
  },
  checksByItself: 'Deze pagina kijkt vanzelf opnieuw.',
  stillUnknown:
    'De bank heeft nog steeds niet geantwoord, daarom controleert deze pagina niet meer vanzelf. Wij blijven ' +
    'ook zonder deze pagina navraag doen. Betaal alstublieft niet opnieuw. Als uw betaling is gelukt, gaat uw ' +
    'bestelling verder zodra de bank het ons laat weten; zo niet, dan wordt er niets afgeschreven. Is er na een ' +
    'dag nog niets duidelijk, dan zoekt de winkel het uit.',
  tryAgainWhen: (when) => `Probeer het ${when} opnieuw.`,
  detailsElsewhere: 'De gegevens van deze bestelling zijn alleen te zien in de browser waarin ze is gestart.',
  cardDetails: 'Kaartgegevens worden alleen op de pagina van de bank ingevuld. De winkel krijgt ze nooit te zien.',
}
