import type { Words } from './words.ts'

export const pl: Words = {
  locale: 'pl',
  direction: 'ltr',
  money: {
    taken: 'Dziękujemy.',
    reserved: 'Kwota nie została jeszcze pobrana.',
    notTaken: 'Nie pobrano żadnych pieniędzy.',
    unknown: 'Nie wiemy jeszcze, czy pieniądze zostały pobrane.',
    mayBeTaken: 'Pieniądze mogły zostać pobrane.',
    notByThisPage: 'Otwarcie tej strony nie spowodowało pobrania pieniędzy.',
    notLost: 'Jeśli płatność została wykonana, nie przepadła.',
  },
  orders: {
    paid: {
      title: 'Płatność przyjęta',
      next: 'Sklep otrzymał zamówienie i zajmie się resztą. Tę stronę można wydrukować i zachować.',
    },
    held: {
      title: 'Kwota zarezerwowana',
      next:
        'Sklep pobierze kwotę, gdy zrealizuje zamówienie. W przeciwnym razie rezerwacja wygaśnie sama. Nie trzeba ' +
        'płacić ponownie.',
    },
    partiallyRefunded: {
      title: 'Płatność częściowo zwrócona',
      next: 'Zwrot może pojawić się na wyciągu dopiero po kilku dniach roboczych.',
    },
    refunded: {
      title: 'Płatność zwrócona',
      next: 'Zwrot może pojawić się na wyciągu dopiero po kilku dniach roboczych.',
    },
    reversed: {
      title: 'Zarezerwowana kwota zwolniona',
      next: 'Zarezerwowana kwota jest znów dostępna. Bank może pokazać to dopiero po kilku dniach.',
    },
    tryDeclined: {
      title: 'Płatność nie powiodła się',
      next: 'Zamówienie jest nadal otwarte, więc można spróbować ponownie.',
    },
    unfinished: {
      title: 'Płatność niedokończona',
      next:
        'Płatność została anulowana lub przerwana przed zakończeniem. Można ją dokończyć albo tak zostawić: ' +
        'nieopłacone zamówienie wygaśnie samo.',
    },
    declined: {
      title: 'Płatność nie powiodła się',
      next: 'To zamówienie jest zamknięte. Aby spróbować ponownie, prosimy rozpocząć nową płatność.',
    },
    expired: {
      title: 'Czas na płatność minął',
      next: 'To zamówienie jest zamknięte. Jeśli zakup jest nadal aktualny, prosimy rozpocząć nową płatność.',
    },
    review: {
      title: 'Płatność wymaga sprawdzenia',
      next: 'Prosimy nie płacić ponownie. Prosimy o kontakt ze sklepem: ktoś sprawdzi tam płatność i wyjaśni sprawę.',
    },
    pending: {
      title: 'Pytamy bank',
      next:
        'Prosimy nie płacić ponownie. Odpowiedź przychodzi zwykle w ciągu kilku minut. Tę stronę można zamknąć: ' +
        'nadal będziemy pytać.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'Ten adres jest niepełny',
      next:
        'Prosimy wrócić do sklepu. Jeśli płatność została właśnie wykonana, prosimy nie płacić ponownie, lecz ' +
        'zapytać sklep, który może ją sprawdzić.',
    },
    'order-not-found': {
      title: 'Nie znaleziono zamówienia',
      next:
        'Adres może być błędny lub nieaktualny. Jeśli płatność została właśnie wykonana, prosimy nie płacić ' +
        'ponownie, lecz zapytać sklep.',
    },
    'sku-not-found': {
      title: 'Produkt niedostępny',
      next: 'Sklep nie oferuje tego produktu lub już go nie oferuje. Prosimy wrócić do sklepu i wybrać ponownie.',
    },
    'gateway-refused': {
      title: 'Nie udało się rozpocząć płatności',
      next:
        'Bank nie przyjął zlecenia sklepu. Przyczyna nie leży po stronie kupującego ani karty. Prosimy powiadomić ' +
        'sklep.',
    },
    'payment-page-refused': {
      title: 'Nie udało się rozpocząć płatności',
      next:
        'Nie mogliśmy się upewnić, że strona płatności rzeczywiście należy do banku, dlatego nie nastąpiło ' +
        'przekierowanie. Prosimy powiadomić sklep.',
    },
    'gateway-unavailable': {
      title: 'Nie udało się połączyć z bankiem',
      next: 'Żadna płatność nie została rozpoczęta.',
    },
    'ledger-unavailable': {
      title: 'Płatności są chwilowo niemożliwe',
      next: 'Żadna płatność nie została rozpoczęta.',
    },
    'return-unavailable': {
      title: 'W tej chwili nie możemy sprawdzić płatności',
      next: 'Prosimy nie płacić ponownie. Prosimy sprawdzić jeszcze raz za minutę.',
    },
    'too-many': {
      title: 'Prosimy o chwilę cierpliwości',
      next: 'Z tego połączenia rozpoczęto w krótkim czasie wiele płatności.',
    },
    'origin-refused': {
      title: 'Prosimy rozpocząć płatność w sklepie',
      next:
        'Uruchomiła ją strona innej witryny, dlatego nic się nie zaczęło. Prosimy przejść do sklepu i tam ' +
        'nacisnąć przycisk.',
    },
    'link-gone': {
      title: 'Ten adres nie jest już ważny',
      next: 'Działa tylko raz i przez krótki czas. Prosimy wrócić do sklepu i rozpocząć płatność od nowa.',
    },
    'link-withdrawn': {
      title: 'Ten link do płatności został wycofany',
      next: 'Nie można już nim zapłacić. Jeśli płatność jest nadal potrzebna, prosimy poprosić sklep o nowy link.',
    },
    'link-expired': {
      title: 'Ten link do płatności wygasł',
      next: 'Czas na zapłatę minął. Jeśli płatność jest nadal potrzebna, prosimy poprosić sklep o nowy link.',
    },
    'not-a-visit': {
      title: 'Czy chcesz zapłacić?',
      next:
        'Tę stronę otworzył program lub została otwarta z wyprzedzeniem, dlatego nic się nie zaczęło. Aby przejść ' +
        'dalej, naciśnij przycisk.',
    },
    closed: {
      title: 'Płatności są na chwilę wstrzymane',
      next: 'Jeśli płatność została właśnie wykonana, prosimy nie płacić ponownie.',
    },
    internal: {
      title: 'Wystąpił błąd po naszej stronie',
      next:
        'Jeśli płatność została właśnie wykonana, prosimy nie płacić ponownie, lecz zapytać sklep, który może ją ' +
        'sprawdzić.',
    },
  },
  reasons: {
    'declined-by-issuer': 'Bank, który wydał kartę, nie zatwierdził płatności.',
    'insufficient-funds': 'Dostępne środki nie wystarczyły na tę płatność.',
    'card-problem': 'Nie można było użyć tej karty do płatności.',
    'authentication-failed': 'Bank nie mógł potwierdzić tożsamości osoby płacącej.',
    'fraud-limit': 'Płatność wykraczała poza obowiązujące limity.',
    'timeout-or-expired': 'Płatność nie została zakończona na czas.',
    technical: 'Problem techniczny uniemożliwił płatność.',
    'cancelled-by-customer': 'Płatność została anulowana.',
    unknown: 'Bank nie podał przyczyny.',
  },
  advice: {
    none: 'Kolejna próba raczej nie pomoże. Prosimy o kontakt ze sklepem.',
    'same-card-with-corrected-data': 'Prosimy sprawdzić numer karty, datę ważności i kod zabezpieczający.',
    'same-card-again': 'Można ponownie użyć tej samej karty.',
    'other-card': 'Prosimy użyć innej karty.',
    later: 'Prosimy spróbować później.',
    'new-order': 'Prosimy złożyć nowe zamówienie w sklepie.',
    'contact-card-issuer': 'Prosimy o kontakt z bankiem, który wydał kartę.',
    'contact-merchant': 'Prosimy o kontakt ze sklepem.',
    wait: 'Nie wiadomo jeszcze, czy płatność doszła do skutku. Na razie prosimy nie płacić ponownie.',
  },
  facts: {
    orderNumber: 'Numer zamówienia',
    paymentNumber: 'Numer płatności',
    description: 'Produkt',
    amount: 'Kwota',
    paid: 'Zapłacono',
    reserved: 'Zarezerwowano',
    refunded: 'Zwrócono',
    date: 'Data',
    card: 'Karta',
    approvalCode: 'Kod autoryzacji',
    shop: 'Sklep',
    notCharged: 'nie pobrano',
    quoteOrderNumber: 'Prosimy podać ten numer przy kontakcie ze sklepem.',
  },
  actions: {
    tryAgain: 'Spróbuj ponownie',
    continuePayment: 'Dokończ płatność',
    goOn: 'Przejdź do płatności',
    checkAgain: 'Sprawdź ponownie',
    backToShop: 'Wróć do sklepu',
    askUs: 'Zapytaj nas',
  },
  goingOn: {
    title: 'Przechodzimy do strony płatności',
    next: 'Strona banku otworzy się sama. Jeśli się nie otworzy, prosimy nacisnąć przycisk.',
  },
  link: {
    title: 'Płatność do wykonania',
    next: 'Prosimy sprawdzić, czego dotyczy. Przycisk prowadzi na stronę banku, gdzie odbywa się płatność.',
  },
  checksByItself: 'Ta strona sama sprawdzi ponownie.',
  stillUnknown:
    'Bank nadal nie odpowiedział, dlatego ta strona przestała sprawdzać sama. My pytamy dalej także bez niej. ' +
    'Prosimy nie płacić ponownie. Jeśli płatność się powiodła, zamówienie będzie realizowane, gdy tylko bank ' +
    'nas o tym powiadomi; jeśli nie, żadne pieniądze nie zostaną pobrane. Jeśli po jednym dniu nadal nic nie ' +
    'będzie jasne, sprawą zajmie się sklep.',
  tryAgainWhen: (when) => `Prosimy spróbować ponownie ${when}.`,
  detailsElsewhere: 'Szczegóły tego zamówienia są widoczne tylko w przeglądarce, w której zostało rozpoczęte.',
  cardDetails: 'Dane karty podaje się wyłącznie na stronie banku. Sklep nigdy ich nie widzi.',
}
