import type { Words } from './words.ts'

// A no-break space stands before the double punctuation marks, as French typography wants it.
export const fr: Words = {
  locale: 'fr',
  direction: 'ltr',
  money: {
    taken: 'Merci.',
    reserved: 'Le montant n’a pas encore été débité.',
    notTaken: 'Aucun montant n’a été débité.',
    unknown: 'Nous ne savons pas encore si le montant a été débité.',
    mayBeTaken: 'Il est possible qu’un montant ait été débité.',
    notByThisPage: 'L’ouverture de cette page n’a entraîné aucun débit.',
    notLost: 'Si vous avez payé, votre paiement n’est pas perdu.',
  },
  orders: {
    paid: {
      title: 'Paiement reçu',
      next:
        'La boutique a reçu votre commande et s’occupe de la suite. Vous pouvez imprimer cette page pour la ' +
        'conserver.',
    },
    held: {
      title: 'Montant réservé',
      next:
        'La boutique débitera le montant lorsqu’elle traitera votre commande. Sinon, la réservation prendra fin ' +
        'd’elle-même. Vous n’avez pas à payer de nouveau.',
    },
    partiallyRefunded: {
      title: 'Paiement remboursé en partie',
      next: 'Quelques jours ouvrés peuvent s’écouler avant que le remboursement n’apparaisse sur votre relevé.',
    },
    refunded: {
      title: 'Paiement remboursé',
      next: 'Quelques jours ouvrés peuvent s’écouler avant que le remboursement n’apparaisse sur votre relevé.',
    },
    reversed: {
      title: 'Réservation du montant levée',
      next:
        'Le montant réservé est de nouveau disponible. Quelques jours peuvent s’écouler avant que votre banque ne ' +
        'l’affiche.',
    },
    tryDeclined: {
      title: 'Le paiement n’a pas abouti',
      next: 'Votre commande est toujours ouverte : vous pouvez réessayer.',
    },
    unfinished: {
      title: 'Paiement non terminé',
      next:
        'Le paiement a été annulé ou interrompu avant la fin. Vous pouvez le poursuivre ou en rester là : une ' +
        'commande impayée prend fin d’elle-même.',
    },
    declined: {
      title: 'Le paiement n’a pas abouti',
      next: 'Cette commande est close. Si vous souhaitez réessayer, veuillez commencer un nouveau paiement.',
    },
    expired: {
      title: 'Le délai de paiement est écoulé',
      next: 'Cette commande est close. Si vous souhaitez toujours acheter, veuillez commencer un nouveau paiement.',
    },
    review: {
      title: 'Votre paiement doit être vérifié',
      next:
        'Veuillez ne pas payer de nouveau. Contactez la boutique : votre paiement y sera vérifié et la situation ' +
        'réglée.',
    },
    pending: {
      title: 'Nous interrogeons la banque',
      next:
        'Veuillez ne pas payer de nouveau. La réponse arrive en général en quelques minutes. Vous pouvez fermer ' +
        'cette page : nous continuons à interroger la banque.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'Cette adresse est incomplète',
      next:
        'Veuillez retourner à la boutique. Si vous venez de payer, ne payez pas de nouveau : adressez-vous à la ' +
        'boutique, qui peut retrouver votre paiement.',
    },
    'order-not-found': {
      title: 'Commande introuvable',
      next:
        'L’adresse est peut-être mal saisie ou périmée. Si vous venez de payer, ne payez pas de nouveau : ' +
        'adressez-vous à la boutique.',
    },
    'sku-not-found': {
      title: 'Article non disponible',
      next:
        'La boutique ne propose pas cet article, ou ne le propose plus. Veuillez retourner à la boutique et ' +
        'choisir de nouveau.',
    },
    'gateway-refused': {
      title: 'Le paiement n’a pas pu commencer',
      next:
        'La banque n’a pas accepté la demande de la boutique. Ni vous ni votre carte n’êtes en cause. Veuillez en ' +
        'informer la boutique.',
    },
    'payment-page-refused': {
      title: 'Le paiement n’a pas pu commencer',
      next:
        'Nous n’avons pas pu nous assurer que la page de paiement est bien celle de la banque. Nous ne l’avons ' +
        'donc pas ouverte. Veuillez en informer la boutique.',
    },
    'gateway-unavailable': {
      title: 'La banque est injoignable pour le moment',
      next: 'Aucun paiement n’a été commencé.',
    },
    'ledger-unavailable': {
      title: 'Les paiements sont impossibles pour le moment',
      next: 'Aucun paiement n’a été commencé.',
    },
    'return-unavailable': {
      title: 'Nous ne pouvons pas consulter votre paiement pour le moment',
      next: 'Veuillez ne pas payer de nouveau. Vérifiez encore dans une minute.',
    },
    'too-many': {
      title: 'Un instant, s’il vous plaît',
      next: 'De nombreux paiements ont été commencés depuis votre connexion en peu de temps.',
    },
    'origin-refused': {
      title: 'Commencez le paiement dans la boutique',
      next:
        'Il a été lancé depuis une page d’un autre site, c’est pourquoi rien n’a commencé. Allez dans la boutique ' +
        'et appuyez sur son bouton.',
    },
    'link-gone': {
      title: 'Cette adresse n’est plus valable',
      next:
        'Elle fonctionne une seule fois et pendant peu de temps. Retournez dans la boutique et recommencez le ' +
        'paiement.',
    },
    'link-withdrawn': {
      title: 'Ce lien de paiement a été retiré',
      next: 'Il ne peut plus être payé. Si vous souhaitez toujours payer, demandez un nouveau lien à la boutique.',
    },
    'link-expired': {
      title: 'Ce lien de paiement a expiré',
      next:
        'Le délai de paiement est écoulé. Si vous souhaitez toujours payer, demandez un nouveau lien à la ' +
        'boutique.',
    },
    'not-a-visit': {
      title: 'Souhaitez-vous payer ?',
      next:
        'Cette page a été ouverte par un programme ou à l’avance, c’est pourquoi rien n’a commencé. Appuyez sur ' +
        'le bouton pour continuer.',
    },
    closed: {
      title: 'Les paiements sont brièvement interrompus',
      next: 'Si vous venez de payer, veuillez ne pas payer de nouveau.',
    },
    internal: {
      title: 'Une erreur s’est produite de notre côté',
      next:
        'Si vous venez de payer, ne payez pas de nouveau : adressez-vous à la boutique, qui peut retrouver votre ' +
        'paiement.',
    },
  },
  reasons: {
    'declined-by-issuer': 'La banque qui a émis votre carte n’a pas autorisé le paiement.',
    'insufficient-funds': 'La somme disponible ne suffisait pas pour ce paiement.',
    'card-problem': 'La carte n’a pas pu être utilisée pour ce paiement.',
    'authentication-failed': 'Votre banque n’a pas pu confirmer que c’était bien vous qui payiez.',
    'fraud-limit': 'Le paiement dépassait les limites qui s’y appliquent.',
    'timeout-or-expired': 'Le paiement n’a pas été terminé à temps.',
    technical: 'Un problème technique a empêché le paiement.',
    'cancelled-by-customer': 'Le paiement a été annulé.',
    unknown: 'La banque n’a pas donné de raison.',
  },
  advice: {
    none: 'Un nouvel essai a peu de chances d’aboutir. Veuillez contacter la boutique.',
    'same-card-with-corrected-data':
      'Veuillez vérifier le numéro de la carte, la date d’expiration et le code de sécurité.',
    'same-card-again': 'Vous pouvez utiliser de nouveau la même carte.',
    'other-card': 'Veuillez utiliser une autre carte.',
    later: 'Veuillez réessayer plus tard.',
    'new-order': 'Veuillez passer une nouvelle commande dans la boutique.',
    'contact-card-issuer': 'Veuillez contacter la banque qui a émis votre carte.',
    'contact-merchant': 'Veuillez contacter la boutique.',
    wait: 'On ne sait pas encore si le paiement a abouti. Veuillez ne pas payer de nouveau pour l’instant.',
  },
  facts: {
    orderNumber: 'Numéro de commande',
    paymentNumber: 'Numéro de paiement',
    description: 'Article',
    amount: 'Montant',
    paid: 'Payé',
    reserved: 'Réservé',
    refunded: 'Remboursé',
    date: 'Date',
    card: 'Carte',
    approvalCode: 'Code d’autorisation',
    shop: 'Boutique',
    notCharged: 'non débité',
    quoteOrderNumber: 'Veuillez indiquer ce numéro si vous contactez la boutique.',
  },
  actions: {
    tryAgain: 'Réessayer',
    continuePayment: 'Poursuivre le paiement',
    goOn: 'Continuer vers le paiement',
    checkAgain: 'Vérifier de nouveau',
    backToShop: 'Retour à la boutique',
    askUs: 'Nous contacter',
  },
  goingOn: {
    title: 'Vers la page de paiement',
    next: 'La page de la banque s’ouvre d’elle-même. Sinon, appuyez sur le bouton.',
  },
  link: {
    title: 'Votre paiement',
    next: 'Veuillez vérifier à quoi il correspond. Le bouton vous mène à la page de la banque, où vous payez.',
  },
  checksByItself: 'Cette page vérifie de nouveau d’elle-même.',
  stillUnknown:
    'La banque n’a toujours pas répondu : cette page a donc cessé de vérifier d’elle-même. Nous continuons à ' +
    'interroger la banque sans elle. Merci de ne pas payer de nouveau. Si votre paiement a abouti, votre ' +
    'commande suivra son cours dès que la banque nous le dira ; sinon, rien ne sera débité. Si rien n’est clair ' +
    'au bout d’un jour, la boutique s’en occupera.',
  tryAgainWhen: (when) => `Veuillez réessayer ${when}.`,
  detailsElsewhere: 'Les détails de cette commande ne sont affichés que dans le navigateur où elle a été commencée.',
  cardDetails: 'Les données de la carte ne sont saisies que sur la page de la banque. La boutique ne les voit jamais.',
}
