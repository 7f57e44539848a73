import CCurl
import Core

extension CurlLoop {
    /// The thread's body: until closed.
    func run() {
        while true {
            let (commands, isClosing) = mailbox.withLock { box in
                defer { box.commands.removeAll(keepingCapacity: true) }
                return (box.commands, box.isClosing)
            }
            for command in commands { apply(command) }
            if isClosing { break }
            launchReady()
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            endFinished()
            endOverdue()
            launchReady()
            curl_multi_poll(multi, nil, 0, patience(), nil)
        }
        for call in Array(calls.values) { end(call, call.failed(TransportFailure(.closing))) }
        stop()
    }

    private func stop() {
        let actions = mailbox.withLock { box in
            defer { box.onStopped = [] }
            box.isStopped = true
            return box.onStopped
        }
        for action in actions { action() }
    }

    private func apply(_ command: Command) {
        switch command {
        case .start(let call): begin(call)
        case .cancel(let id):
            if let call = calls[id] { end(call, call.failed(TransportFailure(.cancelled))) }
        }
    }

    private func patience() -> Int32 {
        if calls.isEmpty { return 60_000 }
        return nextDue == .max ? 1000 : Int32(clamping: max(1, min(1000, nextDue - MonotonicTime.milliseconds())))
    }

    /// Ends the calls whose deadline passed while they waited for a connection. libcurl sees to the others.
    private func endOverdue() {
        guard nextDue < .max else { return }
        let now = MonotonicTime.milliseconds()
        guard now >= nextDue else { return }
        for call in calls.values where call.isWaiting && now >= call.due { end(call, .notSent(TransportFailure(.deadline))) }
        nextDue = calls.values.lazy.filter(\.isWaiting).map(\.due).min() ?? .max
    }

    private func begin(_ call: CurlCall) {
        calls[call.id] = call
        call.due = MonotonicTime.milliseconds() + call.limits.deadline.milliseconds
        call.isWaiting = !slots.enter(call.id, call.host)
        if call.isWaiting { nextDue = min(nextDue, call.due) } else { launch(call) }
    }

    /// Launches the calls that came to a slot since; a loop, because a launch that fails gives its slot to the next one.
    private func launchReady() {
        while let call = ready.popLast() {
            if calls[call.id] != nil { launch(call) }
        }
    }

    /// Hands a call to libcurl; it has a slot.
    private func launch(_ call: CurlCall) {
        guard let easy = idle.popLast() ?? curl_easy_init() else {
            return end(call, .notSent(TransportFailure(.overloaded, detail: "libcurl has no handle to give")))
        }
        if let reason = call.set(up: easy, configuration) { return end(call, .notSent(TransportFailure(reason))) }
        let result = curl_multi_add_handle(multi, easy)
        guard result == CURLM_OK else {
            return end(call, .notSent(TransportFailure(.overloaded, detail: String(cString: curl_multi_strerror(result)))))
        }
    }

    private func endFinished() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            // The message is invalid once its handle is removed.
            let result = parley_curl_message_result(message)
            let call = CurlCall.from(parley_curl_get_pointer(easy, CURLINFO_PRIVATE))
            end(call, call.outcome(result))
        }
    }

    /// Gives the handle back and tells the caller. A call in progress loses its connection.
    private func end(_ call: CurlCall, _ outcome: TransportOutcome) {
        calls[call.id] = nil
        if let easy = call.easy {
            curl_multi_remove_handle(multi, easy)
            curl_easy_reset(easy)
            call.easy = nil
            if idle.count < Self.maximumIdle { idle.append(easy) } else { curl_easy_cleanup(easy) }
        }
        curl_slist_free_all(call.headerList)
        call.headerList = nil
        curl_mime_free(call.mime)
        call.mime = nil
        mailbox.withLock { _ = $0.open.remove(call.id) }
        call.end(outcome)
        giveSlotBack(call)
    }

    private func giveSlotBack(_ call: CurlCall) {
        if call.isWaiting { return slots.withdraw(call.id, call.host) }
        guard let next = slots.leave(call.host).flatMap({ calls[$0] }) else { return }
        next.isWaiting = false
        ready.append(next)
    }
}
