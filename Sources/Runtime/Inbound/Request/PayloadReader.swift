import ConnectorKit
import Core
import JSONKit

/// Decodes and masks a request once, for everything that follows: the connector reads the result and the journal keeps it.
struct PayloadReader: Sendable {
    let form: PayloadForm
    let masker: PayloadMasker

    /// Reads requests of an integration as they come in.
    init(_ integration: IntegrationEntry, masking: any Masking) {
        form = integration.registration.payload
        masker = PayloadMasker(masking, identifiers: integration.identifiers)
    }

    /// Reads requests that were masked when they came in.
    init(stored form: PayloadForm) {
        self.form = form
        masker = .none
    }

    /// A payload and what the journal keeps of it.
    struct Reading: Sendable {
        var capsule: RequestCapsule
        var body: Payload.Body

        func payload(receivedAt: Instant) -> Payload {
            Payload(request: capsule.request, body: body, receivedAt: receivedAt)
        }
    }

    /// The body is not of the expected form.
    struct Malformed: Error {
        /// Safe to store and to log.
        var reason: String
    }

    /// Decodes and masks.
    func read(_ request: HTTPRequest) throws(Malformed) -> Reading {
        switch form {
        case .json: try json(request)
        case .form: try fields(request)
        }
    }

    /// What the journal keeps of a request that cannot be read.
    func undecodable(_ request: HTTPRequest) -> RequestCapsule {
        switch form {
        case .json: return capsule(request, body: masker.masked(undecodable: request.body) ?? request.body)
        case .form:
            let masked = masker.masked(query: String(decoding: request.body, as: UTF8.self))
            return capsule(request, body: masked.map { Array($0.utf8) } ?? request.body)
        }
    }

    private func json(_ request: HTTPRequest) throws(Malformed) -> Reading {
        if request.body.isEmpty { return Reading(capsule: capsule(request, body: []), body: .json(.missing)) }
        do {
            let document = try JSONDocument.parse(request.body)
            guard let masked = masker.masked(document.root) else {
                return Reading(capsule: capsule(request, body: request.body), body: .json(document.root))
            }
            // Read again from what is stored, so that nobody sees more than that.
            return Reading(capsule: capsule(request, body: masked), body: .json(try JSONDocument.parse(masked).root))
        } catch {
            throw Malformed(reason: "\(error)")
        }
    }

    private func fields(_ request: HTTPRequest) throws(Malformed) -> Reading {
        let isInQuery = request.body.isEmpty
        let text = isInQuery ? Array((request.query ?? "").utf8) : request.body
        // Fields beyond those that are read would be stored without having been masked.
        guard text.count(where: { $0 == UInt8(ascii: "&") }) < FormDecoding.mostFields else {
            throw Malformed(reason: "the form has more than \(FormDecoding.mostFields) fields")
        }
        let fields = FormDecoding.fields(text)
        let masked = masker.masked(fields)
        let body = isInQuery ? [] : masked.map { Array(FormCoding.encode($0).utf8) } ?? request.body
        return Reading(capsule: capsule(request, body: body), body: .form(masked ?? fields))
    }

    private func capsule(_ request: HTTPRequest, body: [UInt8]) -> RequestCapsule {
        let type = request.headers[RequestCapsule.contentType].map { masker.masked(text: $0) ?? $0 }
        // The query of a poll is our own cursor: an identifier.
        let masked = request.method == RequestCapsule.pollMethod ? nil : request.query.flatMap { masker.masked(query: $0) }
        return RequestCapsule(request, query: masked ?? request.query, body: body, contentType: type)
    }
}
