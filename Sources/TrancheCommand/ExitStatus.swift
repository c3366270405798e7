import Tranche

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the process says when it ends; every status is decided here.
///
/// - SeeAlso: sysexits.h, whose numbers are kept.
struct ExitStatus {
    let rawValue: Int32

    static let clean = ExitStatus(rawValue: 0)
    static let rejects = ExitStatus(rawValue: 3)
    static let brokenPipe = ExitStatus(rawValue: 141)

    init(rawValue: Int32) { self.rawValue = rawValue }

    /// The status of a failure; `signal` is the one that stopped the run, if any.
    init(_ code: JobError.Code, signal: Int32? = nil) {
        rawValue =
            switch code {
            case .usage: 64
            case .data: 65
            case .inputMissing: 66
            case .unavailable: 69
            case .internalError: 70
            case .cannotCreate: 73
            case .inputOutput: 74
            case .locked: 75
            case .permission: 77
            case .pipeline: 78
            case .brokenPipe: 141
            case .stopped: 128 + (signal ?? SIGTERM)
            }
    }

    /// The status of a run.
    init(_ report: RunReport, signal: Int32?) {
        switch report.end {
        case .completed: self = report.counts.rejected > 0 ? .rejects : .clean
        case .alreadyComplete, .skipped: self = .clean
        case .stopped: self.init(.stopped, signal: signal)
        case .failed(let error as JobError): self.init(error.code, signal: signal)
        case .failed: self.init(.internalError)
        }
    }

    /// Ends the process; nothing is left that `exit` would have to flush.
    func leave() -> Never {
        _exit(rawValue)
    }
}
