import ConnectorKit
import Core
import HTTPWire
import JSONKit
import Runtime
import Store
import WebChatConnector
import Wire

extension WebChatFront {
    /// Begins or renews a visit. A visitor who has signed in takes along what was written before.
    func session(_ body: JSON, _ place: Place, _ now: Instant, _ reply: Reply) throws(WebChatProblem) {
        let keys = place.account.keys
        let before = try body["token"].string.map { token throws(WebChatProblem) in
            guard let visitor = keys.visitor(of: token, now: now) else { throw WebChatProblem.token }
            return visitor
        }
        guard let jwt = body["jwt"].string else {
            if before?.externalID == nil, place.account.mode == .signedIn { throw .signIn }
            return answer(before ?? .anonymous(), place, now, reply)
        }
        let signIn: SignIn
        do throws(WebChatKeys.SignInProblem) {
            signIn = try keys.signIn(jwt: jwt, now: now)
        } catch {
            throw switch error {
            case .invalid: WebChatProblem(401, "jwt_invalid", "The JWT is not signed with the userSecret, or has no external_id or exp.")
            case .expired: WebChatProblem(401, "jwt_expired", "The JWT is too old.")
            }
        }
        // Told once per browser, not at every page.
        if before?.address == signIn.visitor.address { return answer(signIn.visitor, place, now, reply) }
        // Committed before the answer: what the visitor writes next comes behind it.
        let previous = before.flatMap { $0.externalID == nil ? $0.address : nil }
        deliver(.signedIn(signIn, previous: previous, now: now), of: signIn.visitor, place, reply) { [self] _ in
            answer(signIn.visitor, place, now, reply)
        }
    }

    private func answer(_ visitor: Visitor, _ place: Place, _ now: Instant, _ reply: Reply) {
        let reading = ThreadReading(app: place.integration.appID, integration: place.integration.id, address: visitor.address)
        let end = now + WebChatKeys.tokenLife
        let keys = place.account.keys
        read(reply) { store in
            // Whoever holds the token from before a sign-in is nobody again.
            let visitor = try reading.isOutdated(store) ? Visitor.anonymous() : visitor
            let present = try visitor.address == reading.address ? reading.present(store) : nil
            return SessionAnswer(
                token: keys.token(for: visitor, until: end), end: end, visitor: visitor, user: present?.user,
                conversation: present?.current)
        }
    }

    func thread(_ request: HTTPRequest, _ visitor: Visitor, _ place: Place, _ reply: Reply) throws(WebChatProblem) {
        let query = FormDecoding.fields(query: request.query)
        let before = try query["before"].map { text throws(WebChatProblem) in
            guard let id = ID(text) else { throw WebChatProblem.bad("before", "must be the id of a message") }
            return id
        }
        let limit = min(max(query["limit"].flatMap { Int($0) } ?? 30, 1), ThreadReading.largestPage)
        let reading = ThreadReading(app: place.integration.appID, integration: place.integration.id, address: visitor.address)
        read(reply) { [context] store in
            var page = try reading.page(before: before, limit: limit, store)
            page.messages = try context.withFreshLinks(page.messages, in: store)
            return ThreadAnswer(page: page, isNewest: before == nil)
        }
    }

    private func read(_ reply: Reply, _ body: @escaping @Sendable (any StoreReader) throws -> some JSONWritable & Sendable) {
        let context = context
        Task {
            do {
                reply.json(try await context.store.read { try body($0) })
            } catch {
                context.log.error("A visitor's call failed", ["problem": (error as? StoreProblem).map { "\($0)" } ?? "\(type(of: error))"])
                reply.refuse(WebChatProblem(503, "unavailable", "Please try again.", retryAfter: .seconds(2)))
            }
        }
    }

    /// Opens the live stream. `Last-Event-ID` is the last message that the browser has: what came after it is sent first, and the newest
    /// page again, since messages may have been changed meanwhile.
    func events(_ request: HTTPRequest, _ visitor: Visitor, _ place: Place, _ reply: Reply) throws(WebChatProblem) {
        let cursor = request.headers["Last-Event-ID"].flatMap { ID($0) }
        let key = VisitorKey.of(integration: place.integration.id, address: visitor.address)
        let seat = try seat(key, visitor, request)
        let stream = reply.stream()
        // Joined before the store is read, so that nothing falls between; what comes twice is merged by its id.
        hub.join(seat, stream)
        stream.onClose { [hub] in hub.leave(seat) }
        _ = stream.send(Array("retry: 2000\n\n".utf8))
        let reading = ThreadReading(app: place.integration.appID, integration: place.integration.id, address: visitor.address)
        let context = context
        Task {
            let page = try? await context.store.read { store in
                var page = try reading.page(before: nil, limit: ThreadReading.largestPage, store)
                page.messages = try context.withFreshLinks(page.messages, in: store)
                return page
            }
            guard let page, let current = page.current, let cursor else { return }
            let isGap = page.hasMore && page.messages.first.map { $0.id > cursor } ?? false
            if isGap { _ = stream.send(VisitorFrame.gap.bytes) }
            for message in page.messages where !isGap {
                let form = VisitorMessage(message: message, businessLastRead: current.conversation.businessLastRead)
                guard stream.send(VisitorFrame("message", id: message.id, form).bytes) else { return }
            }
            _ = stream.send(VisitorFrame("conversation", current).bytes)
        }
    }

    /// A place for a visitor's stream. Who has signed in counts as a person only: the business itself has said who it is, and all people of
    /// a company may sit behind one address.
    private func seat(_ key: ID, _ visitor: Visitor, _ request: HTTPRequest) throws(WebChatProblem) -> VisitorHub.Seat {
        do throws(VisitorHub.Refusal) {
            return try hub.seat(key, network: visitor.externalID == nil ? AddressBytes.network(of: request.remoteAddress) : nil)
        } catch {
            throw switch error {
            case .network: .tooMany(.seconds(15))
            case .full: WebChatProblem(503, "unavailable", "Please try again.", retryAfter: .seconds(15))
            }
        }
    }
}

/// The answer of `/session`.
struct SessionAnswer: JSONWritable, Sendable {
    let token: String
    let end: Instant
    let visitor: Visitor
    let user: User?
    let conversation: VisitorConversation?

    func write(to json: inout JSONWriter) {
        let profile = user.flatMap { try? JSONDocument.parse($0.profile.bytes).root } ?? .missing
        json.object { json in
            json.field("token", token)
            json.field("expiresAt", end)
            json.object("visitor") { json in
                json.field("id", orNull: user?.id)
                json.field("name", orNull: profile["givenName"].string)
                json.field("email", orNull: profile["email"].string)
                json.field("signedIn", visitor.externalID != nil)
            }
            json.field("conversation", orNull: conversation)
        }
    }
}
