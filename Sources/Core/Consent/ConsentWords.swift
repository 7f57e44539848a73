/// The words by which customers stop and resume messages: the lists of carriers and providers, and local words in use.
package struct ConsentWords: Hashable, Sendable {
    private let stop: Set<String>
    private let start: Set<String>

    /// Longest message that is looked at, in bytes: what is longer is no bare word.
    private static let lengthLimit = 64

    /// The words that count under `rule`, with the owner's own.
    package init(_ rule: Capabilities.ConsentRule.Words, stop: [String] = [], start: [String] = []) {
        switch rule {
        case .off: (self.stop, self.start) = ([], [])
        case .plain: (self.stop, self.start) = (Self.plainStop.adding(stop), Self.plainStart.adding(start))
        case .all:
            self.stop = Self.plainStop.union(Self.ambiguousStop).adding(stop)
            self.start = Self.plainStart.union(Self.ambiguousStart).adding(start)
        }
    }

    /// What a message of the customer says: false to stop, true to begin again, nil for anything but one of the words alone.
    ///
    /// Letter case, accents, white space around and between, quotes and punctuation around the word do not matter.
    package func allows(_ text: String) -> Bool? {
        guard text.utf8.count <= Self.lengthLimit, !stop.isEmpty || !start.isEmpty else { return nil }
        let word = Self.folded(text)
        if stop.contains(word) { return false }
        return start.contains(word) ? true : nil
    }

    // Carriers' lists: Twilio, AWS, Telnyx, Braze. Local ones are in use and standardised nowhere.
    private static let plainStop: Set<String> = [
        "stop", "stopall", "stop all", "unsubscribe", "optout", "opt out", "opt-out", "revoke",
        "alto", "baja", "parar", "sair", "sair da lista", "arret", "desabonner", "stopp", "abmelden",
        "수신거부", "수신 거부", "停止", "配信停止", "配信 停止", "ストップ", "ｽﾄｯﾌﾟ", "退订", "退訂", "td", "取消訂閱", "取消订阅",
    ]
    /// These can be an answer to something else: "cancel" may be about an order, "fin" about a story.
    private static let ambiguousStop: Set<String> = [
        "end", "cancel", "quit", "remove", "cancelar", "detener", "fin", "ende", "거부", "중지", "그만", "정지", "解除", "退会", "取消",
    ]
    private static let plainStart: Set<String> = [
        "start", "unstop", "subscribe", "alta", "iniciar", "commencer", "수신동의", "수신 동의", "配信再開", "スタート", "ｽﾀｰﾄ", "订阅", "訂閱",
    ]
    private static let ambiguousStart: Set<String> = [
        "yes", "si", "sim", "oui", "ja", "voltar", "시작", "開始", "再開", "开始",
    ]

    /// `text` as it is compared: ASCII for full-width letters, small letters without accents, single spaces, nothing around it.
    private static func folded(_ text: String) -> String {
        var word = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard let scalar = plain(scalar) else { continue }
            if scalar == " ", word.last == " " { continue }
            word.append(scalar)
        }
        let isAround = { (scalar: Unicode.Scalar) in
            scalar == " " || (scalar.isASCII && !scalar.properties.isAlphabetic) || marks.contains(scalar)
        }
        return String(String.UnicodeScalarView(word.drop(while: isAround).reversed().drop(while: isAround).reversed()))
    }

    /// Quotes and full stops outside of ASCII.
    private static let marks: Set<Unicode.Scalar> = ["。", "、", "「", "」", "“", "”", "‘", "’", "„", "«", "»", "¡", "¿", "…", "・", "～"]

    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x41...0x5A: return Unicode.Scalar(scalar.value | 0x20)
        case 0x09...0x0D, 0xA0, 0x3000: return " "
        // Full-width forms of ASCII.
        case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0).flatMap { plain($0) }
        // Accents on their own, zero-width signs, the sign that asks for a coloured picture.
        case 0x300...0x36F, 0x200B...0x200F, 0xFE0F: return nil
        case 0xC0...0x24F: return base(scalar)
        default: return scalar
        }
    }

    /// The letter below an accent, for the letters of the lists' languages.
    private static func base(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "à", "á", "â", "ã", "ä", "À", "Á", "Â", "Ã", "Ä": "a"
        case "ç", "Ç": "c"
        case "è", "é", "ê", "ë", "È", "É", "Ê", "Ë": "e"
        case "ì", "í", "î", "ï", "Ì", "Í", "Î", "Ï", "ı", "İ": "i"
        case "ò", "ó", "ô", "õ", "ö", "Ò", "Ó", "Ô", "Õ", "Ö": "o"
        case "ù", "ú", "û", "ü", "Ù", "Ú", "Û", "Ü": "u"
        case "ñ", "Ñ": "n"
        default: scalar
        }
    }
}

extension Set<String> {
    /// With words as a person wrote them.
    fileprivate func adding(_ words: [String]) -> Set<String> {
        union(words.map { ConsentWords.comparable($0) })
    }
}

extension ConsentWords {
    /// A word as messages are compared with it; empty for one that no message can be.
    package static func comparable(_ word: String) -> String { folded(word) }
}
