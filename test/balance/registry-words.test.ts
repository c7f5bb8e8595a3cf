import { wordOf } from '../../src/balance/registry-words.ts'

describe('what the words of a registry mean for the money', () => {
  it.each([
    ['paid', 'Payment|DEPOSITED|Purchase|Vente|Kauf|Zahlung|Pago|Pagamento|Satış|Ödeme|Оплата|Платёж'],
    ['paid', 'Покупка|Успешно'],
    [
      'paid',
      '3DS payment|payment successful|Payment completed|Card payment|Credit card payment|Sale approved|OK|processed',
    ],
    ['paid', 'PAYMENT_DEPOSITED|Capture|Pre-auth completion|Hold captured|Завершение расчёта'],
    ['paid', 'Списание средств|Оплачено'],
    ['paid', 'Оплата проведена|Оплата картой|Payment by Apple Pay|Partially paid|Bezahlt'],
    ['paid', 'Payé|Pagado|Оплата прошла'],
    ['held', 'Hold|HELD|Pre-authorisation|Preauth|Authorized|PAYMENT_APPROVED|Payment authorised|Sale on hold'],
    ['held', 'Авторизация|Предавторизация|Холдирование средств'],
    ['held', 'Успешная авторизация|Оплата авторизована'],
    ['approved', 'Approved|APPROVED|Одобрено'],
    ['unpaid', 'Declined|Payment declined|payment_declined|DECLINED BY BANK|Purchase rejected|Transaction failed'],
    ['unpaid', 'Оплата отклонена|Отклонён|Платёж не прошёл|Не оплачен'],
    ['unpaid', 'Неоплачено|Ошибка оплаты|Отказ банка'],
    [
      'unpaid',
      'Not paid|not successful|Unpaid|unsuccessful payment|nicht bezahlt|non payé|no pagado|Zahlung abgelehnt',
    ],
    ['unpaid', 'processing|Payment processing|Pending|payment pending|В обработке'],
    ['unpaid', 'Оплата в обработке|Ожидает оплаты'],
    [
      'unpaid',
      'created|Registered|New|Новый|Payment initiated|ausstehend|Capture failed|Authorization declined|Expired',
    ],
    ['refund', 'Refund|Payment refund|refund of payment|Refund processed|Refund approved|Partially refunded|Return'],
    ['refund', 'Возврат|Возврат оплаты|Возврат средств'],
    ['refund', 'Частичный возврат|Оплата возвращена|Gutschrift|Rückerstattung'],
    ['refund', 'Credit|Credit card refund|Remboursement|Devolución|Reembolso|Rimborso|İade|Credit transaction'],
    ['reversed', 'Reversal|Payment reversal|Payment cancelled|PAYMENT_VOID|Void sale|Отмена оплаты'],
    ['reversed', 'Отмена|Storno'],
    ['released', 'Release|Hold released|Authorization reversal|Preauth void|Отмена авторизации'],
    ['released', 'Отмена холда'],
    ['charged-back', 'Chargeback|Charge back|charged back|Payment chargeback|Чарджбэк'],
    ['charged-back', 'Опротестование операции'],
    ['nothing', 'Refund declined|refund failed|Возврат отклонён|Refund pending|Reversal failed'],
    // Nobody can say; some of them name what is no payment at all.
    [undefined, 'Credit card|Debit card|Card|Visa|Apple Pay|Order|К оплате|Zzz|Adjustment'],
    [undefined, 'Fee|Payment fee|Commission|Комиссия|Payout|Выплата|Предоплата|Prepayment'],
    [undefined, 'Плата за обслуживание'],
    [
      undefined,
      'Refund reversal|Chargeback reversed|Chargeback declined|Not refunded|not declined|Credit payment|2||-',
    ],
  ])('is %s: %s', (word, texts) => {
    expect(texts.split('|').map((text) => [text, wordOf(text)])).toEqual(texts.split('|').map((text) => [text, word]))
  })
})
