import TrancheColumnar
import TranchePipeline
import TrancheServices

/// Why a program's answers are no use, told at the record that it was at.
struct ExecFailure: Error {
    var message: String
    var hint: String?
    /// The records of the chunk that were answered before.
    var answered: Int
    /// Whether the run is to stop, and nothing is wrong.
    var isStopped = false
}

/// One program of the step, for one worker.
// Sendable: one task at a time uses it, the worker's own or, behind all workers, the engine's.
final class ExecWorker: @unchecked Sendable {
    /// The last answers: one line a record.
    let answers = Chunk()
    private let plan: ExecPlan
    private let process: ChildProcess
    private let control: StopControl?
    private let name: String
    /// The longest answer in bytes, without its line end.
    private let lineBytes: Int
    /// Where the answer begins that is read.
    private var lineStart = 0
    private var hasFailed = false

    /// How long a program may go on with its records once the run is to stop.
    private static let grace = Duration.seconds(2)
    private static let roomBytes = 256 << 10

    init(_ plan: ExecPlan, _ surroundings: StepSurroundings?) throws(JobError) {
        self.plan = plan
        control = surroundings?.control
        lineBytes = surroundings?.recordBytes ?? 16 << 20
        let name = plan.usesShell ? plan.command : plan.words[0]
        self.name = name
        do throws(ProcessFailure) {
            process = try ChildProcess(plan.words) { line in
                surroundings?.notice("exec \(name): \(line)")
            }
        } catch {
            throw JobError(
                error.isMissing ? .inputMissing : .permission,
                "step exec: cannot start \(name): \(error.reason)",
                hint: error.isMissing
                    ? "name a program, from the directory of the run or in PATH"
                    : "check that the file may be executed")
        }
    }

    /// Writes the records from byte `start` of `bytes` on, and reads as many answers.
    ///
    /// Both go on at the same time, so that neither side waits for the other.
    func exchange(
        _ bytes: ByteBuffer, from start: Int, records: Int
    ) throws(ExecFailure) {
        answers.reset(keepingBytes: 8 << 20)
        lineStart = 0
        try refuseEarlyAnswers(records)
        var (sent, lines) = (start, 0)
        var lastMove = ContinuousClock.now
        var stopAt: ContinuousClock.Instant?
        while lines < records || sent < bytes.count {
            let deadline = min(lastMove + plan.timeout, stopAt ?? lastMove + plan.timeout)
            let wake = stopAt == nil ? control?.wakeDescriptor ?? -1 : -1
            let progress = pump(bytes, sent, deadline - .now, wake, &lines)
            sent += progress.written
            if progress.isWoken, stopAt == nil { stopAt = .now + Self.grace }
            guard lines <= records else { throw tooMany(records) }
            guard answers.bytes.count - lineStart <= lineBytes else {
                throw tooLong(lineAfter: lines)
            }
            guard answers.bytes.count <= FieldSlice.maximumLength else { throw tooLong(lines) }
            if progress.read > 0 || progress.written > 0 { lastMove = .now }
            if progress.isOutputEnded, lines < records { throw ended(lines) }
            guard ContinuousClock.now >= deadline else { continue }
            if let stopAt, ContinuousClock.now >= stopAt {
                hasFailed = true
                throw ExecFailure(message: "stopped", answered: lines, isStopped: true)
            }
            if progress.read == 0, progress.written == 0 { throw silent(lines, records) }
        }
        // Bytes behind the last line end are the beginning of one answer more.
        let last = unsafe answers.bytes.base[max(0, answers.bytes.count - 1)]
        guard last == 0x0A else { throw tooMany(records) }
    }

    /// Reads and writes once, and counts the lines that came.
    private func pump(
        _ bytes: ByteBuffer, _ sent: Int, _ wait: Duration, _ wake: Int32, _ lines: inout Int
    ) -> ChildProcess.Progress {
        let room = answers.bytes
        room.reserve(room.count + Self.roomBytes)
        let left = unsafe UnsafeRawBufferPointer(
            start: bytes.base + sent, count: bytes.count - sent)
        // SAFETY: reserve made the room.
        let free = unsafe UnsafeMutableRawBufferPointer(
            start: room.base + room.count, count: Self.roomBytes)
        let progress = unsafe process.exchange(
            left, into: free, timeout: max(.zero, wait), wakeDescriptor: wake)
        countLines(room.count + progress.read, &lines)
        return progress
    }

