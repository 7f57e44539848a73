import Core
import Cryptography

/// Makes the requests with which Meta delivers messages of customers: each signed, each with an id of its own.
struct Webhooks {
    private let signer = HMAC(.sha256, key: Array(Account.appSecret.utf8))
    private var next = 0
    private var random = SeededGenerator(seed: 7)
    /// How many different customers write.
    let customers: Int

    init(customers: Int) { self.customers = customers }

    /// The next `count` requests, of customers chosen by chance.
    mutating func batch(_ count: Int) -> RequestBatch {
        var batch = RequestBatch(capacity: count, bytesEach: 1500)
        let now = WallClock.system.now().seconds
        for _ in 0..<count {
            let body = Self.body(customer: Int(random.next() % UInt64(customers)), message: random.next(), number: next, time: now)
            next += 1
            let code = Hex.encode(signer.code(for: body))
            let headers = [
                "Accept: */*", "User-Agent: facebookexternalua", "Content-Type: application/json", "X-Hub-Signature-256: sha256=\(code)",
            ]
            batch.append(LocalHTTP.requestBytes("POST", "/webhooks/\(Account.integration)", headers: headers, body: body))
        }
        return batch
    }

    /// About 1,150 bytes: the envelope of Meta and a text with escapes.
    private static func body(customer: Int, message: UInt64, number: Int, time: Int64) -> [UInt8] {
        let sender = Account.number(customer)
        let id = Account.messageID(message, number: number, "AA==")
        return Array(
            """
            {"object":"whatsapp_business_account","entry":[{"id":"\(Account.businessAccountID)","changes":[{"value":{\
            "messaging_product":"whatsapp","metadata":{"display_phone_number":"15550102030","phone_number_id":"\(Account.phoneNumberID)"},\
            "contacts":[{"profile":{"name":"Customer \(customer)"},"wa_id":"\(sender)"}],"messages":[{"from":"\(sender)","id":"\(id)",\
            "timestamp":"\(time)","text":{"body":"\(text)"},"type":"text"}]},"field":"messages"}]}]}
            """.utf8)
    }

    private static let text =
        #"Hello, my order 4711 of last Tuesday has not come yet. The page says \"in transit\" since 3 days, and nobody answers the phone "#
        + #"at +49 30 1234567.\nCould you look where it is? \u041f\u0440\u0438\u0432\u0435\u0442 \ud83d\ude42 I have attached nothing, "#
        + #"since I do not know what you need from me: the number of the invoice is 2024-00318, it was paid on 12.03. by transfer, and "#
        + #"the address is the one that you have. If it is lost, please send it again to the office, where somebody is there from 9 to 5. "#
        + #"Thank you very much for your help and have a nice day, best regards from the whole family."#
}
