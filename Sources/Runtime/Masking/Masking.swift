package import Core

/// Masks card numbers in text. The runtime calls it where text enters: inbound between decoding and reading, outbound before a message
/// is stored, in the API before a user or conversation is, and over a provider's words on what was sent.
package protocol Masking: Sendable {
    /// The masked text, or nil when there is nothing to mask. Never throws: when masking fails it returns a placeholder.
    func mask(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]?

    /// The same masking, which counts what it masks for this app and kind of channel. Cheap: nothing is made before something is masked.
    func counting(app: ID, channel: String) -> any Masking
}

/// Masks nothing: for apps that have switched masking off, and for tests.
package struct NoMasking: Masking {
    /// Makes one.
    package init() {}

    package func mask(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? { nil }
}

extension Masking {
    package func counting(app: ID, channel: String) -> any Masking { self }

    /// The masked text.
    package func masked(_ text: String) -> String {
        var text = text
        let masked = text.withUTF8 { mask($0) }
        return masked.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The masked text, or nil for nil.
    package func masked(_ text: String?) -> String? {
        text.map { masked($0) }
    }
}

extension RuntimeContext {
    /// Whether an app has its card numbers masked; of an app that is not known, so.
    package func masksCards(of app: ID) -> Bool { directory.apps[app]?.maskCreditCardNumbers ?? true }

    /// The masking for what an app and a kind of channel say to each other, with counting.
    package func masking(app: ID, channel: String) -> any Masking {
        masksCards(of: app) ? masking.counting(app: app, channel: channel) : NoMasking()
    }
}
