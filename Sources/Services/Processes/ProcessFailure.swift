#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program that could not be started.
public struct ProcessFailure: Error {
    /// The system's number for the reason.
    public var number: Int32

    /// The reason in the system's words.
    public var reason: String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
    /// Whether there is no such program, and not one that may not be run.
    public var isMissing: Bool { number == ENOENT }
}
