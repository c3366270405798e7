import PostgreSQLTesting
import PropertyTesting
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A PostgreSQL server of this process alone with one session, spoken to through `psql`.
@safe final class PostgreSQL {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let server: PostgreSQLServer
    private var input: UnsafeMutablePointer<FILE>?
    private var output: UnsafeMutablePointer<FILE>?

    /// Starts the server, whose letters are Unicode's though it compares bytes, and one session.
    init() throws {
        server = try PostgreSQLServer(
            settings: "-c fsync=off -c timezone=UTC",
            characterTypes:
                "$(locale -a | grep -ix -m1 -e C.utf8 -e C.UTF-8 || echo en_US.UTF-8)")
        let answers = server.folder + "/answers"
        guard unsafe mkfifo(answers, 0o600) == 0 else { throw Failure(description: "no pipe") }
        let session = server.session
        unsafe input = spawning.withLock { _ in unsafe popen("\(session) >\(answers) 2>&1", "w") }
        unsafe output = fopen(answers, "r")
        guard unsafe input != nil, unsafe output != nil else {
            throw Failure(description: "psql does not start")
        }
    }

    deinit {
        if let input = unsafe input { unsafe pclose(input) }
        if let output = unsafe output { unsafe fclose(output) }
    }

    /// Sends a statement that has no result.
    func execute(_ sql: String) throws {
        guard let input = unsafe input, unsafe fputs(sql + ";\n", input) >= 0 else {
            throw Failure(description: "the session has ended")
        }
    }

    /// Sends a query of one column and reads so many rows; line ends must be escaped.
    func rows(_ count: Int, of sql: String) throws -> [[UInt8]] {
        try execute(sql)
        guard let input = unsafe input, let output = unsafe output else { return [] }
        unsafe fflush(input)
        var line: UnsafeMutablePointer<CChar>?
        var room = 0
        defer { unsafe free(line) }
        return try (0..<count).map { _ in
            let length = unsafe getline(&line, &room, output)
            guard length > 0, let line = unsafe line else {
                throw Failure(description: "the session ended at: \(sql)")
            }
            let bytes = unsafe UnsafeRawBufferPointer(start: line, count: length - 1)
            return unsafe Array(bytes)
        }
    }
}
