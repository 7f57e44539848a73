/// What a word near a number says about it.
struct WordMeaning: OptionSet {
    let rawValue: UInt8
    /// The number may be a payment card.
    static let card = WordMeaning(rawValue: 1)
    /// The number is something else: an account, a parcel, a telephone.
    static let other = WordMeaning(rawValue: 2)
    /// A security code follows.
    static let securityCode = WordMeaning(rawValue: 4)
    /// An expiry date follows.
    static let expiry = WordMeaning(rawValue: 8)
}

/// The words, in the languages of the served markets.
///
/// Lower case; ASCII and Latin-1 letters match in either case, other scripts are listed as written. A word of Latin letters must stand
/// alone; one that ends in `*` may go on. Words of other scripts match anywhere, since those are written without spaces or with endings.
enum ContextWords {
    /// English, Spanish, Portuguese, French, German, Italian, Dutch, Polish, Turkish, Indonesian, Vietnamese, Korean, Japanese, Chinese,
    /// Arabic, Persian, Hebrew, Russian, Greek, Hindi, Bengali, Thai.
    static let card = [
        "card", "cards", "card#", "cardnumber*", "card_*", "cardholder*", "creditcard*", "debitcard*", "cardno*", "cc", "ccn", "ccnum*",
        "ccno", "cc#", "pan", "visa", "mastercard*", "master", "maestro", "amex", "american express", "diners*", "discover", "jcb",
        "unionpay", "rupay", "elo", "hipercard", "hiper", "verve", "troy", "dankort", "uatp", "uzcard", "humo", "napas", "naranja",
        "credit", "debit", "tarjeta*", "crédito", "débito", "credito", "debito", "cartão", "cartao", "cartões", "carte bancaire", "carte",
        "carte bleue", "carta", "carta di", "kreditkarte*", "kartennummer*", "karte*", "karta", "karty", "kartę", "kaart*", "creditkaart*",
        "kort*",
        "kartu", "kart", "kartı*", "kartim*", "kartım*", "kredi", "thẻ", "số thẻ", "kad kredit", "kad", "kortti*", "korttinumero*",
        "kártya*",
        "카드", "신용카드", "체크카드", "비자", "마스터", "국민카드", "カード", "クレジット", "クレカ", "ｶｰﾄﾞ", "信用卡", "银行卡", "銀行卡", "卡号", "卡號",
        "借记卡", "借記卡", "储蓄卡", "金融卡", "刷卡", "银联", "銀聯", "кард", "карт", "Карт", "КАРТ", "بطاقة", "بطاقه", "البطاقة", "بطاقت", "کارت",
        "ائتمان", "כרטיס", "אשראי", "κάρτα", "Κάρτα", "κάρτας", "कार्ड", "क्रेडिट", "डेबिट", "কার্ড", "บัตร", "เครดิต", "கார்டு", "అట్టే", "కార్డ్", "کارڈ", "💳",
        "кредит", "дебет", "виза", "мастеркард", "картк", "thẻ tín dụng", "ກາດ", "កាត", "კარტ", "բանկային քարտ",
    ]

    static let securityCode = [
        "cvv", "cvv2", "cvc", "cvc2", "cid", "cvn", "csc", "security code", "sec code", "card code", "verification code",
        "código de seguridad", "codigo de seguridad", "código de segurança", "codigo de seguranca", "code de sécurité", "cryptogramme",
        "prüfnummer", "prüfziffer", "kartenprüfnummer", "sicherheitscode", "codice di sicurezza", "beveiligingscode", "güvenlik kodu",
        "kode keamanan", "mã bảo mật", "보안코드", "보안 코드", "セキュリティコード", "セキュリティ コード", "安全码", "安全碼", "驗證碼", "رمز الأمان",
        "код безопасности", "सुरक्षा कोड", "รหัสความปลอดภัย", "รหัส cvv",
    ]

