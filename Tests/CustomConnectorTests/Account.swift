import ConnectorKit
import Core
import CustomConnector

/// Two made-up providers that have nothing in common, each by its configuration alone.
enum TestAccount {
    static let receivedAt = Instant(seconds: 1_781_100_000)
    static let id = ID(high: 1, low: 1)
    static let standardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    /// Several events in one body, Standard Webhooks both ways, Parley's own body.
    static let beacon = [
        "verify": #"{"kind":"standardWebhooks"}"#,
        "inbound": """
        {"each":"$.events[*]","rules":[
          {"when":{"@.type":"message"},"event":"message","id":"@.id","at":"@.time","sender":"@.from.id",
           "name":{"join":["@.from.first","@.from.last"]},"phone":"@.from.phone","text":["@.text","@.caption"],"payload":"@.button.payload",
           "replyTo":"@.reply_to","media":{"each":"@.files[*]","url":"@.url","type":"@.mime","name":"@.name","size":"@.bytes"},
           "location":{"latitude":"@.place.lat","longitude":"@.place.lon","name":"@.place.name"}},
          {"when":{"@.type":"status"},"event":"status","message":"@.message","at":"@.time","state":"@.state","correlation":"@.ref",
           "states":{"SENT":"sent","DELIVRD":"delivered","SEEN":"read","UNDELIV":"failed","QUEUED":"ignored"},
           "errorCode":"@.error.code","errorText":"@.error.text"},
          {"when":{"@.type":"edited"},"event":"edit","sender":"@.from.id","target":"@.of","text":"@.text"},
          {"when":{"@.type":"deleted"},"event":"unsend","sender":"@.from.id","target":"@.of"},
          {"when":{"@.type":"reaction"},"event":"reaction","sender":"@.from.id","target":"@.of","emoji":"@.emoji"},
          {"when":{"@.type":"press"},"event":"postback","id":"@.id","sender":"@.from.id","payload":"@.button.payload","title":"@.button.label"},
          {"when":{"@.type":"read"},"event":"read","sender":"@.from.id","upTo":"@.time"},
          {"when":{"@.type":["typing","idle"]},"event":"typing","sender":"@.from.id","isTyping":{"from":"@.type","words":{"idle":"false"}}},
          {"when":{"@.type":"stop"},"event":"optOut","sender":"@.from.id"},
          {"when":{"@.type":"start"},"event":"optIn","sender":"@.from.id"},
          {"when":{"@.type":"bye"},"event":"ended","sender":"@.from.id"},
          {"when":{"@.type":"ping"},"event":"ignore","kind":"@.type"},
          {"when":{"@.type":"verification"},"event":"challenge","answer":"@.challenge"},
          {"when":{"@.from.id":true},"event":"unknown","id":"@.id","sender":"@.from.id","kind":"@.type"}]}
        """,
        "outbound":
            #"{"path":"/v1/messages","sign":{"kind":"standardWebhooks"},"answer":{"id":"$.message.id","error":"$.error.code","errorText":"$.error.text"}}"#,
        "failures":
            #"{"NO_ROUTE":"recipient_unreachable","STOPPED":"recipient_opted_out","SLOW":"rate_limited","HTTP 503":"provider_unavailable"}"#,
        "capabilities": #"{"textLimit":20,"windowHours":48,"messagesPerSecond":5,"messagesPerSecondToOne":1,"phoneAddresses":"plus"}"#,
    ]

    /// One SMS in a body, a code over time and body, a form in the provider's own words.
    static let pelican = [
        "verify":
            #"{"kind":"hmac","header":"X-Pelican-Signature","prefix":"v1=","algorithm":"sha512","encoding":"base64","signed":"{timestamp}:{body}","timestampHeader":"X-Pelican-Time"}"#,
        "inbound": """
        {"timeFormat":"seconds","countryCode":"82","rules":[
          {"when":{"$.dlr":true},"event":"status","message":"$.dlr.id","at":"$.dlr.ts","state":"$.dlr.code",
           "states":{"0":"delivered","1":"failed"},"errorCode":"$.dlr.reason"},
          {"event":"message","id":"$.mo_id","at":"$.ts","sender":"$.msisdn","phone":"$.msisdn","text":"$.content"}]}
        """,
        "outbound": """
        {"path":"/sms/send.php","format":"form","sign":{"kind":"basic"},"headers":{"X-Account":"acme"},
         "body":{"dest":"$.to","content":"$.text","ref":"$.key","flags":{"a":1,"media":"$.media.url"},"list":["$.to","x"],"type":"$$plain"},
         "idempotency":{"header":"Idempotency-Key","hours":2},"answer":{"error":"$.status"}}
        """,
        "failures": #"{"0":"accepted","17":"recipient_invalid"}"#,
        "capabilities": #"{"content":["text"],"textLimit":70,"textUnit":"utf16"}"#,
    ]

    static func settings(
        _ values: [String: String], secrets: [String: String], baseURL: String? = "https://api.example.com",
        publicURL: String? = "https://messages.example.com"
    ) -> AccountSettings {
        AccountSettings(
            integrationID: id, values: values, secrets: secrets.mapValues { Secret($0) }, baseURL: baseURL, publicURL: publicURL)
    }

    static func channel(_ values: [String: String], secrets: [String: String]) throws -> any Channel {
        try CustomConnector.registration.connect(settings(values, secrets: secrets))
    }

    static func beaconChannel(_ changes: [String: String] = [:]) throws -> any Channel {
        try channel(beacon.merging(changes) { $1 }, secrets: ["webhookSecret": standardSecret, "sendSecret": standardSecret])
    }

    static func pelicanChannel(_ changes: [String: String] = [:]) throws -> any Channel {
        try channel(pelican.merging(changes) { $1 }, secrets: ["webhookSecret": "pelican-key", "sendSecret": "acme:secret"])
    }
}

/// Something that the tests rely on is not so.
struct Unexpected: Error {}
