/// The ways people write digits and the gaps between them.
enum Writing {
    static let zeros: [UInt32] = [
        0xFF10, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0x1D7CE, 0x1D7D8, 0x1D7F6, 0xA66, 0xAE6, 0xBE6, 0xC66, 0xED0, 0xF20, 0x1040, 0x17E0,
        0x1810,
        0x1E950, 0xA9D0, 0x1FBF0, 0x7C0, 0x104A0,
    ]

    static let separators: [(name: String, text: String)] = [
        ("space", " "), ("dash", "-"), ("dot", "."), ("slash", "/"), ("underscore", "_"), ("comma", ","), ("pipe", "|"),
        ("middle dot", "\u{B7}"),
        ("tab", "\t"), ("newline", "\n"), ("CRLF", "\r\n"), ("no-break space", "\u{A0}"), ("figure space", "\u{2007}"),
        ("thin space", "\u{2009}"), ("narrow no-break", "\u{202F}"), ("ideographic space", "\u{3000}"), ("hyphen", "\u{2010}"),
        ("no-break hyphen", "\u{2011}"), ("figure dash", "\u{2012}"), ("en dash", "\u{2013}"), ("em dash", "\u{2014}"),
        ("minus", "\u{2212}"),
        ("full-width hyphen", "\u{FF0D}"), ("space dash space", " - "), ("two spaces", "  "), ("comma space", ", "),
        ("zero-width", "\u{200B}"), ("word joiner", "\u{2060}"), ("soft hyphen", "\u{AD}"), ("BOM", "\u{FEFF}"),
        ("direction mark", "\u{200E}"),
        ("isolate", "\u{2068}"), ("space and joiner", "\u{200D} "), ("embedding", "\u{202A}-"),
    ]

    /// `digits` in the script whose zero is `zero`.
    static func script(_ digits: String, zero: UInt32) -> String {
        var text = String.UnicodeScalarView()
        for digit in digits.unicodeScalars {
            if let scalar = Unicode.Scalar(zero + digit.value - 0x30) { text.append(scalar) }
        }
        return String(text)
    }

    static func keycaps(_ digits: String) -> String {
        var text = String.UnicodeScalarView()
        for digit in digits.unicodeScalars { text.append(contentsOf: [digit, "\u{FE0F}", "\u{20E3}"]) }
        return String(text)
    }

    /// With a word that says it is a card; `%` is the number.
    static let cardTexts = [
        "my card number is %", "Card: % thanks", "Please charge my Visa % today", "cc: %", "card#%", "credit card=%", "CARD NO. %",
        "(card %)",
        "카드번호%입니다", "카드번호는 % 이에요", "제 신용카드 % 로 결제해 주세요", "체크카드: %", "카드 %요", "카드번호 : %", "カード番号は%です", "クレジットカード：%",
        "私のカード番号「%」でお願いします", "我的卡号是%谢谢", "信用卡號碼%", "银行卡 %", "رقم البطاقة %", "بطاقتي %", "номер карты %", "Моя карта: %, спасибо",
        "mi tarjeta es %", "el número de la tarjeta: %.", "meu cartão é %", "número do cartão %", "ma carte bancaire : %",
        "numéro de carte %",
        "meine Kreditkarte ist %", "Kartennummer: %", "मेरा कार्ड नंबर % है", "कार्ड %", "บัตรเครดิต%ครับ", "หมายเลขบัตร %", "số thẻ của tôi là %",
        "thẻ: %", "kart numaram %", "kredi kartı: %", "nomor kartu saya %", "la mia carta %", "💳 %", "💳%", "carta di credito n. %",
        "{\"card_number\":\"%\"}", "<b>card</b> %<br>", "\u{202B}بطاقة %\u{202C}", "card 1: %", "Here is the card you asked for 2) %",
        "mon numéro de carte : % merci beaucoup", "https://pay.example.com/checkout?card=%&x=1",
    ]

    /// Without any such word.
    static let bareTexts = [
        "%", "%.", "here: %", "\"%\"", "[%]", "(%)", "‘%’", "yes it is %, ok?", "여기요 %", "이거%입니다", "これ%です", "这是%。", "هذا %", "вот %",
        "aquí está %", "voici %", "hier: %", "यह %", "นี่%ครับ", "đây %", "işte %", "1) %", "2. %", "=%", "a: %\nb: none", "👉 %", "%!", "%?",
        "「%」",
        "%\n", " % ", "*%*", "• %", "- %", "ok\n%\nbye", "<p>%</p>", "{\"a\":\"%\"}", "no. 3: %", "%\u{200B}", "#%", "№%",
        "https://shop.example.com/pay?n=%&ok=1",
    ]
}
