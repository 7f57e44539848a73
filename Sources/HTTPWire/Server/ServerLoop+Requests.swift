import CMicroHTTPD
import Core
import Glibc

extension ServerLoop {
    /// One call of libmicrohttpd for a request: with its head, with a piece of its body, at its end, or after a resumption.
    func access(
        _ engine: OpaquePointer, _ exchange: Exchange, _ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>,
        _ data: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        switch exchange.stage {
        case .head: return takeHead(engine, exchange, method, version)
        case .body where size.pointee > 0:
            let count = size.pointee
            size.pointee = 0
            return takeBody(UnsafeRawBufferPointer(start: data, count: count), exchange)
        case .body: return dispatch(exchange)
        case .handling:
            guard let answer = mailbox.withLock({ _ in exchange.answer }) else { return Self.no }
            return deliver(answer, exchange)
        case .answered: return Self.no
        }
    }

    private func takeHead(
        _ engine: OpaquePointer, _ exchange: Exchange, _ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>
    ) -> MHD_Result {
        exchange.method = String(cString: method)
        let head: RequestHead
        switch readHead(engine, exchange, version) {
        case .success(let read): head = read
        case .failure(let violation): return refuse(exchange, violation.response)
        }
        exchange.isChunkedCapable = version[7] == CChar(UInt8(ascii: "1"))
        switch handler.admit(head) {
        case .refuse(let response):
            if head.hasBody { return refuse(exchange, response) }
            exchange.refusal = response
        case .accept(let limit):
            if let length = head.contentLength, length > limit { return refuse(exchange, Self.tooLarge) }
            if head.hasBody, bodyBytes >= configuration.bodyMemory { return refuse(exchange, Self.tooMuch) }
            exchange.bodyLimit = limit
            exchange.request = head.request
            exchange.request.body.reserveCapacity(min(head.contentLength ?? 0, 1 << 20))
        }
        exchange.stage = .body
        exchange.connection.enter(.body, now: now)
        return Self.yes
    }

    private func readHead(
        _ engine: OpaquePointer, _ exchange: Exchange, _ version: UnsafePointer<CChar>
    ) -> Result<RequestHead, HeadRules.Violation> {
        guard strcmp(version, "HTTP/1.1") == 0 || strcmp(version, "HTTP/1.0") == 0 else { return .failure(.version) }
        guard let target = exchange.target, exchange.expectedVersion == UnsafeRawPointer(version) else {
            return .failure(.badRequest("The request target holds a forbidden character."))
        }
        guard !exchange.method.isEmpty, exchange.method.utf8.allSatisfy(HeadRules.isToken) else {
            return .failure(.badRequest("The method holds a forbidden character."))
        }
        return headReader.read(engine, version: version, headLimit: configuration.headLimit, fieldLimit: configuration.fieldLimit)
            .map { framing in
                var fields = HTTPFields()
                fields.fields = headReader.fields
                var request = HTTPRequest(
                    method: exchange.method, path: target.path, query: target.query, headers: fields,
                    remoteAddress: exchange.connection.address)
                if exchange.connection.isTrustedProxy {
                    let client = configuration.trustedProxies.client(fields, peer: request.remoteAddress)
                    request.remoteAddress = client.address
                    request.publicOrigin = client.origin
                }
                return RequestHead(request: request, contentLength: framing.contentLength)
            }
    }

    private static let tooLarge = HTTPResponse.plain(413, "The body is larger than is accepted here.")

    private static let tooMuch = HTTPResponse.plain(503, "Too many bodies are being read.", headers: HTTPFields(["Retry-After": "5"]))

    private func takeBody(_ bytes: UnsafeRawBufferPointer, _ exchange: Exchange) -> MHD_Result {
        guard exchange.request.body.count + bytes.count <= exchange.bodyLimit else { return refuse(exchange, Self.tooLarge) }
        guard bodyBytes + bytes.count <= configuration.bodyMemory else { return refuse(exchange, Self.tooMuch) }
        bodyBytes += bytes.count
        exchange.bodySize += bytes.count
        // Bound to UInt8, the copy is one memcpy in every build.
        exchange.request.body.append(contentsOf: bytes.bindMemory(to: UInt8.self))
        return Self.yes
    }

