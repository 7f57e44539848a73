import ConnectorKit
import Core
import Cryptography
import JSONKit
import Runtime

extension Directory {
    private static let missing = "Credentials are missing: send the key's id and secret as basic authentication, or a bearer token."
    private static let wrong = "The credentials are not valid."

    /// Who sent the request.
    func caller(of request: HTTPRequest, now: Instant) throws(APIProblem) -> Caller {
        let values = request.headers.values("Authorization")
        guard let value = values.first, !value.isEmpty else { throw .unauthorized(Self.missing) }
        guard values.count == 1 else { throw .unauthorized("There is more than one Authorization header.") }
        let parts = value.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard parts.count == 2 else { throw .unauthorized(Self.missing) }
        let credentials = String(parts[1].drop { $0 == UInt8(ascii: " ") }) ?? ""
        switch String(Substring(parts[0])).lowercased() {
        case "basic": return try basic(credentials)
        case "bearer": return try bearer(credentials, now: now)
        default: throw .unauthorized("The authentication scheme must be Basic or Bearer.")
        }
    }

    private func basic(_ credentials: String) throws(APIProblem) -> Caller {
        guard let bytes = Base64.decode(credentials, padding: .optional), let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
            throw .unauthorized(Self.wrong)
        }
        let key = keys[String(decoding: bytes[..<colon], as: UTF8.self)]
        let secret = Array(bytes[(colon + 1)...])
        // An unknown key is compared as well, so that a guess takes as long as for a known one.
        guard (key ?? Self.nobody).isRight(secret), let key else { throw .unauthorized(Self.wrong) }
        return Caller(key)
    }

    private static let nobody = KeyEntry(id: "", appID: .first, secret: Secret(bytes: SecureRandom.bytes(32)))

    /// Clocks may differ by this much.
    private static let leeway: Duration = .seconds(30)

    private func bearer(_ token: String, now: Instant) throws(APIProblem) -> Caller {
        guard let token = JSONWebToken(token), let id = token.header["kid"].string, let key = keys[id], let mac = key.mac,
            token.isSigned(by: mac)
        else { throw .unauthorized(Self.wrong) }
        guard token.validity(at: now, leeway: Self.leeway) == .valid else {
            throw .unauthorized("The token has expired or is not valid yet.")
        }
        // Said only to those who hold the secret.
        guard let scope = token.claims["scope"].string else { throw .unauthorized("The token's payload needs a scope.") }
        guard scope == key.scope.rawValue else { throw .forbidden("The key does not hold the scope that the token claims.") }
        return Caller(key, until: token.end(leeway: Self.leeway))
    }
}
