import CPostgreSQL
import TrancheColumnar
public import TrancheServices

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension PostgreSQLConnection {
    /// How long a host is waited for, unless the address or PGCONNECT_TIMEOUT says otherwise.
    static let connectTimeout = 10

    /// Connects, and sets the session so that texts mean the same everywhere.
    ///
    /// - Parameters:
    ///   - address: Where; anything libpq reads.
    ///   - control: A request to stop ends every wait of the connection.
    /// - Throws: `JobError`: `.unavailable` when nobody answers, `.permission` when the server does
    ///   not let the user in, `.usage` for an address that cannot be read.
    public convenience init(_ address: PostgreSQLAddress, control: StopControl = StopControl())
        throws
    {
        let pq = try PostgreSQLLibrary.load().functions
        let options = try PostgreSQLOptions(address, pq)
        guard let handle = unsafe options.start(pq) else {
            throw JobError(.inputOutput, "found no memory for a connection")
        }
        unsafe self.init(
            handle, pq, name: address.name, secrets: options.secrets, control: control)
        do {
            try finishConnecting(timeout: options.timeout)
            try prepareSession()
        } catch {
            close()
            throw error
        }
    }

    private func finishConnecting(timeout: Duration?) throws {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        var events = Int16(POLLOUT)
        while true {
            guard unsafe pq.PQstatus(handle) != CONNECTION_BAD else { throw connectFailure() }
            // The socket may be another one after each step, when there are several hosts.
            switch try waitForSocket(events, until: deadline, patience: .zero) {
            case .ready: break
            case .stopped: throw stopped
            case .timedOut:
                var failure = PostgreSQLFailure(message: "found no answer", place: name)
                failure.hint = "check the host and port, or raise connect_timeout"
                throw failure.jobError
            }
            switch unsafe pq.PQconnectPoll(handle) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: events = Int16(POLLIN)
            case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
            default: throw connectFailure()
            }
        }
    }

    /// libpq gives no SQLSTATE for what the server answers before the session begins; its texts are
    /// looked at only to tell a closed door from no answer.
    private func connectFailure() -> JobError {
        var failure = PostgreSQLFailure(message: lastMessage, place: name)
        let text = failure.message
        func says(_ words: String...) -> Bool { words.contains { text.contains($0) } }
        if says("authentication", "pg_hba.conf", "no password supplied", "certificate")
            || says("role \"") && !says("starting up")
        {
            failure.sqlState = "28000"
        } else if says("too many clients", "too many connections", "connection slots") {
            failure.sqlState = "53300"
        } else if says("SSL", "TLS", "GSSAPI") && !says("closed the connection") {
            failure.sqlState = "28000"
        } else if says("database \""), says("does not exist") {
            failure.sqlState = "3D000"
        }
        var error = failure.jobError
        error.message = "cannot connect: \(text), in \(name)"
        return error
    }

    /// Sets what a role or database may set otherwise.
    func prepareSession() throws {
        let version = unsafe pq.PQserverVersion(handle)
        guard version >= 90_500 else {
            throw JobError(
                .unavailable,
                "found PostgreSQL \(version / 10_000), wanted 9.5 or newer, in \(name)",
                hint: "update the server")
        }
        // From version 12 on, 1 prints every double so that it reads back as itself.
        let digits = version >= 120_000 ? 1 : 3
        try run(
            """
            SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
            SET extra_float_digits = \(digits); SET standard_conforming_strings = on;
            SET bytea_output = 'hex'
            """)
        unsafe _ = pq.PQsetnonblocking(handle, 1)
    }
}

/// What libpq makes of an address.
@safe private struct PostgreSQLOptions {
    private(set) var secrets = PostgreSQLSecrets()
    private(set) var timeout: Duration?
    private let text: String

    init(_ address: PostgreSQLAddress, _ pq: tranche_pq) throws(JobError) {
        text = address.text
        var problem: UnsafeMutablePointer<CChar>?
        let isConnectionString = text.contains("=") || text.contains("://")
        var seconds = unsafe getenv("PGCONNECT_TIMEOUT").flatMap { unsafe Int(String(cString: $0)) }
        if isConnectionString {
            guard let parsed = unsafe pq.PQconninfoParse(text, &problem) else {
                // Its words would quote the address, and so perhaps a password.
                unsafe pq.PQfreemem(problem)
                throw JobError(
                    .usage, "found a connection string that libpq cannot read: \(address.name)",
                    hint: "write postgresql://user@host:port/database?parameter=value, with "
                        + "%-escapes for special characters")
            }
            defer { unsafe pq.PQconninfoFree(parsed) }
            var option = unsafe parsed
            while let keyword = unsafe option.pointee.keyword {
                defer { unsafe option += 1 }
                guard let value = unsafe option.pointee.val else { continue }
                let word = unsafe String(cString: value)
                switch unsafe String(cString: keyword) {
                case "password", "sslpassword": if !word.isEmpty { secrets.texts.append(word) }
                case "connect_timeout": seconds = Int(word)
                default: break
                }
            }
        }
        if let password = unsafe getenv("PGPASSWORD"), unsafe password[0] != 0 {
            secrets.texts.append(unsafe String(cString: password))
        }
        let hosts = text.filter { $0 == "," }.count + 1
        let each = seconds ?? PostgreSQLConnection.connectTimeout
        // 0 means for ever, and 1 is too short for some, as in libpq itself.
        if each > 0 { timeout = .seconds(max(2, each) * hosts) }
    }

    /// Begins to connect; looking the host's name up waits.
    func start(_ pq: tranche_pq) -> OpaquePointer? {
        let words = [
            "dbname", text, "fallback_application_name", "tranche", "client_encoding", "UTF8",
        ]
        let copies = unsafe words.map { unsafe strdup($0) }
        defer { for index in unsafe copies.indices { unsafe free(copies[index]) } }
        func every(_ start: Int) -> [UnsafePointer<CChar>?] {
            unsafe stride(from: start, to: copies.count, by: 2).map {
                unsafe copies[$0].map { unsafe UnsafePointer($0) }
            } + [nil]
        }
        return unsafe pq.PQconnectStartParams(every(0), every(1), 1)
    }
}
