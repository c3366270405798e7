import Tranche

/// One run of a job on the command line: signals, progress, the summary and the exit status.
struct Session {
    private let options: RunOptions
    private let log: Log

    init(_ options: RunOptions) {
        self.options = options
        log = Log(format: options.logFormat, isQuiet: options.quiet)
    }

    /// Makes the job, runs it and ends the process.
    func run(_ makeJob: () throws(JobError) -> JobDefinition) async -> Never {
        let shutdown = GracefulShutdown(clock: ContinuousClock())
        shutdown.listenToSignals()
        let control = shutdown.control
        let composition = Composition(control: control)
        shutdown.register("the job's parts") { try await composition.container.tearDown() }
        do {
            let job = try makeJob()
            let display = ProgressDisplay(style: options.progress, log: log)
            let runner = try composition.runner(for: job) { event in
                switch event {
                case .resuming(let records, let run):
                    log.info(
                        "resuming run \(run) after \(recordCount(records))",
                        [("event", .text("resuming")), ("records", .number(records))])
                case .retrying(let words, let delay, let attempt, let most):
                    log.info(
                        "\(words); trying again in \(shortSeconds(delay.seconds)), "
                            + "try \(attempt) of \(most)", [("event", .text("retrying"))])
                case .notice(let text): log.info(text, [("event", .text("notice"))])
                case .started(let progress, let source): display.start(progress, source)
                }
            }
            let report = try await display.during { try await runner.run() }
            tell(await shutdown.stop())
            finish(report, control)
        } catch {
            tell(await shutdown.stop())
            tell(error)
            status(of: error, control).leave()
        }
    }

    private func finish(_ report: RunReport, _ control: StopControl) -> Never {
        let status = ExitStatus(report, signal: control.signal)
        switch report.end {
        case .failed(let error):
            tell(error)
            if report.guarantee == .exactlyOnce, isResumable(error) {
                log.info(
                    "run \(report.run) kept \(recordCount(report.counts.read)); run the same "
                        + "command again to go on",
                    [("event", .text("kept")), ("records", .number(report.counts.read))])
            }
        case .stopped:
            log.stopped(report)
        case .completed:
            log.summary(report)
        case .alreadyComplete, .skipped: break
        }
        status.leave()
    }

    /// What could not be stopped in order changes nothing of what the run has done.
    private func tell(_ shutdown: ShutdownReport) {
        for problem in shutdown.problems {
            log.info("\(problem.name) could not be stopped: \(problem.reason)")
        }
    }

    /// Whether running the same command again may succeed.
    private func isResumable(_ error: any Error) -> Bool {
        guard let error = error as? JobError else { return false }
        switch error.code {
        case .data, .inputOutput, .unavailable: return true
        default: return false
        }
    }

    private func tell(_ error: any Error) {
        guard let error = error as? JobError else {
            log.error(JobError(.internalError, "\(error)", hint: "report this as a bug"))
            return
        }
        // A reader who has seen enough is no failure: nothing is said.
        if error.code != .brokenPipe { log.error(error) }
    }

    private func status(of error: any Error, _ control: StopControl) -> ExitStatus {
        ExitStatus((error as? JobError)?.code ?? .internalError, signal: control.signal)
    }
}

/// `1234567` as `1,234,567`.
func grouped(_ number: Int64) -> String {
    var text = ""
    for (index, digit) in String(number.magnitude).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
}
