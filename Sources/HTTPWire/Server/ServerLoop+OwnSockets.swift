import CLinux
import Core
import Glibc

extension ServerLoop {
    /// Starts to serve a socket without libmicrohttpd. The descriptor is closed with it.
    func own(_ descriptor: Int32, address: String?, role: OwnSocket.Role, bytes: [UInt8]) {
        let socket = OwnSocket(descriptor: descriptor, tag: nextTag, address: address, role: role, bytes: bytes)
        nextTag += 1
        ownSockets[socket.tag] = socket
        if case .refusal = role { lingering += 1 }
        if case .stream(let stream) = role { streams[ObjectIdentifier(stream)] = socket }
        guard poller.add(descriptor, parley_epoll_in | parley_epoll_half_closed, tag: socket.tag) else { return close(socket) }
        switch role {
        case .stream(let stream): pump(socket, stream)
        case .refusal: sendRefusal(socket)
        }
    }

    /// The poller saw something on a socket of ours.
    func handle(_ event: Poller.Event, on socket: OwnSocket) {
        switch socket.role {
        case .stream(let stream):
            if event.isGone || (event.isReadable && !socket.discardInput()) { return close(socket) }
            if event.isWritable { pump(socket, stream) }
        case .refusal:
            if event.isWritable { sendRefusal(socket) }
            if event.isReadable || event.isGone, !socket.discardInput() { close(socket) }
        }
    }

    /// Sends what a stream has queued, as far as the kernel takes it.
    func pump(_ socket: OwnSocket, _ stream: HTTPStream) {
        let (bytes, isFinished, isCut) = stream.take()
        if isCut { return close(socket) }
        if !bytes.isEmpty { socket.queue(bytes) }
        var taken = 0
        let progress = socket.send(taken: &taken, now: now)
        if taken > 0 { stream.didSend(taken) }
        switch progress {
        case .broken: close(socket)
        case .blocked: watchOutput(of: socket, true)
        case .done:
            if isFinished { close(socket) } else { watchOutput(of: socket, false) }
        }
    }

    private func sendRefusal(_ socket: OwnSocket) {
        guard !socket.isWriteClosed else { return }
        var taken = 0
        switch socket.send(taken: &taken, now: now) {
        case .broken: close(socket)
        case .blocked: watchOutput(of: socket, true)
        case .done:
            watchOutput(of: socket, false)
            socket.isWriteClosed = true
            parley_shut_writing(socket.descriptor)
        }
    }

    private func watchOutput(of socket: OwnSocket, _ wanted: Bool) {
        guard socket.watchesOutput != wanted else { return }
        socket.watchesOutput = wanted
        let events = parley_epoll_in | parley_epoll_half_closed | (wanted ? parley_epoll_out : 0)
        poller.change(socket.descriptor, events, tag: socket.tag)
    }

    /// Forgets a socket; it closes with its last reference.
    func close(_ socket: OwnSocket) {
        guard ownSockets.removeValue(forKey: socket.tag) != nil else { return }
        poller.remove(socket.descriptor)
        if let address = socket.address { ledger.leave(address) }
        switch socket.role {
        case .refusal: lingering -= 1
        case .stream(let stream):
            streams[ObjectIdentifier(stream)] = nil
            stream.didClose()
        }
    }
}
