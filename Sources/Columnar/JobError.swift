/// What went wrong, where, and what to do about it; the one error a user of the program meets.
///
/// Messages begin in lower case, say what was found before what was wanted, end without a full
/// stop, and hold neither passwords nor values of protected columns.
public struct JobError: Error, Sendable, Equatable {
    /// The kind of failure; exhaustive, so one `switch` maps each to an exit status.
    public enum Code: String, Sendable, CaseIterable {
        /// A wrong command line.
        case usage
        /// Input that breaks its format or a contract; the run can be resumed.
        case data
        /// A source that does not exist.
        case inputMissing
        /// A remote service that does not answer after retries; the run can be resumed.
        case unavailable
        /// A broken invariant of our own.
        case internalError
        /// An output that cannot be created, or exists already.
        case cannotCreate
        /// Reading or writing failed, the disk is full; the run can be resumed.
        case inputOutput
        /// Another run holds this job.
        case locked
        /// No permission, or authentication failed.
        case permission
        /// A pipeline file or a step that cannot be understood.
        case pipeline
        /// The reader of our output went away.
        case brokenPipe
        /// The caller's stop ended the run before its end; a checkpoint was written.
        case stopped
    }

    public var code: Code
    public var message: String
    /// `file:line:column`, `file record N` or a similar place; `nil` when there is none.
    public var location: String?
    /// One imperative sentence; `nil` when nothing can be done.
    public var hint: String?
    /// Lines that show the place in a text, such as one with a caret; `nil` for most errors.
    public var excerpt: String?
    /// Whether the same may work a moment later, as after a lost connection.
    public var isTransient = false

    public init(
        _ code: Code, _ message: String, at location: String? = nil, hint: String? = nil,
        excerpt: String? = nil
    ) {
        self.code = code
        self.message = message
        self.location = location
        self.hint = hint
        self.excerpt = excerpt
    }

    /// The same error, with `place` as its location when it has none.
    public func placed(at place: String) -> JobError {
        var placed = self
        placed.location = location ?? place
        return placed
    }
}

extension JobError: CustomStringConvertible {
    /// `location: message`, then the excerpt and the hint on lines of their own.
    public var description: String {
        let first = location.map { "\($0): \(message)" } ?? message
        let head = excerpt.map { "\(first)\n\($0)" } ?? first
        return hint.map { "\(head)\n  hint: \($0)" } ?? head
    }
}
