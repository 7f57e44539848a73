/// Fetches answers that are too large for memory.
package protocol HTTPDownloader: Sendable {
    /// Makes one call without following redirects and writes the body of a 2xx answer to a new file at `path`.
    ///
    /// The answer that is returned has an empty body then; the body of any other answer is kept in it, cut at 64 KiB. The file is whole
    /// when this returns, though not flushed to the disk, and is removed again when the answer did not come whole.
    /// - Parameter limits: `maximumBody` bounds the file, in bytes; past it the call ends with reason `bodyTooLarge`.
    func download(_ request: OutboundRequest, to path: String, _ limits: CallLimits) async -> TransportOutcome
}
