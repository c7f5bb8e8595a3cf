import type { Words } from './words.ts'

export const tr: Words = {
  locale: 'tr',
  direction: 'ltr',
  money: {
    taken: 'Teşekkür ederiz.',
    reserved: 'Para henüz çekilmedi.',
    notTaken: 'Hesabınızdan para çekilmedi.',
    unknown: 'Paranın çekilip çekilmediğini henüz bilmiyoruz.',
    mayBeTaken: 'Hesabınızdan para çekilmiş olabilir.',
    notByThisPage: 'Bu sayfanın açılmasıyla para çekilmedi.',
    notLost: 'Ödeme yaptıysanız ödemeniz kaybolmadı.',
  },
  orders: {
    paid: {
      title: 'Ödeme alındı',
      next: 'Mağaza siparişinizi aldı, gerisiyle kendisi ilgilenecek. Bu sayfayı yazdırıp saklayabilirsiniz.',
    },
    held: {
      title: 'Tutar bloke edildi',
      next:
        'Mağaza, siparişinizi tamamladığında parayı çeker. Tamamlamazsa bloke kendiliğinden kalkar. Yeniden ödeme ' +
        'yapmanız gerekmez.',
    },
    partiallyRefunded: {
      title: 'Ödemenin bir kısmı iade edildi',
      next: 'İadenin hesap özetinizde görünmesi birkaç iş günü sürebilir.',
    },
    refunded: {
      title: 'Ödeme iade edildi',
      next: 'İadenin hesap özetinizde görünmesi birkaç iş günü sürebilir.',
    },
    reversed: {
      title: 'Bloke kaldırıldı',
      next: 'Bloke edilen tutarı yeniden kullanabilirsiniz. Bankanızın bunu göstermesi birkaç gün sürebilir.',
    },
    tryDeclined: {
      title: 'Ödeme gerçekleşmedi',
      next: 'Siparişiniz hâlâ açık, yeniden deneyebilirsiniz.',
    },
    unfinished: {
      title: 'Ödeme tamamlanmadı',
      next:
        'Ödeme iptal edildi veya yarıda kaldı. Devam edebilir ya da öylece bırakabilirsiniz: ödenmeyen sipariş ' +
        'kendiliğinden kapanır.',
    },
    declined: {
      title: 'Ödeme gerçekleşmedi',
      next: 'Bu sipariş kapandı. Yeniden denemek isterseniz lütfen yeni bir ödeme başlatın.',
    },
    expired: {
      title: 'Ödeme süresi doldu',
      next: 'Bu sipariş kapandı. Hâlâ satın almak istiyorsanız lütfen yeni bir ödeme başlatın.',
    },
    review: {
      title: 'Ödemenizin incelenmesi gerekiyor',
      next: 'Lütfen yeniden ödeme yapmayın. Mağazayla iletişime geçin: ödemenizi kontrol edip sorunu çözeceklerdir.',
    },
    pending: {
      title: 'Bankaya soruyoruz',
      next:
        'Lütfen yeniden ödeme yapmayın. Yanıt genellikle birkaç dakika içinde gelir. Bu sayfayı kapatabilirsiniz: ' +
        'sormaya devam ediyoruz.',
    },
  },
  errors: {
    'invalid-request': {
      title: 'Bu adres eksik',
      next: 'Lütfen mağazaya dönün. Az önce ödeme yaptıysanız yeniden ödemeyin: mağaza ödemenizi kontrol edebilir.',
    },
    'order-not-found': {
      title: 'Sipariş bulunamadı',
      next: 'Adres yanlış yazılmış veya eskimiş olabilir. Az önce ödeme yaptıysanız yeniden ödemeyin: mağazaya sorun.',
    },
    'sku-not-found': {
      title: 'Ürün mevcut değil',
      next: 'Mağaza bu ürünü satmıyor veya artık satmıyor. Lütfen mağazaya dönüp yeniden seçin.',
    },
    'gateway-refused': {
      title: 'Ödeme başlatılamadı',
      next:
        'Banka, mağazanın isteğini kabul etmedi. Bunun sizinle veya kartınızla ilgisi yok. Lütfen mağazaya haber ' +
        'verin.',
    },
    'payment-page-refused': {
      title: 'Ödeme başlatılamadı',
      next:
        'Ödeme sayfasının gerçekten bankaya ait olduğundan emin olamadık, bu yüzden sizi oraya yönlendirmedik. ' +
        'Lütfen mağazaya haber verin.',
    },
    'gateway-unavailable': { title: 'Bankaya ulaşamadık', next: 'Hiçbir ödeme başlatılmadı.' },
    'ledger-unavailable': { title: 'Şu anda ödeme yapılamıyor', next: 'Hiçbir ödeme başlatılmadı.' },
    'return-unavailable': {
      title: 'Ödemenize şu anda bakamıyoruz',
      next: 'Lütfen yeniden ödeme yapmayın. Bir dakika sonra yeniden kontrol edin.',
    },
    'too-many': {
      title: 'Lütfen biraz bekleyin',
      next: 'Bağlantınızdan kısa süre içinde çok sayıda ödeme başlatıldı.',
    },
    'origin-refused': {
      title: 'Lütfen ödemeyi mağazadan başlatın',
      next:
        'Ödemeyi başka bir sitedeki bir sayfa başlatmaya çalıştı, bu yüzden hiçbir şey başlatılmadı. Lütfen ' +
        'mağazaya gidip oradaki düğmeye basın.',
    },
    'link-gone': {
      title: 'Bu adres artık geçerli değil',
      next: 'Adres bir kez ve kısa bir süre için çalışır. Lütfen mağazaya dönüp ödemeyi yeniden başlatın.',
    },
    'link-withdrawn': {
      title: 'Bu ödeme bağlantısı geri çekildi',
      next: 'Artık bu bağlantıyla ödeme yapılamaz. Hâlâ ödemek istiyorsanız lütfen mağazadan yenisini isteyin.',
    },
    'link-expired': {
      title: 'Bu ödeme bağlantısının süresi doldu',
      next: 'Ödeme süresi geçti. Hâlâ ödemek istiyorsanız lütfen mağazadan yenisini isteyin.',
    },
    'not-a-visit': {
      title: 'Ödeme yapmak istiyor musunuz?',
      next:
        'Bu sayfayı bir program açtı ya da sayfa önceden açıldı, bu yüzden hiçbir şey başlatılmadı. Devam etmek ' +
        'için düğmeye basın.',
    },
    closed: {
      title: 'Ödemelere kısa bir ara verildi',
      next: 'Az önce ödeme yaptıysanız lütfen yeniden ödemeyin.',
    },
    internal: {
      title: 'Bizim tarafımızda bir hata oluştu',
      next: 'Az önce ödeme yaptıysanız yeniden ödemeyin: mağaza ödemenizi kontrol edebilir.',
    },
  },
  reasons: {
    'declined-by-issuer': 'Kartınızı veren banka ödemeyi onaylamadı.',
    'insufficient-funds': 'Kullanılabilir bakiye bu ödeme için yeterli değildi.',
    'card-problem': 'Kart bu ödeme için kullanılamadı.',
    'authentication-failed': 'Bankanız, ödemeyi sizin yaptığınızı doğrulayamadı.',
    'fraud-limit': 'Ödeme, geçerli sınırların dışındaydı.',
    'timeout-or-expired': 'Ödeme zamanında tamamlanmadı.',
    technical: 'Teknik bir sorun ödemeyi engelledi.',
    'cancelled-by-customer': 'Ödeme iptal edildi.',
    unknown: 'Banka bir neden bildirmedi.',
  },
  advice: {
    none: 'Yeniden denemenin işe yarama olasılığı düşük. Lütfen mağazayla iletişime geçin.',
    'same-card-with-corrected-data': 'Lütfen kart numarasını, son kullanma tarihini ve güvenlik kodunu kontrol edin.',
    'same-card-again': 'Aynı kartı yeniden kullanabilirsiniz.',
    'other-card': 'Lütfen başka bir kart kullanın.',
    later: 'Lütfen daha sonra yeniden deneyin.',
    'new-order': 'Lütfen mağazada yeni bir sipariş oluşturun.',
    'contact-card-issuer': 'Lütfen kartınızı veren bankayla iletişime geçin.',
    'contact-merchant': 'Lütfen mağazayla iletişime geçin.',
    wait: 'Ödemenin gerçekleşip gerçekleşmediğini henüz bilmiyoruz. Lütfen şimdilik yeniden ödeme yapmayın.',
  },
  facts: {
    orderNumber: 'Sipariş numarası',
    paymentNumber: 'Ödeme numarası',
    description: 'Ürün',
    amount: 'Tutar',
    paid: 'Ödenen',
    reserved: 'Bloke edilen',
    refunded: 'İade edilen',
    date: 'Tarih',
    card: 'Kart',
    approvalCode: 'Onay kodu',
    shop: 'Mağaza',
    notCharged: 'çekilmedi',
    quoteOrderNumber: 'Mağazayla iletişime geçerseniz bu numarayı belirtin.',
  },
  actions: {
    tryAgain: 'Yeniden dene',
    continuePayment: 'Ödemeye devam et',
    goOn: 'Ödemeye geç',
    checkAgain: 'Yeniden kontrol et',
    backToShop: 'Mağazaya dön',
    askUs: 'Bize sorun',
  },
  goingOn: {
    title: 'Ödeme sayfasına geçiliyor',
    next: 'Bankanın sayfası kendiliğinden açılır. Açılmazsa düğmeye basın.',
  },
  link: {
    title: 'Ödemeniz',
    next: 'Lütfen ne için olduğunu kontrol edin. Düğme sizi ödemeyi yapacağınız banka sayfasına götürür.',
  },
  checksByItself: 'Bu sayfa kendiliğinden yeniden kontrol eder.',
  stillUnknown:
    'Banka hâlâ yanıt vermedi, bu yüzden bu sayfa kendiliğinden kontrol etmeyi bıraktı. Biz sayfa olmadan da ' +
    'sormaya devam ediyoruz. Lütfen yeniden ödeme yapmayın. Ödemeniz gerçekleştiyse banka bize bildirir bildirmez ' +
    'siparişiniz işleme alınır; gerçekleşmediyse para çekilmez. Bir gün sonra hâlâ belirsizlik varsa mağaza ' +
    'konuyla ilgilenir.',
  tryAgainWhen: (when) => `Lütfen ${when} yeniden deneyin.`,
  detailsElsewhere: 'Bu siparişin ayrıntıları yalnızca siparişin başlatıldığı tarayıcıda gösterilir.',
  cardDetails: 'Kart bilgileri yalnızca bankanın sayfasında girilir. Mağaza bunları hiçbir zaman görmez.',
}
