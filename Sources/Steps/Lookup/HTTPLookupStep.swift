import TrancheColumnar
import TranchePipeline
import TrancheServices

struct HTTPLookupStep: HTTPStep, StepStatistics {
    let name = "lookup"
    let settings: HTTPLookupSettings
    /// The columns that the request has values of: where they are, and how JSON has them.
    let places: [(index: Int, form: HTTPValue.Form)]
    let request: HTTPRequestPlan
    let memory: HTTPMemory
    let cast: CastStep
    let output: Schema
    var service: HTTPService?
    private let flights = KeyFlights()

    init(
        settings: HTTPLookupSettings, places: [(index: Int, form: HTTPValue.Form)],
        request: HTTPRequestPlan, memory: HTTPMemory, cast: CastStep, output: Schema
    ) {
        self.settings = settings
        self.places = places
        self.request = request
        self.memory = memory
        self.cast = cast
        self.output = output
    }

    var statistics: [StepStatistic] { memory.statistics }

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        guard var service else { preconditionFailure("a step asks before it has a client") }
        service.clock = memory.clock(service.clock)
        let asked = asked(chunk)
        memory.count { $0.records += Int64(asked.recordCount) }
        let desk = HTTPDesk(
            HTTPCaller(settings: settings, request: request, memory: memory, service: service))
        let answers: [LookupAnswer]
        if let batch = settings.batch {
            let keys = asked.values.map { $0[0].texts[0] }
            answers = try await HTTPBatchDesk(
                desk: desk, batch: batch, flights: flights, form: places[0].form
            ).answers(to: keys)
        } else {
            answers = try await singleAnswers(asked.values, desk)
        }
        try service.journal?.sync()
        try put(answers, asked, chunk)
        try await cast.apply(chunk, counts: &counts)
    }

    /// The answers to distinct values, some of which may make no question at all.
    private func singleAnswers(_ values: [[HTTPValue]], _ desk: HTTPDesk) async throws
        -> [LookupAnswer]
    {
        var answers: [LookupAnswer] = []
        var questions: [HTTPQuestion] = []
        var waiting: [Int] = []
        for (index, values) in values.enumerated() {
            answers.append(.absent)
            do throws(LookupFault) {
                questions.append(try request.question(values))
                waiting.append(index)
            } catch {
                memory.count { $0.loads += 1 }
                memory.count { $0.failures += 1 }
                answers[index] = .failed(error)
            }
        }
        let found = try await desk.answers(to: questions)
        for (index, answer) in zip(waiting, found) { answers[index] = answer }
        return answers
    }

    // MARK: Values

    private struct Asked {
        /// Distinct values, in the order in which records first have them.
        var values: [[HTTPValue]] = []
        /// For each selected row which of them it has; -1 for NULL.
        var indices: [Int] = []
        var recordCount: Int { indices.count { $0 >= 0 } }
    }

    private func asked(_ chunk: Chunk) -> Asked {
        let columns = places.map { place in
            let column = chunk.columns[place.index]
            guard column.representation != .slices else { return column }
            let copy = chunk.copiedColumn(column)
            castToText(copy, in: chunk)
            return copy
        }
        var asked = Asked()
        var known: [[HTTPValue]: Int] = [:]
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            var values: [HTTPValue]? = []
            for (place, column) in zip(places, columns) {
                let slice = unsafe column.slices[row]
                guard !slice.isNull else {
                    values = nil
                    break
                }
                let text = chunk.bytes.string(slice.start..<slice.end)
                values?.append(HTTPValue(texts: [text], form: place.form))
            }
            guard let values else {
                asked.indices.append(-1)
                continue
            }
            let index = known[values] ?? asked.values.count
            if index == asked.values.count {
                known[values] = index
                asked.values.append(values)
            }
            asked.indices.append(index)
        }
        return asked
    }

    // MARK: Answers

    private func put(_ answers: [LookupAnswer], _ asked: Asked, _ chunk: Chunk) throws {
        let cells = try answers.map { answer in try slices(answer, chunk) }
        let columns = settings.additions.map { _ in chunk.takeColumn(rows: chunk.rowCount) }
        var failed: [Int] = []
        for (position, index) in asked.indices.enumerated() {
            let row = chunk.selection.row(position)
            for column in columns { unsafe column.slices[row] = .null }
            guard index >= 0 else { continue }
            if let fault = fault(answers[index]) {
                let (policy, found) = fault
                let rowFault = self.rowFault(row, found)
                if policy == .fail || found.isFatal { throw RowError(rowFault, code: found.code) }
                guard policy == .reject else { continue }
                chunk.reject(rowFault)
                failed.append(row)
            } else {
                for (column, cell) in zip(columns, cells[index]) {
                    unsafe column.slices[row] = cell
                }
            }
        }
        chunk.selection.remove(failed)
        chunk.columns += columns
        chunk.isEscapeFree = false
    }

    /// The values of an answer behind the chunk's bytes, once for all rows that have it.
    private func slices(_ answer: LookupAnswer, _ chunk: Chunk) throws -> [FieldSlice] {
        guard case .found(let cells) = answer else {
            return settings.additions.map { _ in .null }
        }
        return try cells.map { cell in
            guard let cell else { return .null }
            let start = chunk.bytes.count
            guard start + cell.utf8.count <= Int(UInt32.max),
                cell.utf8.count <= FieldSlice.maximumLength
            else {
                throw JobError(
                    .data, "step lookup: the answers of one chunk take more than 4 GiB",
                    hint: "name fewer bytes at a time with --chunk-size")
            }
            chunk.bytes.append(cell)
            return FieldSlice(offset: start, length: chunk.bytes.count - start)
        }
    }

    /// What is wrong with an answer, and what becomes of its records; `nil` when nothing is.
    private func fault(_ answer: LookupAnswer) -> (HTTPLookupSettings.Policy, LookupFault)? {
        switch answer {
        case .found: nil
        case .absent:
            settings.ifAbsent == .null
                ? nil
                : (
                    settings.ifAbsent,
                    LookupFault(
                        message: "found no such thing at \(request.host), wanted one", code: .data)
                )
        case .failed(let fault): (settings.ifFailed, fault)
        }
    }

    private func rowFault(_ row: Int, _ fault: LookupFault) -> RowFault {
        let hint =
            switch fault.code {
            case .unavailable: "run the same command again when the server answers"
            case .permission: "check the server's certificate, and what the step sends as a key"
            default: "filter such records out first, or say: else null"
            }
        return RowFault(
            row: row, code: .request, step: name, message: fault.message, hint: hint)
    }
}
