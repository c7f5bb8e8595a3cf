import type { Words } from './words.ts'

export const es: Words = {
  locale: 'es',
  direction: 'ltr',
  money: {
    taken: 'Gracias.',
    reserved: 'El importe todavía no se ha cobrado.',
    notTaken: 'No se le ha cobrado nada.',
    unknown: 'Todavía no sabemos si se ha cobrado el importe.',
    mayBeTaken: 'Es posible que se le haya cobrado dinero.',
    notByThisPage: 'Abrir esta página no ha supuesto ningún cobro.',
    notLost: 'Si ha pagado, su pago no se ha perdido.',
  },
  orders: {
    paid: {
      title: 'Pago recibido',
      next: 'La tienda tiene su pedido y se encarga del resto. Puede imprimir esta página para guardarla.',
    },
    held: {
      title: 'Importe reservado',
      next:
        'La tienda cobrará el importe cuando complete su pedido. Si no lo hace, la reserva terminará por sí sola. ' +
        'No necesita pagar otra vez.',
    },
    partiallyRefunded: {
      title: 'Pago devuelto en parte',
      next: 'La devolución puede tardar unos días laborables en aparecer en su cuenta.',
    },
    refunded: {
      title: 'Pago devuelto',
      next: 'La devolución puede tardar unos días laborables en aparecer en su cuenta.',
    },
    reversed: {
      title: 'Reserva del importe anulada',
      next: 'Vuelve a disponer del importe reservado. Su banco puede tardar unos días en mostrarlo.',
    },
    tryDeclined: {
      title: 'El pago no se ha realizado',
      next: 'Su pedido sigue abierto, así que puede intentarlo de nuevo.',
    },
    unfinished: {
      title: 'Pago sin terminar',
      next:
        'El pago se canceló o se abandonó antes de terminar. Puede continuarlo o dejarlo así: un pedido sin pagar ' +
        'termina por sí solo.',
    },
    declined: {
      title: 'El pago no se ha realizado',
      next: 'Este pedido está cerrado. Si desea intentarlo de nuevo, inicie un nuevo pago.',
    },
    expired: {
      title: 'El plazo para pagar ha terminado',
      next: 'Este pedido está cerrado. Si todavía desea comprar, inicie un nuevo pago.',
    },
    review: {
      title: 'Hay que comprobar su pago',
      next:
        'Por favor, no pague otra vez. Póngase en contacto con la tienda: allí comprobarán su pago y lo ' +
        'resolverán.',
    },
    pending: {
      title: 'Estamos consultando al banco',
      next:
        'Por favor, no pague otra vez. La respuesta suele llegar en unos minutos. Puede cerrar esta página: ' +
        'seguimos consultando.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'Esta dirección está incompleta',
      next:
        'Por favor, vuelva a la tienda. Si acaba de pagar, no pague otra vez: pregunte a la tienda, que puede ' +
        'consultar su pago.',
    },
    'order-not-found': {
      title: 'Pedido no encontrado',
      next:
        'Puede que la dirección esté mal escrita o ya no sea válida. Si acaba de pagar, no pague otra vez: ' +
        'pregunte a la tienda.',
    },
    'sku-not-found': {
      title: 'Artículo no disponible',
      next:
        'La tienda no ofrece este artículo o ha dejado de ofrecerlo. Por favor, vuelva a la tienda y elija de ' +
        'nuevo.',
    },
    'gateway-refused': {
      title: 'No se ha podido iniciar el pago',
      next:
        'El banco no ha aceptado la solicitud de la tienda. No se debe a usted ni a su tarjeta. Por favor, avise ' +
        'a la tienda.',
    },
    'payment-page-refused': {
      title: 'No se ha podido iniciar el pago',
      next:
        'No hemos podido comprobar que la página de pago sea la del banco, así que no le hemos enviado allí. Por ' +
        'favor, avise a la tienda.',
    },
    'gateway-unavailable': {
      title: 'No hemos podido contactar con el banco',
      next: 'No se ha iniciado ningún pago.',
    },
    'ledger-unavailable': {
      title: 'En este momento no es posible pagar',
      next: 'No se ha iniciado ningún pago.',
    },
    'return-unavailable': {
      title: 'En este momento no podemos consultar su pago',
      next: 'Por favor, no pague otra vez. Vuelva a comprobarlo dentro de un minuto.',
    },
    'too-many': {
      title: 'Un momento, por favor',
      next: 'Se han iniciado muchos pagos desde su conexión en poco tiempo.',
    },
    'origin-refused': {
      title: 'Inicie el pago en la tienda',
      next:
        'Se inició desde una página de otro sitio web y por eso no ha comenzado nada. Vaya a la tienda y pulse ' +
        'allí el botón.',
    },
    'link-gone': {
      title: 'Esta dirección ya no es válida',
      next: 'Funciona una sola vez y durante poco tiempo. Vuelva a la tienda e inicie el pago de nuevo.',
    },
    'link-withdrawn': {
      title: 'Este enlace de pago se ha retirado',
      next: 'Ya no se puede pagar. Si todavía desea pagar, pida uno nuevo a la tienda.',
    },
    'link-expired': {
      title: 'Este enlace de pago ha caducado',
      next: 'El plazo para pagar ha terminado. Si todavía desea pagar, pida un enlace nuevo a la tienda.',
    },
    'not-a-visit': {
      title: '¿Desea pagar?',
      next:
        'Esta página la abrió un programa o se abrió por adelantado, y por eso no ha comenzado nada. Pulse el ' +
        'botón para continuar.',
    },
    closed: {
      title: 'Los pagos están en pausa un momento',
      next: 'Si acaba de pagar, por favor, no pague otra vez.',
    },
    internal: {
      title: 'Se ha producido un error por nuestra parte',
      next: 'Si acaba de pagar, no pague otra vez: pregunte a la tienda, que puede consultar su pago.',
    },
  },
  reasons: {
    'declined-by-issuer': 'El banco que emitió su tarjeta no ha autorizado el pago.',
    'insufficient-funds': 'No había suficiente dinero disponible para este pago.',
    'card-problem': 'La tarjeta no se ha podido utilizar para este pago.',
    'authentication-failed': 'Su banco no ha podido confirmar que era usted quien pagaba.',
    'fraud-limit': 'El pago superaba los límites que se le aplican.',
    'timeout-or-expired': 'El pago no se terminó a tiempo.',
    technical: 'Un problema técnico ha impedido el pago.',
    'cancelled-by-customer': 'El pago se canceló.',
    unknown: 'El banco no ha indicado el motivo.',
  },
  advice: {
    none: 'Es poco probable que otro intento funcione. Póngase en contacto con la tienda.',
    'same-card-with-corrected-data':
      'Compruebe el número de la tarjeta, la fecha de caducidad y el código de seguridad.',
    'same-card-again': 'Puede volver a utilizar la misma tarjeta.',
    'other-card': 'Utilice otra tarjeta, por favor.',
    later: 'Inténtelo de nuevo más tarde.',
    'new-order': 'Haga un nuevo pedido en la tienda.',
    'contact-card-issuer': 'Póngase en contacto con el banco que emitió su tarjeta.',
    'contact-merchant': 'Póngase en contacto con la tienda.',
    wait: 'Aún no se sabe si el pago se ha realizado. Por favor, no pague de nuevo por ahora.',
  },
  facts: {
    orderNumber: 'Número de pedido',
    paymentNumber: 'Número de pago',
    description: 'Artículo',
    amount: 'Importe',
    paid: 'Pagado',
    reserved: 'Reservado',
    refunded: 'Devuelto',
    date: 'Fecha',
    card: 'Tarjeta',
    approvalCode: 'Código de autorización',
    shop: 'Tienda',
    notCharged: 'no cobrado',
    quoteOrderNumber: 'Indique este número si se pone en contacto con la tienda.',
  },
  actions: {
    tryAgain: 'Intentar de nuevo',
    continuePayment: 'Continuar el pago',
    goOn: 'Continuar con el pago',
    checkAgain: 'Comprobar de nuevo',
    backToShop: 'Volver a la tienda',
    askUs: 'Pregúntenos',
  },
  goingOn: {
    title: 'Continuamos en la página de pago',
    next: 'La página del banco se abre sola. Si no se abre, pulse el botón.',
  },
  link: {
    title: 'Su pago',
    next: 'Compruebe a qué corresponde. El botón le lleva a la página del banco, donde se paga.',
  },
  checksByItself: 'Esta página vuelve a comprobarlo por sí sola.',
  stillUnknown:
    'El banco sigue sin responder, así que esta página ha dejado de comprobarlo por sí sola. Nosotros seguimos ' +
    'preguntando sin ella. No vuelva a pagar, por favor. Si el pago se realizó, su pedido seguirá adelante en ' +
    'cuanto el banco nos lo diga; si no, no se cobrará nada. Si después de un día no hay nada claro, la tienda ' +
    'lo revisará.',
  tryAgainWhen: (when) => `Inténtelo de nuevo ${when}.`,
  detailsElsewhere: 'Los detalles de este pedido solo se muestran en el navegador en el que se inició.',
  cardDetails: 'Los datos de la tarjeta se introducen únicamente en la página del banco. La tienda nunca los ve.',
}
