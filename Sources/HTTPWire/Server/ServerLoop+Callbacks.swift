import CMicroHTTPD
import Core
import Glibc

extension ServerLoop {
    /// libmicrohttpd's callbacks, all of which come on the loop's thread, inside `MHD_run`, `MHD_add_connection` or `MHD_stop_daemon`.
    func callbacks() -> parley_mhd_callbacks {
        parley_mhd_callbacks(
            context: Unmanaged.passUnretained(self).toOpaque(),
            access: { context, engine, _, method, version, data, size, exchange in
                guard let exchange = exchange?.pointee, let engine, let method, let version, let size else { return ServerLoop.no }
                return ServerLoop.from(context).access(engine, Exchange.from(exchange), method, version, data, size)
            },
            request_line: { context, target, engine in
                guard let engine, let exchange = ServerLoop.from(context).begin(engine, target) else { return nil }
                return Unmanaged.passRetained(exchange).toOpaque()
            },
            completed: { context, _, exchange, _ in
                guard let pointer = exchange?.pointee else { return }
                exchange?.pointee = nil
                ServerLoop.from(context).complete(Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue())
            },
            connection: { context, engine, slot, event in
                guard let engine, let slot else { return }
                if parley_mhd_is_start(event) != 0 {
                    slot.pointee = ServerLoop.from(context).connect(engine)
                } else if let pointer = slot.pointee {
                    ServerLoop.from(context).disconnect(Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue())
                }
            })
    }

    static let yes = parley_mhd_yes
    static let no = parley_mhd_no

    private static func from(_ context: UnsafeMutableRawPointer?) -> ServerLoop {
        // The context is the loop that started the daemon; it outlives it.
        Unmanaged<ServerLoop>.fromOpaque(context!).takeUnretainedValue()
    }

    // MARK: Connections

    private func connect(_ engine: OpaquePointer) -> UnsafeMutableRawPointer {
        let connection = Connection(
            descriptor: parley_mhd_socket(engine), address: acceptedAddress,
            isTrustedProxy: configuration.trustedProxies.trusts(acceptedAddress), index: connections.count, now: now)
        connections.append(connection)
        return Unmanaged.passRetained(connection).toOpaque()
    }

    private func disconnect(_ connection: Connection) {
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.index] = last
            last.index = connection.index
        }
        if !connection.isTakenOver { ledger.leave(connection.address) }
    }

    // MARK: Requests

    private func begin(_ engine: OpaquePointer, _ target: UnsafePointer<CChar>?) -> Exchange? {
        guard let context = parley_mhd_socket_context(engine) else { return nil }
        let connection = Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
        let bytes = target.map { UnsafeRawBufferPointer(start: $0, count: strlen($0)) }
        let exchange = Exchange(
            loop: self, engine: engine, connection: connection, target: bytes.flatMap { RequestTarget($0) },
            expectedVersion: bytes.flatMap { $0.baseAddress.map { start in start + bytes!.count + 1 } })
        connection.exchange = exchange
        connection.enter(.head, now: now)
        return exchange
    }

    private func complete(_ exchange: Exchange) {
        let connection = exchange.connection
        connection.exchange = nil
        bodyBytes -= exchange.bodySize
        connection.enter(.idle, now: now)
        if !connection.isTakenOver, case .stream(_, let stream)? = exchange.answer { stream.didClose() }
    }
}

extension Exchange {
    fileprivate static func from(_ pointer: UnsafeMutableRawPointer) -> Exchange {
        Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
    }
}
