import Glibc

/// How many files and sockets the process may have open.
enum DescriptorLimit {
    /// Raises the limit to what the system allows: a shell's usual 1,024 are fewer than the connections that are promised.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
