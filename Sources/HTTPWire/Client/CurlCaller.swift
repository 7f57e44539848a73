package import Core

/// Makes HTTP calls with libcurl on one thread of its own. Connections are kept and used again.
///
/// Never follows a redirect, never uses a proxy from the environment, only speaks `http` and `https`. Unless the call's limits say that the
/// host is trusted, addresses that are not public are refused after name resolution, when the connection is opened.
package final class CurlCaller: HTTPCaller, HTTPDownloader, HTTPStreamer {
    private let loop: CurlLoop

    /// Starts the thread; nil when libcurl or the system refuses.
    package init?(_ configuration: CurlConfiguration = CurlConfiguration()) {
        guard let loop = CurlLoop(configuration), WireThread.start(name: "http-out", { loop.run() }) else { return nil }
        self.loop = loop
    }

    deinit { loop.close {} }

    package func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome {
        await perform(request, limits)
    }

    package func download(_ request: OutboundRequest, to path: String, _ limits: CallLimits) async -> TransportOutcome {
        await perform(request, limits, path: path)
    }

    package func stream(
        _ request: OutboundRequest, _ limits: CallLimits, silence: Duration, onBytes: @escaping @Sendable ([UInt8]) -> Void
    ) async -> TransportOutcome {
        await perform(request, limits, stream: CurlCall.StreamSink(silence: silence, onBytes: onBytes))
    }

    /// Ends all calls, `.notSent` or `.maybeSent` with reason `closing`, and the thread. Later calls end at once the same way.
    package func close() async {
        await withCheckedContinuation { continuation in loop.close { continuation.resume() } }
    }

    private func perform(
        _ request: OutboundRequest, _ limits: CallLimits, stream: CurlCall.StreamSink? = nil, path: String? = nil
    ) async -> TransportOutcome {
        let id = loop.nextID()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.start(
                    CurlCall(
                        id: id, request: request, limits: limits, stream: stream, path: path, headLimit: loop.configuration.headLimit
                    ) {
                        continuation.resume(returning: $0)
                    })
            }
        } onCancel: {
            loop.cancel(id)
        }
        if Task.isCancelled { loop.forget(id) }
        return outcome
    }
}
