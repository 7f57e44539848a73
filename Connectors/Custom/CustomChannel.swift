internal import ConnectorKit
internal import Core
internal import JSONKit

/// One account of a provider that is known by its configuration alone.
struct CustomChannel: Channel {
    let account: CustomAccount
    let capabilities: Capabilities
    private let leaves: IdentifierFields

    init(_ account: CustomAccount) {
        self.account = account
        capabilities = account.capabilities.capabilities(keyLife: account.outbound.keyLife, rules: account.inbound)
        leaves = account.inbound.identifiers
    }

    var identifiers: IdentifierFields? { leaves }

    var hasSecretPath: Bool { account.proof.isPath }

    var media: (any MediaAccess)? { PublicMedia() }

    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict { account.proof.verdict(on: request, now: now) }

    func signedAt(_ request: HTTPRequest) -> Instant? { account.proof.time(of: request) }

    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound {
        guard case .json(let body) = payload.body else { throw ParseProblem("the body is not JSON") }
        return try EventMaker(rules: account.inbound, failures: account.failures, receivedAt: payload.receivedAt).inbound(body)
    }

    func address(ofPhone digits: String) -> String? {
        switch account.capabilities.phoneForm {
        case .plus: "+\(digits)"
        case .digits: digits
        case nil: nil
        }
    }
}
