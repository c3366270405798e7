/// What is done to an output file, and may fail.
public enum FileOperation: String, Sendable, CaseIterable {
    case write
    case synchronize
    case rename
}

/// Makes operations on output files fail as the system would, for tests of what happens then.
public struct FileFaults: Sendable {
    /// Nothing fails but what the system refuses.
    public static let none = FileFaults { _, _ in 0 }

    /// Gets the operation and the output's path; returns the `errno` to fail with, 0 for none.
    public var error: @Sendable (FileOperation, _ path: String) -> Int32

    public init(error: @escaping @Sendable (FileOperation, _ path: String) -> Int32) {
        self.error = error
    }
}