    private func dispatch(_ exchange: Exchange) -> MHD_Result {
        exchange.stage = .handling
        exchange.connection.enter(.handling, now: now)
        if let refusal = exchange.refusal { return deliver(.response(refusal), exchange) }
        let request = exchange.request
        exchange.request.body = []
        handler.handle(request, HTTPResponder(exchange))
        let answer = mailbox.withLock { _ in
            exchange.isSuspended = exchange.answer == nil
            return exchange.answer
        }
        if let answer { return deliver(answer, exchange) }
        MHD_suspend_connection(exchange.engine)
        return Self.yes
    }

    // MARK: Answers

    private func deliver(_ answer: Answer, _ exchange: Exchange) -> MHD_Result {
        exchange.stage = .answered
        exchange.connection.enter(.answering, now: now)
        switch answer {
        case .response(let response): return queue(response, exchange)
        case .cut: return Self.no
        case .file(let head, let file): return queue(head, file, exchange)
        case .stream(let head, let stream):
            let framing: ResponseHead.Framing = exchange.isChunkedCapable ? .chunked : .untilClose
            return takeOver(exchange, role: .stream(stream), bytes: ResponseHead.bytes(head, framing))
        }
    }

    private func queue(_ response: HTTPResponse, _ exchange: Exchange) -> MHD_Result {
        let body = response.body.withUnsafeBytes {
            MHD_create_response_from_buffer($0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), parley_mhd_copy)
        }
        guard let body else { return Self.no }
        return queue(body, response, exchange)
    }

    private func queue(_ head: HTTPResponse, _ file: FileSlice, _ exchange: Exchange) -> MHD_Result {
        // libmicrohttpd closes what it is given.
        let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { return Self.no }
        guard let body = MHD_create_response_from_fd_at_offset64(UInt64(file.length), descriptor, UInt64(file.offset)) else {
            Glibc.close(descriptor)
            return Self.no
        }
        exchange.connection.allowance = deadlines.allowance(bytes: file.length)
        return queue(body, head, exchange)
    }

    /// Queues an answer whose body is made, and lets go of it.
    private func queue(_ body: OpaquePointer, _ response: HTTPResponse, _ exchange: Exchange) -> MHD_Result {
        defer { MHD_destroy_response(body) }
        for field in response.headers.fields where ResponseHead.isSendable(field) {
            _ = MHD_add_response_header(body, field.name, field.value)
        }
        if drainBy != nil { _ = MHD_add_response_header(body, "Connection", "close") }
        return MHD_queue_response(exchange.engine, UInt32(clamping: response.status), body)
    }

    /// Answers before the body was read, and closes. libmicrohttpd would close with the body unread, which resets the connection and may
    /// take the answer from the client; so the socket is taken over and read for a while.
    private func refuse(_ exchange: Exchange, _ response: HTTPResponse) -> MHD_Result {
        exchange.stage = .answered
        let head = ResponseHead.bytes(response, .length(response.body.count))
        let bytes = exchange.method == "HEAD" ? head : head + response.body
        return takeOver(exchange, role: .refusal(until: now + deadlines.linger), bytes: bytes)
    }

    /// Goes on with a duplicate of the socket and lets libmicrohttpd drop its own without a byte.
    private func takeOver(_ exchange: Exchange, role: OwnSocket.Role, bytes: [UInt8]) -> MHD_Result {
        let descriptor = fcntl(exchange.connection.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { return Self.no }
        exchange.connection.isTakenOver = true
        own(descriptor, address: exchange.connection.address, role: role, bytes: bytes)
        return Self.no
    }
}
