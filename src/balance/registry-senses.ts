/** What a word of a registry says of the money. */
export type Sense =
  | 'not'
  | 'chargeback'
  | 'failed'
  | 'pending'
  | 'refund'
  | 'credit'
  | 'release'
  | 'reversal'
  | 'capture'
  | 'hold'
  | 'approval'
  | 'sale'
  | 'payment'
  | 'success'
  | 'no-sense'

/**
 * Words of registries by what they say, without case and marks (so no `й` and no `ё`); a star stands for any ending.
 * A word that is not here is unknown: a fee, a payout or a prepayment is no payment of an order.
 */
const texts: Readonly<Record<Sense, string>> = {
  not: 'not no non nicht nie ne nu не нет sin sans δεν degil',
  chargeback: `chargeback chargebacks chargedback dispute disputed rucklastschrift ruckbelastung contracargo
    retrofacturation опротестов* оспор* оспарив* чарджбэк* чарджбек*`,
  failed: `decline declined declines reject rejected rejects rejection fail failed fails failure error errors
    denied refused unsuccessful unsuccessfully incomplete unpaid expired timeout timed invalid abandoned
    aborted abgelehnt fehlgeschlagen fehler unbezahlt abgelaufen refuse refusee echoue echouee expiree
    impaye impayee rechazado rechazada fallido fallida recusado recusada negado negada rifiutato rifiutata
    fallito fallita respins respinsa reddedildi basarisiz odrzucon* απορριφθηκε απετυχε
    отклон* отказ* ошибк* неусп* неопла* неудач* просроч*
    истек* невыполн* неисполн* непровед* відхил* помилк*
    отхвърл*`,
  pending: `pending processing process progress waiting awaiting await unconfirmed created registered new initiated
    started open opened queued submitted scheduled ausstehend offen bearbeitung erstellt attente cours cree
    pendiente pendientes pendente pendentes proceso attesa sospeso beklemede bekliyor isleniyor oczekuj*
    asteptare ожида* обработк* обрабатыв* создан* зарегистр* новыи
    новая новое начат* очікує`,
  refund: `refund refunded refunds refunding return returns returned moneyback remboursement rembourse* reembols*
    devolu* rimbors* erstatt* ruckerstatt* gutschrift gutschriften iade iadesi zwrot* rambursa*
    επιστροφ* возвра* поверн* връщ* استرداد`,
  credit: 'credit credits credited',
  release: 'release released releases unhold unblock unblocked freigegeben freigabe разблок* разморо*',
  reversal: `reverse reversed reversal reversals void voids voided cancel cancels canceled cancelled cancelation
    cancellation storn* annul* anul* iptal отмен* аннулир* анулир* сторн*
    скасов*`,
  capture: `capture captures captured completion completions settle settled settlement deposit deposits deposited
    clear cleared clearing collected collection presentment debit debits debited abgebucht eingezogen
    encaisse* cobrado cobrada cobro incassato incassata incasso incasat incasata tahsil* списан*
    завершение зачислен*`,
  hold: `hold holds held holding auth authorize authorized authorise authorised authorization authorisation
    authorizations authorisations preauth preauthorized preauthorised preauthorization preauthorisation
    reserve reserved reservation autorisier* vorautorisier* autorisa* autoriza* autorizz* preautorisa*
    preautoriza* preautorizz* reserviert provizyon авториз* предавториз* холд*
    захолд* блокир* заблокир* резерв* зарезерв*`,
  approval: `approve approved approval accept accepted genehmigt accepte* aprobado aprobada aprovado aprovada
    onaylandi одобр*`,
  sale: `sale sales sold purchase purchases purchased kauf verkauf achat achats vente ventes compra compras venta
    ventas venda vendas vendita vendite acquisto acquisti satis sprzedaz vanzare αγορα πωληση
    покуп* продаж* купівл* شراء`,
  payment: `paid pay payed payment payments zahlung zahlungen bezahlt bezahlung gezahlt paiement paiements paye*
    pago pagos pagado pagada pagados pagamento pagamenti pagato pagata paga odeme odendi plata platit
    platita platnosc πληρωμη دفع оплата оплаты оплату оплате
    оплатои оплачен* платеж* платіж* сплач* сплат* плащан*
    төлем վճարում`,
  success: `success successful successfully succeeded complete completed processed done ok executed confirmed
    finished erfolgreich abgeschlossen ausgefuhrt gebucht reussi reussie termine terminee effectue effectuee
    completado completada exitoso exitosa correcto correcta realizado realizada concluido concluida sucesso
    completato completata eseguito eseguita riuscito riuscita basarili tamamlandi finalizat finalizata
    επιτυχ* успех* успеш* успіш* завершен завершена завершено
    проведен проведена проведено прошел прошла прошло
    выполнен выполнена выполнено исполнен исполнена
    исполнено обработан обработана обработано`,
  'no-sense': `3ds 3d secure moto cnp applepay googlepay
    order orders transaction transactions operation operations trans txn status type card cards amount total
    money funds online internet ecommerce e commerce ecom pos sms dms visa mastercard maestro mir amex sbp
    qr full fully partial partially part by of for the a an on in to from with via at is was been has be pre
    buyer customer client user shop merchant bank issuer system two one stage step manual automatic auto
    recurring first single der die das von vom mit per im wird wurde karte kreditkarte kartenzahlung betrag
    bestellung teilweise la le les l du de des d par en et carte bancaire commande tarjeta del el con por
    pedido parcial parcialmente carta di da do il al cartao encomenda ordine parziale kart karti ile siparis
    partiel partielle partiellement credito debito заказ* операци* транзакци* карт*
    средств* денег деньги денежных сумм* товар* по с со на в за
    из от и через банк* кредитн* дебетов* интернет онлаин сбп
    мир полн* частичн* покупател* клиент* магазин* эмитент*
    статус тип расчет расчета`,
}

const exact = new Map<string, Sense>()
const beginnings: (readonly [string, Sense])[] = []
for (const [sense, text] of Object.entries(texts) as readonly (readonly [Sense, string])[]) {
  for (const word of text.split(/\s+/)) {
    if (word.endsWith('*')) beginnings.push([word.slice(0, -1), sense])
    else exact.set(word, sense)
  }
}

/** Undefined for a word that nobody knows. */
export function senseOf(word: string): Sense | undefined {
  return exact.get(word) ?? beginnings.find(([beginning]) => word.startsWith(beginning))?.[1]
}
