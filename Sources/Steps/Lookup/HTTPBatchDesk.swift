import Synchronization
import TrancheColumnar
import TranchePipeline
import TrancheServices

/// Answers keys by batches: each key that nobody knows goes into one request, whoever asks.
struct HTTPBatchDesk: Sendable {
    let desk: HTTPDesk
    let batch: HTTPLookupSettings.Batch
    let flights: KeyFlights
    /// How the keys' column is told in JSON.
    let form: HTTPValue.Form

    /// The answers in the order of the keys, of which no two are the same.
    func answers(to keys: [String]) async throws -> [LookupAnswer] {
        let address = try question([])
        var answers: [String: LookupAnswer] = [:]
        for key in keys { answers[key] = desk.known(identity(of: key, address)) }
        let open = keys.filter { answers[$0] == nil }
        let (own, others) = flights.claim(open)
        do {
            // Another chunk may have had the answer since the first look.
            let unknown = own.filter { key in
                guard let answer = desk.known(identity(of: key, address)) else { return true }
                answers[key] = answer
                flights.land(key, answer)
                return false
            }
            try await load(unknown, address) { key, answer in answers[key] = answer }
        } catch {
            flights.fail(own, error)
            throw error
        }
        for (key, flight) in others { answers[key] = try await flight.answer() }
        return keys.map { answers[$0] ?? .absent }
    }

    /// What the cache knows a key by: the address, and the key in the place of a body.
    private func identity(of key: String, _ address: HTTPQuestion) -> HTTPQuestion {
        var question = HTTPQuestion(method: address.method, url: "", shownURL: address.shownURL)
        question.body = key
        return question
    }

    private func question(_ keys: [String]) throws(LookupFault) -> HTTPQuestion {
        var question = try desk.caller.request.question([
            HTTPValue(texts: keys, form: form, isList: true)
        ])
        question.keys = keys
        return question
    }

    private func load(
        _ keys: [String], _ address: HTTPQuestion, take: (String, LookupAnswer) -> Void
    ) async throws {
        desk.caller.memory.count { $0.loads += Int64(keys.count) }
        let batches = stride(from: 0, to: keys.count, by: batch.size).map {
            Array(keys[$0..<min($0 + batch.size, keys.count)])
        }
        try await desk.inGroup(batches, width: desk.caller.settings.concurrency) { keys in
            (keys, try await answers(of: keys, address))
        } take: { keys, found in
            for (key, answer) in zip(keys, found) {
                take(key, answer)
                flights.land(key, answer)
            }
        }
    }

    /// One request's answers, which the cache keeps.
    private func answers(of keys: [String], _ address: HTTPQuestion) async throws -> [LookupAnswer]
    {
        if let replay = desk.caller.service.replay { return answers(of: keys, address, replay) }
        var cells: Result<[String: [String?]], LookupFault>
        do {
            let outcome = try await desk.caller.outcome(of: question(keys))
            cells = Result { () throws(LookupFault) in try desk.reader.cells(outcome, batch) }
        } catch let fault as LookupFault { cells = .failure(fault) }
        return keys.map { kept($0, cells, address) }
    }

    /// The answers of an earlier run's requests, whose keys were others perhaps.
    private func answers(of keys: [String], _ address: HTTPQuestion, _ replay: HTTPReplay)
        -> [LookupAnswer]
    {
        var lines: [Int: Result<[String: [String?]], LookupFault>] = [:]
        return keys.map { key in
            do throws(LookupFault) {
                let (line, outcome) = try replay.outcome(ofKey: key, address)
                let cells =
                    lines[line]
                    ?? Result { () throws(LookupFault) in try desk.reader.cells(outcome, batch) }
                lines[line] = cells
                return kept(key, cells, address)
            } catch { return .failed(error) }
        }
    }

    private func kept(
        _ key: String, _ found: Result<[String: [String?]], LookupFault>, _ address: HTTPQuestion
    ) -> LookupAnswer {
        let identity = identity(of: key, address)
        let memory = desk.caller.memory
        switch found {
        case .success(let cells):
            guard let cells = cells[key] else {
                desk.cache.storeAbsence(for: identity)
                memory.count { $0.absent += 1 }
                return .absent
            }
            desk.cache.store(cells, for: identity)
            return .found(cells)
        case .failure(let fault):
            switch desk.cache.staleAnswer(for: identity) {
            case .value(let cells):
                memory.count { $0.stale += 1 }
                return .found(cells)
            case .absent:
                memory.count { $0.stale += 1 }
                return .absent
            case .unknown:
                memory.count { $0.failures += 1 }
                return .failed(fault)
            }
        }
    }
}

/// The keys that some chunk's requests are about to answer.
final class KeyFlights: Sendable {
    private let flights = Mutex<[String: KeyFlight]>([:])

    /// Splits keys into those that are the caller's to answer, and those that others are about to.
    func claim(_ keys: [String]) -> (own: [String], others: [(key: String, flight: KeyFlight)]) {
        flights.withLock { flights in
            var own: [String] = []
            var others: [(key: String, flight: KeyFlight)] = []
            for key in keys {
                if let flight = flights[key] {
                    others.append((key, flight))
                } else {
                    flights[key] = KeyFlight()
                    own.append(key)
                }
            }
            return (own, others)
        }
    }

    /// Gives the answer to all who wait for a key of the caller's.
    func land(_ key: String, _ answer: LookupAnswer) {
        flights.withLock { $0.removeValue(forKey: key) }?.end(.success(answer))
    }

    /// Ends the caller's keys that have no answer.
    func fail(_ keys: [String], _ error: any Error) {
        for key in keys { flights.withLock { $0.removeValue(forKey: key) }?.end(.failure(error)) }
    }
}

/// One key on its way; any number may wait for it.
final class KeyFlight: Sendable {
    private typealias Waiter = CheckedContinuation<LookupAnswer, any Error>

    private struct State {
        var result: Result<LookupAnswer, any Error>?
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    func answer() async throws -> LookupAnswer {
        try await withCheckedThrowingContinuation { waiter in
            let result = state.withLock { state in
                if state.result == nil { state.waiters.append(waiter) }
                return state.result
            }
            if let result { waiter.resume(with: result) }
        }
    }

    func end(_ result: Result<LookupAnswer, any Error>) {
        let waiters = state.withLock { state in
            state.result = result
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(with: result) }
    }
}
