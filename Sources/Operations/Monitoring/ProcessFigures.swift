package import Core
internal import Glibc

/// What the system knows about this process, under Prometheus' usual names.
package struct ProcessFigures: Hashable, Sendable {
    /// Memory in use, in bytes.
    package var residentBytes: Int64
    /// Open descriptors.
    package var openDescriptors: Int64

    /// Makes figures.
    package init(residentBytes: Int64, openDescriptors: Int64) {
        self.residentBytes = residentBytes
        self.openDescriptors = openDescriptors
    }

    /// Reads `/proc/self`, which stays visible under `ProcSubset=pid`; nil when it is not there.
    package static func read() -> ProcessFigures? {
        guard let file = fopen("/proc/self/statm", "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let words = line.prefix { $0 != 0 }.split(separator: CChar(bitPattern: UInt8(ascii: " ")))
        guard words.count > 1, let pages = Int64(String(decoding: words[1].map { UInt8(bitPattern: $0) }, as: UTF8.self)) else {
            return nil
        }
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var entries: Int64 = 0
        while readdir(directory) != nil { entries += 1 }
        // Not counted: the two dot entries and the directory's own descriptor, nor the file above.
        return ProcessFigures(residentBytes: pages * Int64(sysconf(Int32(_SC_PAGESIZE))), openDescriptors: max(0, entries - 4))
    }

    /// Sets the figures among the worker's numbers, right before they are rendered. `started` is when the process began.
    package func record(in metrics: Metrics, started: Instant) {
        metrics.number("process_open_fds", .gauge, help: "Open file descriptors.").set(openDescriptors)
        metrics.number("process_resident_memory_bytes", .gauge, help: "Resident memory in bytes.").set(residentBytes)
        metrics.number("process_start_time_seconds", .gauge, help: "Start of the process, in seconds since 1970.").set(started.seconds)
    }
}