    static let expiry = [
        "exp", "exp.", "expiry*", "expires*", "expiration*", "exp date", "expdate", "valid thru", "valid until", "good thru", "mm/yy",
        "caduca", "caducidad", "vence", "vencimiento", "vencimento", "validade", "validez", "valable", "expire", "gültig*", "ablauf*",
        "scadenza", "geldig", "son kullanma", "skt", "berlaku", "hết hạn", "hạn", "유효기간", "만료", "有効期限", "有效期", "有效日期", "到期", "انتهاء",
        "صلاحية", "срок", "годен", "действ", "समाप्ति", "वैध", "หมดอายุ",
    ]

    /// Words of the look-alikes: telephones, devices, SIM cards, parcels, accounts, books and goods, tickets, records, one-time codes.
    static let other = [
        "imei*", "iccid*", "sim", "esim", "meid", "serial*", "s/n", "tracking*", "track", "parcel*", "shipment*", "shipping", "waybill*",
        "awb", "ups", "usps", "fedex", "dhl", "courier", "delivery", "isbn*", "ean", "gtin", "upc", "barcode*", "sku", "iban*", "swift",
        "account*", "acct", "routing", "phone*", "tel", "telephone*", "mobile*", "cell", "whatsapp", "fax", "call", "order*", "invoice*",
        "ticket*", "reference*", "ref", "booking*", "transaction*", "txn", "receipt*", "otp", "passcode*", "passport*", "resident",
        "registration*", "timestamp*", "uuid", "guid", "user id", "userid", "profile", "message id", "msgid", "case", "meter", "vin",
        "coupon*", "voucher*", "license*", "licence*", "product", "item", "amount", "price", "total", "teléfono", "telefono", "móvil",
        "pedido",
        "cuenta", "factura", "seguimiento", "rastreo", "rastreamento", "conta", "celular", "encomenda", "compte", "commande", "facture",
        "suivi",
        "colis", "téléphone", "portable", "konto*", "kontonummer*", "bestell*", "rechnung*", "sendung*", "sendungsnummer*", "telefon*",
        "handy*",
        "paket*", "ordine", "conto", "bestelling", "rekening", "zamówieni*", "sipariş*", "hesap", "kargo", "fatura", "pesanan", "resi",
        "nomor telepon", "hp", "đơn hàng", "vận đơn", "tài khoản", "điện thoại", "mã đơn",
        "송장", "운송장", "택배", "배송", "계좌", "주문", "전화", "휴대폰", "연락처", "핸드폰", "사업자", "주민", "법인", "등록번호", "인증번호", "인증 번호", "일련번호", "예약", "접수",
        "바코드", "쿠폰", "영수증", "승인번호", "금액", "가격", "단말기", "시리얼", "追跡", "伝票", "荷物", "口座", "注文", "電話", "携帯", "予約", "番号確認", "認証", "バーコード",
        "快递", "快遞", "运单", "運單", "单号", "單號", "订单", "訂單", "账号", "帳號", "账户", "帳戶", "手机", "手機", "电话", "電話", "条码", "條碼", "发票", "發票",
        "验证码", "串号", "物流", "تتبع", "الشحنة", "شحنة", "حساب", "الحساب", "هاتف", "الهاتف", "جوال", "الطلب", "طلب", "فاتورة", "آيبان",
        "заказ", "Заказ", "счёт", "счет", "Счет", "трек", "Трек", "посыл", "накладн", "телефон", "Телефон", "имей", "код подтверждения",
        "ऑर्डर", "खाता", "फ़ोन", "फोन", "मोबाइल", "ट्रैकिंग", "बिल", "พัสดุ", "บัญชี", "โทร", "เบอร์", "คำสั่งซื้อ", "ออเดอร์", "অর্ডার", "ফোন", "মোবাইল",
        "παραγγελί", "τηλέφων", "λογαριασμ", "הזמנה", "טלפון", "חשבון",
    ]
}
