/// Which calls may have a connection and which wait for one. Pure.
///
/// libcurl can limit connections itself, but a call that waits inside it is not ended by its deadline.
struct ConnectionSlots {
    private let limit: Int
    private let limitPerHost: Int
    private var active = 0
    private var activeByHost: [String: Int] = [:]
    private var waiting: [String: [UInt64]] = [:]

    init(limit: Int, limitPerHost: Int) {
        self.limit = max(1, limit)
        self.limitPerHost = max(1, limitPerHost)
    }

    /// Whether nobody waits.
    var isNobodyWaiting: Bool { waiting.isEmpty }

    /// Takes a slot for a call to `host`; false when it must wait, in order of arrival.
    mutating func enter(_ id: UInt64, _ host: String) -> Bool {
        guard hasRoom(host) else {
            waiting[host, default: []].append(id)
            return false
        }
        occupy(host)
        return true
    }

    /// Gives a slot back. Returns the call that has it now: one to the same host if one waits, else one to a host with room.
    mutating func leave(_ host: String) -> UInt64? {
        active -= 1
        if let count = activeByHost[host] { activeByHost[host] = count > 1 ? count - 1 : nil }
        guard let next = waiting[host] != nil && hasRoom(host) ? host : waiting.keys.first(where: { hasRoom($0) }) else { return nil }
        let id = waiting[next]?.removeFirst()
        if waiting[next]?.isEmpty == true { waiting[next] = nil }
        occupy(next)
        return id
    }

    /// Takes a call out of the line.
    mutating func withdraw(_ id: UInt64, _ host: String) {
        waiting[host]?.removeAll { $0 == id }
        if waiting[host]?.isEmpty == true { waiting[host] = nil }
    }

    private func hasRoom(_ host: String) -> Bool { active < limit && activeByHost[host, default: 0] < limitPerHost }

    private mutating func occupy(_ host: String) {
        active += 1
        activeByHost[host, default: 0] += 1
    }
}
