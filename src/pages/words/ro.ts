import type { Words } from './words.ts'

export const ro: Words = {
  locale: 'ro',
  direction: 'ltr',
  money: {
    taken: 'Vă mulțumim.',
    reserved: 'Suma nu a fost încă încasată.',
    notTaken: 'Nu s-a încasat nicio sumă.',
    unknown: 'Nu știm încă dacă suma a fost încasată.',
    mayBeTaken: 'Este posibil ca suma să fi fost încasată.',
    notByThisPage: 'Deschiderea acestei pagini nu a dus la nicio încasare.',
    notLost: 'Dacă ați plătit, plata dumneavoastră nu s-a pierdut.',
  },
  orders: {
    paid: {
      title: 'Plată primită',
      next:
        'Magazinul a primit comanda dumneavoastră și se ocupă de restul. Puteți tipări această pagină pentru ' +
        'evidența dumneavoastră.',
    },
    held: {
      title: 'Sumă rezervată',
      next:
        'Magazinul va încasa suma când va onora comanda. În caz contrar, rezervarea încetează de la sine. Nu ' +
        'trebuie să plătiți din nou.',
    },
    partiallyRefunded: {
      title: 'Plată rambursată parțial',
      next: 'Pot trece câteva zile lucrătoare până când rambursarea apare în extrasul de cont.',
    },
    refunded: {
      title: 'Plată rambursată',
      next: 'Pot trece câteva zile lucrătoare până când rambursarea apare în extrasul de cont.',
    },
    reversed: {
      title: 'Rezervarea sumei a fost anulată',
      next:
        'Suma rezervată este din nou disponibilă. Pot trece câteva zile până când banca dumneavoastră afișează ' +
        'acest lucru.',
    },
    tryDeclined: {
      title: 'Plata nu a reușit',
      next: 'Comanda dumneavoastră este încă deschisă, așa că puteți încerca din nou.',
    },
    unfinished: {
      title: 'Plată nefinalizată',
      next:
        'Plata a fost anulată sau întreruptă înainte de final. O puteți continua sau o puteți lăsa așa: o comandă ' +
        'neplătită se închide de la sine.',
    },
    declined: {
      title: 'Plata nu a reușit',
      next: 'Această comandă este închisă. Dacă doriți să încercați din nou, vă rugăm să începeți o plată nouă.',
    },
    expired: {
      title: 'Timpul pentru plată a expirat',
      next: 'Această comandă este închisă. Dacă mai doriți să cumpărați, vă rugăm să începeți o plată nouă.',
    },
    review: {
      title: 'Plata dumneavoastră trebuie verificată',
      next:
        'Vă rugăm să nu plătiți din nou. Contactați magazinul: cineva de acolo va verifica plata și va rezolva ' +
        'situația.',
    },
    pending: {
      title: 'Întrebăm banca',
      next:
        'Vă rugăm să nu plătiți din nou. Răspunsul vine de obicei în câteva minute. Puteți închide această ' +
        'pagină: noi continuăm să întrebăm.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'Această adresă este incompletă',
      next:
        'Vă rugăm să reveniți la magazin. Dacă tocmai ați plătit, nu plătiți din nou: întrebați magazinul, care ' +
        'poate verifica plata.',
    },
    'order-not-found': {
      title: 'Comanda nu a fost găsită',
      next:
        'Adresa poate fi scrisă greșit sau nu mai este valabilă. Dacă tocmai ați plătit, nu plătiți din nou: ' +
        'întrebați magazinul.',
    },
    'sku-not-found': {
      title: 'Produs indisponibil',
      next:
        'Magazinul nu oferă acest produs sau nu îl mai oferă. Vă rugăm să reveniți la magazin și să alegeți din ' +
        'nou.',
    },
    'gateway-refused': {
      title: 'Plata nu a putut fi inițiată',
      next:
        'Banca nu a acceptat solicitarea magazinului. Acest lucru nu ține de dumneavoastră sau de cardul ' +
        'dumneavoastră. Vă rugăm să anunțați magazinul.',
    },
    'payment-page-refused': {
      title: 'Plata nu a putut fi inițiată',
      next:
        'Nu ne-am putut asigura că pagina de plată aparține într-adevăr băncii, așa că nu v-am trimis acolo. Vă ' +
        'rugăm să anunțați magazinul.',
    },
    'gateway-unavailable': {
      title: 'Nu am putut contacta banca',
      next: 'Nu a fost inițiată nicio plată.',
    },
    'ledger-unavailable': {
      title: 'Plățile nu sunt posibile în acest moment',
      next: 'Nu a fost inițiată nicio plată.',
    },
    'return-unavailable': {
      title: 'Nu putem verifica plata dumneavoastră în acest moment',
      next: 'Vă rugăm să nu plătiți din nou. Verificați din nou peste un minut.',
    },
    'too-many': {
      title: 'Un moment, vă rugăm',
      next: 'De la conexiunea dumneavoastră au fost inițiate multe plăți într-un timp scurt.',
    },
    'origin-refused': {
      title: 'Începeți plata în magazin',
      next:
        'A fost pornită de o pagină a altui site, de aceea nu a început nimic. Mergeți în magazin și apăsați ' +
        'butonul de acolo.',
    },
    'link-gone': {
      title: 'Această adresă nu mai este valabilă',
      next: 'Funcționează o singură dată și pentru scurt timp. Întoarceți-vă în magazin și începeți din nou plata.',
    },
    'link-withdrawn': {
      title: 'Acest link de plată a fost retras',
      next: 'Nu mai poate fi plătit. Dacă doriți în continuare să plătiți, cereți magazinului unul nou.',
    },
    'link-expired': {
      title: 'Acest link de plată a expirat',
      next: 'Timpul pentru plată s-a încheiat. Dacă doriți în continuare să plătiți, cereți magazinului un link nou.',
    },
    'not-a-visit': {
      title: 'Doriți să plătiți?',
      next:
        'Această pagină a fost deschisă de un program sau în avans, de aceea nu a început nimic. Apăsați butonul ' +
        'pentru a continua.',
    },
    closed: {
      title: 'Plățile sunt întrerupte pentru scurt timp',
      next: 'Dacă tocmai ați plătit, vă rugăm să nu plătiți din nou.',
    },
    internal: {
      title: 'A apărut o eroare la noi',
      next: 'Dacă tocmai ați plătit, nu plătiți din nou: întrebați magazinul, care poate verifica plata.',
    },
  },
  reasons: {
    'declined-by-issuer': 'Banca emitentă a cardului nu a aprobat plata.',
    'insufficient-funds': 'Suma disponibilă nu a fost suficientă pentru această plată.',
    'card-problem': 'Cardul nu a putut fi folosit pentru această plată.',
    'authentication-failed': 'Banca dumneavoastră nu a putut confirma că dumneavoastră plăteați.',
    'fraud-limit': 'Plata a depășit limitele aplicabile.',
    'timeout-or-expired': 'Plata nu a fost finalizată la timp.',
    technical: 'O problemă tehnică a împiedicat plata.',
    'cancelled-by-customer': 'Plata a fost anulată.',
    unknown: 'Banca nu a precizat motivul.',
  },
  advice: {
    none: 'Este puțin probabil ca o nouă încercare să ajute. Vă rugăm să contactați magazinul.',
    'same-card-with-corrected-data': 'Vă rugăm să verificați numărul cardului, data expirării și codul de securitate.',
    'same-card-again': 'Puteți folosi din nou același card.',
    'other-card': 'Vă rugăm să folosiți alt card.',
    later: 'Vă rugăm să încercați din nou mai târziu.',
    'new-order': 'Vă rugăm să faceți o comandă nouă în magazin.',
    'contact-card-issuer': 'Vă rugăm să contactați banca emitentă a cardului.',
    'contact-merchant': 'Vă rugăm să contactați magazinul.',
    wait: 'Încă nu se știe dacă plata a fost efectuată. Vă rugăm să nu plătiți din nou deocamdată.',
  },
  facts: {
    orderNumber: 'Numărul comenzii',
    paymentNumber: 'Numărul plății',
    description: 'Produs',
    amount: 'Sumă',
    paid: 'Plătit',
    reserved: 'Rezervat',
    refunded: 'Rambursat',
    date: 'Data',
    card: 'Card',
    approvalCode: 'Cod de autorizare',
    shop: 'Magazin',
    notCharged: 'neîncasat',
    quoteOrderNumber: 'Vă rugăm să menționați acest număr când contactați magazinul.',
  },
  actions: {
    tryAgain: 'Încercați din nou',
    continuePayment: 'Continuați plata',
    goOn: 'Continuați către plată',
    checkAgain: 'Verificați din nou',
    backToShop: 'Înapoi la magazin',
    askUs: 'Întrebați-ne',
  },
  goingOn: {
    title: 'Către pagina de plată',
    next: 'Pagina băncii se deschide singură. Dacă nu se deschide, apăsați butonul.',
  },
  link: {
    title: 'Plata dumneavoastră',
    next: 'Vă rugăm să verificați pentru ce este. Butonul vă duce la pagina băncii, unde plătiți.',
  },
  checksByItself: 'Această pagină verifică din nou de la sine.',
  stillUnknown:
    'Banca încă nu a răspuns, așa că această pagină nu mai verifică singură. Noi întrebăm în continuare și fără ' +
    'ea. Vă rugăm să nu plătiți din nou. Dacă plata a reușit, comanda dumneavoastră merge mai departe de îndată ' +
    'ce banca ne spune; dacă nu, nu se ia niciun ban. Dacă după o zi nu este nimic clar, magazinul se ocupă de ' +
    'aceasta.',
  tryAgainWhen: (when) => `Vă rugăm să încercați din nou ${when}.`,
  detailsElsewhere: 'Detaliile acestei comenzi sunt afișate numai în browserul în care a fost inițiată.',
  cardDetails: 'Datele cardului se introduc numai pe pagina băncii. Magazinul nu le vede niciodată.',
}
