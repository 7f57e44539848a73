import ConnectorKit
import Core
import Cryptography

extension StandardWebhooks {
    /// What the header fields of one attempt say.
    struct Attempt: Hashable, Sendable {
        var id: String
        var timestamp: String
        /// Entries `version,base64` with spaces between.
        var signatures: String
    }

    /// Why an attempt is not believed; nil when it is. Versions other than `v1` are passed over.
    ///
    /// - Parameter mayBeOld: whether only the future is too far away.
    /// Source: Standard Webhooks 1.0.0, "Verifying webhook authenticity" and "Verifying timestamp".
    func refusal(of attempt: Attempt, _ body: [UInt8], now: Instant, tolerance: Duration, mayBeOld: Bool) -> Verdict.Refusal? {
        guard !attempt.id.isEmpty, !attempt.id.utf8.contains(UInt8(ascii: ".")), let time = Self.seconds(attempt.timestamp) else {
            return .signatureMalformed
        }
        let codes = attempt.signatures.split(separator: " ").compactMap { entry in
            entry.hasPrefix("v1,") ? Base64.decode(String(entry.dropFirst(3)), padding: .optional) : nil
        }
        guard !codes.isEmpty else { return .signatureMalformed }
        let start = Array("\(attempt.id).\(attempt.timestamp).".utf8)
        // Before the time is looked at, so that only the holder of the secret learns that it is the time.
        guard codes.contains(where: { isValid($0, for: start, body) }) else { return .signatureWrong }
        let distance = now - time
        guard distance >= .zero - tolerance else { return .expired }
        return mayBeOld || distance <= tolerance ? nil : .expired
    }

    /// Whole seconds; twelve digits reach further than any clock, and milliseconds have thirteen.
    private static func seconds(_ text: String) -> Instant? {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text).map { Instant(seconds: $0) }
    }
}
