import Synchronization
import TrancheColumnar
import TrancheFormats
import TranchePipeline

/// Sends the records of a chunk through the worker's own program.
struct ExecStep: AttendedStep {
    let name = "exec"
    let output: Schema
    private let crew: ExecCrew
    private let encoder: NDJSONEncoder
    private let answers: ExecAnswers

    init(_ plan: ExecPlan, input: Schema, output: Schema) {
        self.output = output
        crew = ExecCrew(plan)
        encoder = NDJSONEncoder(schema: input)
        answers = ExecAnswers(input: input, output: output)
    }

    func begin(_ surroundings: StepSurroundings) { crew.begin(surroundings) }
    func finish() throws { try crew.finish() }
    func close() { crew.close() }

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        let known = chunk.faults.count
        let before = chunk.output.count
        try encoder.encode(chunk)
        for index in known..<chunk.faults.count { chunk.faults[index].step = name }
        defer { chunk.output.count = before }
        guard chunk.selection.count > 0 else { return answers.giveUp(chunk) }
        let worker = try chunk.workspace(of: crew) { ExecRoom() }.worker(of: crew)
        do throws(ExecFailure) {
            try worker.exchange(chunk.output, from: before, records: chunk.selection.count)
        } catch {
            let row = chunk.selection.row(min(error.answered, chunk.selection.count - 1))
            answers.giveUp(chunk)
            if error.isStopped { throw StepStopped() }
            var fault = RowFault(
                row: row, code: .exec, step: name, message: error.message, hint: error.hint)
            fault.isFatal = true
            chunk.reject(fault)
            return
        }
        counts.filtered += Int64(try answers.merge(worker.answers, into: chunk))
    }
}

/// What a worker keeps of the step: its program, once there is one.
private final class ExecRoom {
    private var worker: ExecWorker?

    func worker(of crew: ExecCrew) throws(JobError) -> ExecWorker {
        if let worker { return worker }
        let started = try crew.start()
        worker = started
        return started
    }
}

/// The programs of all workers of one step.
final class ExecCrew: Sendable {
    let plan: ExecPlan
    private let state = Mutex(State())

    private struct State {
        var surroundings: StepSurroundings?
        var workers: [ExecWorker] = []
        var isClosed = false
    }

    init(_ plan: ExecPlan) {
        self.plan = plan
    }

    func begin(_ surroundings: StepSurroundings) {
        state.withLock { $0.surroundings = surroundings }
    }

    /// Starts a program for one worker.
    func start() throws(JobError) -> ExecWorker {
        let surroundings = state.withLock { $0.surroundings }
        let worker = try ExecWorker(plan, surroundings)
        state.withLock { $0.workers.append(worker) }
        return worker
    }

    /// Lets every program come to its end.
    ///
    /// - Throws: `JobError(.data)` when one has answered too much, or ends with a failure.
    func finish() throws {
        let workers = state.withLock { $0.workers }
        for worker in workers { worker.closeInput() }
        for worker in workers { try worker.finish() }
    }

    func close() {
        let workers = state.withLock { state in
            defer { state.workers = [] }
            return state.workers
        }
        // All at once, so that their time to end is one.
        for worker in workers { worker.closeInput() }
        for worker in workers { worker.end() }
    }
}
