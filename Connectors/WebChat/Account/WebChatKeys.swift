internal import ConnectorKit
package import Core
internal import Cryptography
internal import JSONKit

/// What a web chat signs and checks, all with keys made from one secret.
package struct WebChatKeys: Sendable {
    private let tokens: HMAC
    private let envelopes: HMAC
    /// The secret itself: the business's own site signs with it.
    private let site: HMAC

    /// How long a token is good without a visit.
    package static let tokenLife: Duration = .hours(24 * 180)
    /// Clocks may differ by this much.
    private static let leeway: Duration = .seconds(60)

    init(secret: [UInt8]) {
        site = HMAC(.sha256, key: secret)
        tokens = HMAC(.sha256, key: HMAC.code(.sha256, for: Array("parley web chat: visitor token".utf8), key: secret))
        envelopes = HMAC(.sha256, key: HMAC.code(.sha256, for: Array("parley web chat: envelope".utf8), key: secret))
    }

    // MARK: Envelopes

    /// The signature that an envelope carries.
    package func signature(of envelope: [UInt8]) -> String { Hex.encode(envelopes.code(for: envelope)) }

    func isSigned(_ envelope: [UInt8], _ signature: String) -> Bool {
        guard let code = Hex.decode(signature) else { return false }
        return envelopes.isValid(code, for: envelope)
    }

    // MARK: Visitors' tokens

    /// A token for a visitor, good until `end`.
    package func token(for visitor: Visitor, until end: Instant) -> String {
        let body = JSONWriter.object { json in
            json.field("a", visitor.address)
            json.field("x", end.seconds)
            if let externalID = visitor.externalID { json.field("u", externalID) }
        }
        return Base64.encode(body, .urlSafe, padded: false) + "." + Base64.encode(tokens.code(for: body), .urlSafe, padded: false)
    }

    /// The visitor that a token names; nil when it is not ours or too old.
    package func visitor(of token: String, now: Instant) -> Visitor? {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard token.utf8.count <= JSONWebToken.lengthLimit, parts.count == 2, let body = Self.decode(parts[0]),
            let code = Self.decode(parts[1]),
            tokens.isValid(code, for: body), let json = (try? JSONDocument.parse(body))?.root, let address = json["a"].string,
            let end = json["x"].int, now < Instant(seconds: end)
        else { return nil }
        return Visitor(address: address, externalID: json["u"].string)
    }

    // MARK: Sign-in

    /// Why a JWT is not taken.
    package enum SignInProblem: Error, Hashable, Sendable { case invalid, expired }

    /// Who a JWT of the business's own site says the visitor is (RFC 7519, HS256 with the `userSecret`): `external_id` names the user;
    /// `exp` is required; `name` and `email` are taken over.
    package func signIn(jwt: String, now: Instant) throws(SignInProblem) -> SignIn {
        guard let token = JSONWebToken(jwt), token.isSigned(by: site) else { throw .invalid }
        let claims = token.claims
        guard let name = claims["external_id"].string ?? claims["sub"].string, !name.isEmpty, name.utf8.count <= 256,
            claims["exp"].exists
        else { throw .invalid }
        switch token.validity(at: now, leeway: Self.leeway) {
        case .valid: break
        case .expired: throw .expired
        case .early, .malformed: throw .invalid
        }
        return SignIn(
            visitor: Visitor(address: "user:\(name)", externalID: name), name: claims["name"].string, email: claims["email"].string)
    }

    private static func decode(_ part: Substring.UTF8View) -> [UInt8]? {
        Array(part).withUnsafeBufferPointer { Base64.decode($0, .urlSafe, padding: .refused) }
    }
}

/// Who is in front of the browser.
package struct Visitor: Hashable, Sendable {
    /// `anon:` and a random number, or `user:` and the business's own name.
    package var address: String
    /// The business's own name, proven by its signature.
    package var externalID: String?

    /// Makes a visitor.
    package init(address: String, externalID: String? = nil) {
        self.address = address
        self.externalID = externalID
    }

    /// A visitor whom nobody knows yet.
    package static func anonymous() -> Visitor { Visitor(address: "anon:" + Hex.encode(SecureRandom.bytes(16))) }
}

/// A visitor who has signed in on the business's site.
package struct SignIn: Hashable, Sendable {
    package var visitor: Visitor
    package var name: String?
    package var email: String?

    /// Makes a sign-in.
    package init(visitor: Visitor, name: String?, email: String?) {
        self.visitor = visitor
        self.name = name
        self.email = email
    }
}
