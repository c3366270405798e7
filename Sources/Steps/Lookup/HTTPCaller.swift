import TrancheColumnar
import TranchePipeline
import TrancheServices

/// Sends the questions of one step: within its limits, again after what may pass, and on record.
struct HTTPCaller: Sendable {
    let settings: HTTPLookupSettings
    let request: HTTPRequestPlan
    let memory: HTTPMemory
    let service: HTTPService

    /// What the server says, or a record of what it said.
    ///
    /// - Throws: ``LookupFault`` for what a record does not have, `StepStopped`, `CancellationError`,
    ///   or `JobError` when the record cannot be written.
    func outcome(of question: HTTPQuestion) async throws -> HTTPOutcome {
        if let replay = service.replay { return try replay.outcome(of: question) }
        let outcome = try await tried(question)
        try service.journal?.append(outcome.line(question))
        return outcome
    }

    /// Tries until there is an answer, another try cannot help, or tries or time are used up.
    private func tried(_ question: HTTPQuestion) async throws -> HTTPOutcome {
        guard let client = service.client else {
            preconditionFailure("a step asks before it has a client")
        }
        var random = SystemRandomNumberGenerator()
        // Without the waits for a place and for the rate, which are no fault of the server's.
        var spent = Duration.zero
        var attempt = 1
        while true {
            let (result, duration) = try await sent(question, client)
            spent += duration
            let wait = wait(after: result, attempt, &random)
            guard let wait, spent + wait < settings.limit else { return outcome(result) }
            spent += wait
            memory.count { $0.retries += 1 }
            try await service.sleep(wait)
            attempt += 1
        }
    }

    /// Sends once, and tells how long that took.
    private func sent(_ question: HTTPQuestion, _ client: any HTTPClient) async throws
        -> (Result<HTTPResponse, HTTPFailure>, Duration)
    {
        try await memory.limiter.withPlace {
            try await service.sleep(memory.limiter.reserveStart(now: service.clock.now.offset))
            memory.count { $0.requests += 1 }
            let start = service.clock.now
            do {
                let response = try await client.send(request.request(question))
                return (.success(response), start.duration(to: service.clock.now))
            } catch let failure as HTTPFailure {
                if failure.kind == .stopped { throw StepStopped() }
                return (.failure(failure), start.duration(to: service.clock.now))
            }
        }
    }

    // MARK: Tries

    /// How long to wait before another try; `nil` when none follows.
    private func wait(
        after result: Result<HTTPResponse, HTTPFailure>, _ attempt: Int,
        _ random: inout SystemRandomNumberGenerator
    ) -> Duration? {
        let isTransient: Bool
        var asked = Duration.zero
        switch result {
        case .failure(let failure): isTransient = failure.isTransient
        case .success(let response):
            isTransient = Self.isTransient(response.status)
            if isTransient, let text = response.retryAfter {
                asked = retryDelay(text, now: service.secondsSince1970()) ?? .zero
                // It holds for all requests, not for this one alone.
                let now = service.clock.now.offset
                if asked <= settings.limit { memory.limiter.pause(until: now + asked) }
            }
        }
        guard isTransient, attempt < settings.backoff.attempts else { return nil }
        return max(asked, settings.backoff.delay(afterAttempt: attempt, using: &random))
    }

    private static func isTransient(_ status: Int) -> Bool {
        status == 408 || status == 429 || (500..<600).contains(status)
    }

    private func outcome(_ result: Result<HTTPResponse, HTTPFailure>) -> HTTPOutcome {
        let host = request.host
        switch result {
        case .failure(let failure):
            let code: JobError.Code =
                failure.isTransient
                ? .unavailable : failure.kind == .untrusted ? .permission : .data
            return .fault(
                LookupFault(
                    message: "found no answer from \(host): \(failure.message)", code: code,
                    isFatal: failure.kind == .untrusted))
        case .success(let response):
            let status = response.status
            if settings.absentStatuses.contains(status) { return .answer(status: status, body: []) }
            guard (200..<300).contains(status) else {
                let code: JobError.Code =
                    Self.isTransient(status)
                    ? .unavailable : status == 401 || status == 403 ? .permission : .data
                return .fault(
                    LookupFault(message: "found status \(status) from \(host)", code: code))
            }
            guard String(validating: response.body, as: UTF8.self) != nil else {
                return .fault(
                    LookupFault(
                        message: "found an answer from \(host) that is not UTF-8", code: .data))
            }
            return .answer(status: status, body: response.body)
        }
    }
}
