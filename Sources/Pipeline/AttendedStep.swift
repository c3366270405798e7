public import TrancheServices

/// A step that keeps something running beside the run, such as a child program.
///
/// The order of calls is: `begin`, then `apply` (many at once), `finish` when every record has
/// passed, and in every case `close`.
public protocol AttendedStep: Step {
    /// Learns of the run that it is part of; nothing is started yet.
    func begin(_ surroundings: StepSurroundings)
    /// Ends in good order what it keeps, for no record comes any more.
    ///
    /// - Throws: `JobError` when that shows that an answer was wrong; nothing more is committed then.
    func finish() throws
    /// Ends at once what it keeps; again does nothing.
    func close()
}

/// What a step that is attended to may use of its run.
public struct StepSurroundings: Sendable {
    public var control: StopControl
    /// Tells a person something that is no error.
    public var notice: @Sendable (String) -> Void
    /// The longest record in bytes, 1 or more.
    public var recordBytes: Int

    public init(
        control: StopControl, recordBytes: Int = 16 << 20,
        notice: @escaping @Sendable (String) -> Void
    ) {
        self.control = control
        self.recordBytes = recordBytes
        self.notice = notice
    }
}

/// Thrown by a step that gives its chunk up because the run is to stop: no failure, for a later run
/// does the chunk anew.
public struct StepStopped: Error {
    public init() {}
}
