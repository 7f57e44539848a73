/// Makes calls whose answers come bit by bit and may go on for hours.
package protocol HTTPStreamer: Sendable {
    /// Makes a call and hands the body of its answer over as it comes, such as server-sent events. Redirects are not followed.
    ///
    /// - Parameter limits: the deadline bounds the whole call, up to the end of the stream; the body's size is not bounded.
    /// - Parameter silence: how long the other side may send nothing, in whole seconds.
    /// - Parameter onBytes: called in order, on a thread that others share; must not wait.
    /// - Returns: at the end of the stream the answer with an empty body. Cancelling the task ends the call.
    func stream(
        _ request: OutboundRequest, _ limits: CallLimits, silence: Duration, onBytes: @escaping @Sendable ([UInt8]) -> Void
    ) async -> TransportOutcome
}