    /// Counts the line ends of what came, up to an answer that is too long, which is not passed.
    private func countLines(_ end: Int, _ lines: inout Int) {
        let bytes = unsafe UnsafePointer(answers.bytes.base)
        var start = lineStart
        for place in answers.bytes.count..<end
        where unsafe bytes[place] == 0x0A && place - start <= lineBytes {
            lines += 1
            start = place + 1
        }
        lineStart = start
        answers.bytes.count = end
    }

    /// Refuses what came without a record that it could be an answer to.
    private func refuseEarlyAnswers(_ records: Int) throws(ExecFailure) {
        var lines = 0
        guard pump(answers.bytes, answers.bytes.count, .zero, -1, &lines).read == 0 else {
            throw tooMany(0)
        }
    }

    // MARK: Failures

    private func tooMany(_ records: Int) -> ExecFailure {
        hasFailed = true
        return ExecFailure(
            message: "\(name) gave more answers than it was given records",
            hint: "let it write exactly one line for each line it reads",
            answered: max(0, records - 1))
    }

    private func tooLong(lineAfter lines: Int) -> ExecFailure {
        hasFailed = true
        return ExecFailure(
            message: "\(name) gave an answer of more than \(lineBytes) bytes",
            hint:
                "let it end each answer with a line feed, or raise --memory, of which an answer may "
                + "take a sixteenth", answered: lines)
    }

    private func tooLong(_ lines: Int) -> ExecFailure {
        hasFailed = true
        return ExecFailure(
            message: "\(name) gave answers of more than 512 MiB for one chunk",
            hint: "let it end each answer with a line feed, or read fewer records at a time with "
                + "--chunk-size", answered: lines)
    }

    private func silent(_ lines: Int, _ records: Int) -> ExecFailure {
        hasFailed = true
        return ExecFailure(
            message: "\(name) gave no answer for \(plan.timeout); "
                + "it may keep its answers in a buffer until its input ends",
            hint: "let it flush after each line (python3 -u, sed -u, fflush() in awk), or give it "
                + "more time: timeout 5m",
            answered: lines)
    }

    private func ended(_ lines: Int) -> ExecFailure {
        hasFailed = true
        let ending = process.waitForEnd(.seconds(2))
        var message = "\(name) \(phrase(ending)) before it answered this record"
        if let last = process.errors.last { message += "; it said last: \(last)" }
        return ExecFailure(
            message: message, hint: "correct the program, or the record that it fails at",
            answered: lines)
    }

    private func phrase(_ ending: ChildProcess.Ending?) -> String {
        switch ending {
        case .exited(let status): "exited with status \(status)"
        case .killed(let signal): "was killed by signal \(signal)"
        case nil: "closed its output"
        }
    }

    // MARK: The end

    func closeInput() { process.closeInput() }

    /// Waits for the program's end, now that its input has ended.
    func finish() throws(JobError) {
        guard !hasFailed else { return }
        answers.reset(keepingBytes: 8 << 20)
        let deadline = ContinuousClock.now + plan.timeout
        var lines = 0
        while ContinuousClock.now < deadline, control?.isRequested != true {
            let progress = pump(
                answers.bytes, answers.bytes.count, min(.milliseconds(200), plan.timeout), -1,
                &lines)
            guard answers.bytes.count == 0 else { throw late(tooMany(0).message, nil) }
            if progress.isOutputEnded { break }
        }
        switch process.waitForEnd(.seconds(2)) {
        case .exited(0): break
        case nil:
            guard control?.isRequested != true else { break }
            throw late("\(name) did not end when its input did, and was killed", nil)
        case let ending:
            throw late(
                "\(name) \(phrase(ending)) after its last answer", process.errors.last)
        }
    }

    private func late(_ message: String, _ last: String?) -> JobError {
        JobError(
            .data, "step exec: \(message)" + (last.map { "; it said last: \($0)" } ?? ""),
            hint: "let it answer each record with one line, and exit with status 0 at the end")
    }

    func end() { process.end(grace: .milliseconds(hasFailed ? 200 : 1000)) }
}
