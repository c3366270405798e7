import PropertyTesting
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A PostgreSQL server of this process alone, in a temporary folder, behind a unix socket.
///
/// Tests share one and keep to schemas of their own. It is stopped two seconds after the process has
/// ended, however it ended. Role `locked` needs its password `secret-of-locked`.
public final class PostgreSQLServer: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public var description: String
    }

    /// The server for tests that do not stop it; without fsync, for it need not survive.
    public static let shared = Result { try PostgreSQLServer(settings: "-c fsync=off") }

    /// Where the socket is.
    public let folder: String
    private let bin: String
    private let settings: String
    private static let schemas = Atomic<Int>(0)

    /// The folder of PostgreSQL's programs; `nil` when there is none on this machine.
    public static let programs: String? = {
        let find = """
            ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; \
            pg_config --bindir 2>/dev/null
            """
        guard let found = try? shell(find) else { return nil }
        return found.split(separator: "\n").map(String.init).first {
            unsafe access("\($0)/initdb", X_OK) == 0
        }
    }()

    /// Makes a cluster and starts it.
    ///
    /// - Parameters:
    ///   - settings: Options of `postgres`, such as `-c max_connections=40`.
    ///   - characterTypes: The locale of letters, as the shell reads it; texts compare by bytes.
    /// - Throws: ``Failure`` with the words of what did not start.
    public init(settings: String = "", characterTypes: String = "C") throws {
        guard let bin = Self.programs else {
            throw Failure(description: "no initdb: install postgresql")
        }
        self.bin = bin
        folder = try shell("mktemp -d /tmp/tranche-pg.XXXXXX")
        // After a kill, every file would be synced by itself, which takes seconds.
        let sync = Self.hasSyncfs(bin) ? "-c recovery_init_sync_method=syncfs" : ""
        self.settings = "\(settings) \(sync) -k \(folder) -h '' -c jit=off -c max_connections=60"
        try run(
            """
            if [ "$(id -u)" = 0 ]; then chown nobody \(folder); fi
            cd / && \(asServer) \(bin)/initdb -D \(folder)/data -U tranche -E UTF8 --locale=C \
                --lc-ctype=\(characterTypes) -A trust --no-sync
            sed -i.bak '1i local all locked scram-sha-256' \(folder)/data/pg_hba.conf
            nohup sh -c 'while \(Self.isAlive); do sleep 2; done; \(stopping)' \
                </dev/null >/dev/null 2>&1 &
            """)
        try start()
        try psql("create role locked login password 'secret-of-locked'")
    }

    private static func hasSyncfs(_ bin: String) -> Bool {
        #if os(Linux)
        let version = try? shell("\(bin)/postgres -V | sed 's/[^0-9]*\\([0-9]*\\).*/\\1/'")
        return version.flatMap { Int($0) } ?? 0 >= 14
        #else
        return false
        #endif
    }

    deinit { _ = try? shell(stopping) }

    /// Whether this process runs; one that has ended and whose parent has not noticed does not.
    private static var isAlive: String {
        "kill -0 \(getpid()) && ! grep -q \"^State:.Z\" /proc/\(getpid())/status"
    }

    private var asServer: String { getuid() == 0 ? "runuser -u nobody --" : "" }

    private var stopping: String {
        """
        if [ -d \(folder)/data ]; then cd /; \
        \(asServer) \(bin)/pg_ctl stop -D \(folder)/data -m immediate -s; rm -rf \(folder); fi
        """
    }

    /// Starts a server that is down.
    public func start() throws {
        try run(
            """
            cd / && \(asServer) \(bin)/pg_ctl start -D \(folder)/data -w -s -l \(folder)/log \
                -o "\(settings)"
            """)
    }

    /// Kills every process of the server at once and starts it again, as after a power cut.
    public func restart() throws {
        _ = try? run("cd / && \(asServer) \(bin)/pg_ctl stop -D \(folder)/data -m immediate -w -s")
        try start()
    }

    /// Kills every process of the server at once.
    public func kill() throws {
        try run("cd / && \(asServer) \(bin)/pg_ctl stop -D \(folder)/data -m immediate -w -s")
    }

    /// A schema that nobody else uses, made at once.
    public func makeSchema() throws -> String {
        let number = Self.schemas.wrappingAdd(1, ordering: .relaxed).newValue
        try psql("create schema s\(number)")
        return "s\(number)"
    }

    /// The URI of the database; names without a schema mean the given one.
    public func address(schema: String = "public", user: String = "tranche") -> String {
        "postgresql://\(user)@/postgres?host=\(folder)&options=-csearch_path%3D\(schema)"
    }

    /// The command of a session that prints the values of its results alone.
    public var session: String {
        "\(bin)/psql -X -q -A -t -h \(folder) -U tranche postgres"
    }

    /// Runs SQL through `psql`, beside the driver under test, and gives what it prints.
    @discardableResult
    public func psql(_ sql: String, schema: String = "public") throws -> String {
        let quoted = "'" + sql.replacing("'", with: "'\\''") + "'"
        let log = "\(folder)/psql.\(UInt32.random(in: 0...UInt32.max))"
        let text = try shell(
            """
            PGOPTIONS='-csearch_path=\(schema)' \(session) -v ON_ERROR_STOP=1 -c \(quoted) 2>\(log) || echo '(failed)' >>\(log)
            cat \(log); rm -f \(log)
            """)
        guard !text.hasSuffix("(failed)") else { throw Failure(description: "\(sql): \(text)") }
        return text
    }

    private func run(_ script: String) throws {
        let log = "\(folder).log"
        let status = try shell("( set -e\n\(script)\n) >\(log) 2>&1; echo $?")
        let text = try shell("cat \(log); rm -f \(log)")
        guard status == "0" else { throw Failure(description: text) }
    }
}

/// What a shell command writes, without the last line end.
private func shell(_ command: String) throws -> String {
    let started = unsafe spawning.withLock { _ in unsafe popen(command, "r") }
    guard let pipe = unsafe started else {
        throw PostgreSQLServer.Failure(description: "no shell")
    }
    var text: [UInt8] = []
    while case let byte = unsafe getc(pipe), byte != EOF { text.append(UInt8(byte)) }
    unsafe pclose(pipe)
    while text.last == 0x0A { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
}
