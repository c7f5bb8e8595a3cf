import type { Words } from './words.ts'

// European Portuguese; plain `pt` would format as Brazil does.
export const pt: Words = {
  locale: 'pt-PT',
  direction: 'ltr',
  money: {
    taken: 'Obrigado.',
    reserved: 'O valor ainda não foi cobrado.',
    notTaken: 'Não foi cobrado qualquer valor.',
    unknown: 'Ainda não sabemos se o valor foi cobrado.',
    mayBeTaken: 'É possível que tenha sido cobrado dinheiro.',
    notByThisPage: 'Abrir esta página não originou qualquer cobrança.',
    notLost: 'Se pagou, o seu pagamento não se perdeu.',
  },
  orders: {
    paid: {
      title: 'Pagamento recebido',
      next: 'A loja tem a sua encomenda e trata do resto. Pode imprimir esta página para guardar.',
    },
    held: {
      title: 'Valor reservado',
      next:
        'A loja cobra o valor quando concluir a sua encomenda. Caso contrário, a reserva termina por si. Não ' +
        'precisa de pagar outra vez.',
    },
    partiallyRefunded: {
      title: 'Pagamento reembolsado em parte',
      next: 'O reembolso pode demorar alguns dias úteis a aparecer no seu extrato.',
    },
    refunded: {
      title: 'Pagamento reembolsado',
      next: 'O reembolso pode demorar alguns dias úteis a aparecer no seu extrato.',
    },
    reversed: {
      title: 'Reserva do valor anulada',
      next: 'O valor reservado está de novo disponível. O seu banco pode demorar alguns dias a mostrá-lo.',
    },
    tryDeclined: {
      title: 'O pagamento não foi efetuado',
      next: 'A sua encomenda continua aberta, por isso pode tentar de novo.',
    },
    unfinished: {
      title: 'Pagamento por concluir',
      next:
        'O pagamento foi cancelado ou interrompido antes de terminar. Pode continuá-lo ou deixá-lo assim: uma ' +
        'encomenda por pagar termina por si.',
    },
    declined: {
      title: 'O pagamento não foi efetuado',
      next: 'Esta encomenda está fechada. Se quiser tentar de novo, inicie um novo pagamento.',
    },
    expired: {
      title: 'O prazo para pagar terminou',
      next: 'Esta encomenda está fechada. Se ainda quiser comprar, inicie um novo pagamento.',
    },
    review: {
      title: 'O seu pagamento tem de ser verificado',
      next:
        'Por favor, não pague outra vez. Contacte a loja: alguém irá verificar o seu pagamento e resolver a ' +
        'situação.',
    },
    pending: {
      title: 'Estamos a perguntar ao banco',
      next:
        'Por favor, não pague outra vez. A resposta costuma chegar em poucos minutos. Pode fechar esta página: ' +
        'continuamos a perguntar.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'Este endereço está incompleto',
      next:
        'Por favor, volte à loja. Se acabou de pagar, não pague outra vez: pergunte à loja, que pode consultar o ' +
        'seu pagamento.',
    },
    'order-not-found': {
      title: 'Encomenda não encontrada',
      next:
        'O endereço pode estar mal escrito ou já não ser válido. Se acabou de pagar, não pague outra vez: ' +
        'pergunte à loja.',
    },
    'sku-not-found': {
      title: 'Artigo indisponível',
      next: 'A loja não tem este artigo ou deixou de o ter. Por favor, volte à loja e escolha de novo.',
    },
    'gateway-refused': {
      title: 'Não foi possível iniciar o pagamento',
      next: 'O banco não aceitou o pedido da loja. Isto não se deve a si nem ao seu cartão. Por favor, avise a loja.',
    },
    'payment-page-refused': {
      title: 'Não foi possível iniciar o pagamento',
      next:
        'Não conseguimos confirmar que a página de pagamento é mesmo a do banco, por isso não a abrimos. Por ' +
        'favor, avise a loja.',
    },
    'gateway-unavailable': {
      title: 'Não conseguimos contactar o banco',
      next: 'Não foi iniciado qualquer pagamento.',
    },
    'ledger-unavailable': {
      title: 'De momento não é possível pagar',
      next: 'Não foi iniciado qualquer pagamento.',
    },
    'return-unavailable': {
      title: 'De momento não conseguimos consultar o seu pagamento',
      next: 'Por favor, não pague outra vez. Verifique de novo dentro de um minuto.',
    },
    'too-many': {
      title: 'Um momento, por favor',
      next: 'Foram iniciados muitos pagamentos a partir da sua ligação em pouco tempo.',
    },
    'origin-refused': {
      title: 'Inicie o pagamento na loja',
      next: 'Foi iniciado por uma página de outro site e por isso nada começou. Vá à loja e prima lá o botão.',
    },
    'link-gone': {
      title: 'Este endereço já não é válido',
      next: 'Funciona uma só vez e por pouco tempo. Volte à loja e inicie o pagamento de novo.',
    },
    'link-withdrawn': {
      title: 'Este link de pagamento foi retirado',
      next: 'Já não pode ser pago. Se ainda quiser pagar, peça um novo à loja.',
    },
    'link-expired': {
      title: 'Este link de pagamento expirou',
      next: 'O prazo para pagar terminou. Se ainda quiser pagar, peça um novo link à loja.',
    },
    'not-a-visit': {
      title: 'Deseja pagar?',
      next:
        'Esta página foi aberta por um programa ou antecipadamente e por isso nada começou. Prima o botão para ' +
        'continuar.',
    },
    closed: {
      title: 'Os pagamentos estão suspensos por momentos',
      next: 'Se acabou de pagar, por favor, não pague outra vez.',
    },
    internal: {
      title: 'Ocorreu um erro do nosso lado',
      next: 'Se acabou de pagar, não pague outra vez: pergunte à loja, que pode consultar o seu pagamento.',
    },
  },
  reasons: {
    'declined-by-issuer': 'O banco que emitiu o seu cartão não autorizou o pagamento.',
    'insufficient-funds': 'Não havia dinheiro disponível suficiente para este pagamento.',
    'card-problem': 'Não foi possível usar o cartão para este pagamento.',
    'authentication-failed': 'O seu banco não conseguiu confirmar que era você a pagar.',
    'fraud-limit': 'O pagamento ultrapassava os limites aplicáveis.',
    'timeout-or-expired': 'O pagamento não foi concluído a tempo.',
    technical: 'Um problema técnico impediu o pagamento.',
    'cancelled-by-customer': 'O pagamento foi cancelado.',
    unknown: 'O banco não indicou o motivo.',
  },
  advice: {
    none: 'É pouco provável que outra tentativa resulte. Por favor, contacte a loja.',
    'same-card-with-corrected-data': 'Verifique o número do cartão, a data de validade e o código de segurança.',
    'same-card-again': 'Pode voltar a usar o mesmo cartão.',
    'other-card': 'Por favor, use outro cartão.',
    later: 'Por favor, tente de novo mais tarde.',
    'new-order': 'Por favor, faça uma nova encomenda na loja.',
    'contact-card-issuer': 'Por favor, contacte o banco que emitiu o seu cartão.',
    'contact-merchant': 'Por favor, contacte a loja.',
    wait: 'Ainda não se sabe se o pagamento foi efetuado. Por favor, não pague de novo por agora.',
  },
  facts: {
    orderNumber: 'Número da encomenda',
    paymentNumber: 'Número do pagamento',
    description: 'Artigo',
    amount: 'Valor',
    paid: 'Pago',
    reserved: 'Reservado',
    refunded: 'Reembolsado',
    date: 'Data',
    card: 'Cartão',
    approvalCode: 'Código de autorização',
    shop: 'Loja',
    notCharged: 'não cobrado',
    quoteOrderNumber: 'Indique este número se contactar a loja.',
  },
  actions: {
    tryAgain: 'Tentar de novo',
    continuePayment: 'Continuar o pagamento',
    goOn: 'Continuar para o pagamento',
    checkAgain: 'Verificar de novo',
    backToShop: 'Voltar à loja',
    askUs: 'Pergunte-nos',
  },
  goingOn: {
    title: 'A seguir: a página de pagamento',
    next: 'A página do banco abre-se sozinha. Se não abrir, prima o botão.',
  },
  link: {
    title: 'O seu pagamento',
    next: 'Por favor, verifique a que se refere. O botão leva à página do banco, onde se paga.',
  },
  checksByItself: 'Esta página volta a verificar por si.',
  stillUnknown:
    'O banco ainda não respondeu, por isso esta página deixou de verificar sozinha. Nós continuamos a perguntar ' +
    'sem ela. Por favor, não pague novamente. Se o seu pagamento foi concluído, a sua encomenda avança assim ' +
    'que o banco nos disser; se não foi, nada será cobrado. Se ao fim de um dia nada estiver claro, a loja ' +
    'trata do assunto.',
  tryAgainWhen: (when) => `Tente de novo ${when}.`,
  detailsElsewhere: 'Os detalhes desta encomenda só são mostrados no navegador em que foi iniciada.',
  cardDetails: 'Os dados do cartão são introduzidos apenas na página do banco. A loja nunca os vê.',
}
