import TrancheColumnar
import TranchePipeline
import TrancheServices

/// What came of what a record asks.
enum LookupAnswer: Sendable {
    /// The new columns' values.
    case found([String?])
    /// There is no such thing.
    case absent
    case failed(LookupFault)
}

/// Answers the questions of a chunk: from what is known, else each by one request, whoever asks.
struct HTTPDesk: Sendable {
    let caller: HTTPCaller
    let reader: HTTPAnswerReader
    let cache: HTTPMemory.Cache

    init(_ caller: HTTPCaller) {
        self.caller = caller
        reader = HTTPAnswerReader(
            additions: caller.settings.additions, absentStatuses: caller.settings.absentStatuses,
            host: caller.request.host)
        cache = caller.memory.cache(caller.service.clock)
    }

    /// The answers in the order of the questions, of which no two are the same.
    func answers(to questions: [HTTPQuestion]) async throws -> [LookupAnswer] {
        var answers = questions.map { known($0) }
        let open = questions.indices.filter { answers[$0] == nil }
        try await inGroup(open, width: caller.settings.concurrency) { place in
            (place, try await answer(to: questions[place]))
        } take: { place, answer in
            answers[place] = answer
        }
        return answers.map { $0 ?? .absent }
    }

    /// What the cache knows.
    func known(_ question: HTTPQuestion) -> LookupAnswer? {
        switch cache.answer(for: question) {
        case .value(let cells): .found(cells)
        case .absent: .absent
        case .unknown: nil
        }
    }

    private func answer(to question: HTTPQuestion) async throws -> LookupAnswer {
        do {
            let cells = try await cache.value(for: question) { question in
                caller.memory.count { $0.loads += 1 }
                let cells = try reader.cells(try await caller.outcome(of: question))
                if cells == nil { caller.memory.count { $0.absent += 1 } }
                return cells
            }
            return cells.map(LookupAnswer.found) ?? .absent
        } catch let fault as LookupFault {
            caller.memory.count { $0.failures += 1 }
            return .failed(fault)
        }
    }

    /// Runs `work` on every element, at most `width` at a time.
    func inGroup<Element: Sendable, Result: Sendable>(
        _ elements: [Element], width: Int,
        work: @escaping @Sendable (Element) async throws -> Result,
        take: (Result) throws -> Void
    ) async throws {
        guard !elements.isEmpty else { return }
        try await withThrowingTaskGroup(of: Result.self) { group in
            var waiting = elements[...]
            for element in waiting.prefix(width) { group.addTask { try await work(element) } }
            waiting = waiting.dropFirst(width)
            while let result = try await group.next() {
                try take(result)
                if let element = waiting.popFirst() {
                    group.addTask { try await work(element) }
                }
            }
        }
    }
}
