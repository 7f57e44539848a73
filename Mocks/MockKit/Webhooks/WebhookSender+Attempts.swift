import Core

extension WebhookSender {
    /// Carries one delivery to its end.
    func run(_ number: Int, _ delivery: WebhookDelivery, _ effects: WebhookEffects, after delay: Duration) async {
        defer { finish(number) }
        guard await wait(delay) else { return }
        if effects.isHeld { await hold(number) }
        let start = clock.now()
        var attempt = 1
        while !Task.isCancelled {
            if await deliver(number, attempt, delivery, effects.signing) { return }
            let policy = policy
            guard clock.now() - start < policy.lifetime, await wait(policy.gap(before: attempt)) else { return }
            attempt += 1
        }
    }

    private func wait(_ time: Duration) async -> Bool {
        if time <= .zero { return !Task.isCancelled }
        do {
            try await clock.sleep(until: clock.now() + time)
            return true
        } catch {
            return false
        }
    }

    /// One attempt; true when it was answered with 200.
    private func deliver(_ number: Int, _ attempt: Int, _ delivery: WebhookDelivery, _ signing: Signing) async -> Bool {
        await slots.enter()
        defer { slots.leave() }
        if Task.isCancelled { return true }
        let headers = delivery.headers(signing)
        let request = OutboundRequest(method: "POST", url: delivery.url, headers: headers, body: delivery.body)
        let start = clock.now()
        let outcome = await caller.call(request, CallLimits(deadline: policy.timeout, maximumBody: 64 << 10, trustedHost: true))
        var entry = WebhookAttempt(
            delivery: number, attempt: attempt, time: start, duration: clock.now() - start, label: delivery.label, url: delivery.url,
            headers: headers, body: delivery.body)
        switch outcome {
        case .answered(let response):
            entry.status = response.status
            if response.status == 200 { delivery.answered?(response) }
        case .notSent(let failure), .maybeSent(let failure): entry.failure = failure.reason.rawValue
        }
        log.add(entry)
        release(except: number)
        return entry.status == 200
    }

    // MARK: Reordering

    /// Waits until another delivery was attempted, or a second has passed.
    private func hold(_ number: Int) async {
        let timer = Task {
            if await wait(.seconds(1)) { release(number) }
        }
        await withCheckedContinuation { continuation in
            let isStopped = state.withLock { state in
                if !state.isStopped { state.held[number] = continuation }
                return state.isStopped
            }
            if isStopped { continuation.resume() }
        }
        timer.cancel()
    }

    private func release(except number: Int) {
        let others = state.withLock { state in
            let others = state.held.filter { $0.key != number }
            for key in others.keys { state.held[key] = nil }
            return Array(others.values)
        }
        for continuation in others { continuation.resume() }
    }

    private func release(_ number: Int) {
        state.withLock { $0.held.removeValue(forKey: number) }?.resume()
    }

    private func finish(_ number: Int) {
        let waiting: [CheckedContinuation<Void, Never>] = state.withLock { state in
            state.tasks[number] = nil
            state.active.remove(number)
            guard state.active.isEmpty else { return [] }
            defer { state.waitingForIdle = [] }
            return state.waitingForIdle
        }
        for continuation in waiting { continuation.resume() }
    }
}
