import Glibc

/// How many files and sockets the process may have open.
enum DescriptorLimit {
    /// Raises the limit to what the system allows: a shell's usual 1,024 are fewer than the connections that are promised.
    /// - Returns: the limit as it is then.
    static func raise() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return .max }
        guard limit.rlim_cur < limit.rlim_max else { return Int(clamping: limit.rlim_cur) }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        return Int(clamping: setrlimit(resource, &limit) == 0 ? limit.rlim_cur : before)
    }

    /// What to do when `limit` is too small for `connections`, and the files and calls beside them; nil when it is not.
    static func remedy(limit: Int, connections: Int) -> String? {
        let wanted = connections + besides
        guard limit < wanted else { return nil }
        return "allow \(wanted): LimitNOFILE= in the unit, or ulimit -Hn before the start"
    }

    /// Files of the store, calls to providers and help desks, and the rest.
    private static let besides = 1024
}
