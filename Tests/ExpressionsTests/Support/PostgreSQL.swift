#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A PostgreSQL server of this process alone, in a temporary folder, spoken to through `psql`.
///
/// It is stopped when the process ends, and two seconds later when the process is killed.
@safe final class PostgreSQL {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let home: String
    private let bin: String
    private var input: UnsafeMutablePointer<FILE>?
    private var output: UnsafeMutablePointer<FILE>?

    /// The folder of PostgreSQL's programs; `nil` when there is none on this machine.
    static var folder: String? {
        let find = """
            ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; \
            pg_config --bindir 2>/dev/null
            """
        guard let found = try? shell(find) else { return nil }
        return found.split(separator: "\n").map(String.init).first {
            unsafe access("\($0)/initdb", X_OK) == 0
        }
    }

    /// Starts the server and one session.
    init(bin: String) throws {
        self.bin = bin
        home = try Self.shell("mktemp -d /tmp/tranche-postgresql.XXXXXX")
        let server = "-k \(home) -h '' -c fsync=off -c timezone=UTC -c jit=off"
        let types = "$(locale -a | grep -ix -m1 -e C.utf8 -e C.UTF-8 || echo en_US.UTF-8)"
        try run(
            """
            if [ "$(id -u)" = 0 ]; then chown nobody \(home); as='runuser -u nobody --'; fi
            cd / && $as \(bin)/initdb -D \(home)/data -U tranche -E UTF8 --lc-collate=C \
                --lc-ctype=\(types) -A trust --no-sync
            $as \(bin)/pg_ctl start -D \(home)/data -w -s -l \(home)/log -o "\(server)"
            mkfifo \(home)/answers
            nohup sh -c 'while kill -0 \(getpid()); do sleep 2; done; \(stopping)' \
                </dev/null >/dev/null 2>&1 &
            """)
        let session = "psql -X -q -A -t -h \(home) -U tranche postgres >\(home)/answers 2>&1"
        unsafe input = popen("PATH=\"\(bin):$PATH\" " + session, "w")
        unsafe output = fopen("\(home)/answers", "r")
        guard unsafe input != nil, unsafe output != nil else {
            throw Failure(description: "psql does not start")
        }
    }

    deinit { stop() }

    private var stopping: String {
        """
        if [ -d \(home)/data ]; then as=; [ $(id -u) = 0 ] && as="runuser -u nobody --"; cd /; \
        $as \(bin)/pg_ctl stop -D \(home)/data -m immediate -s; rm -rf \(home); fi
        """
    }

    func stop() {
        if let input = unsafe input { unsafe pclose(input) }
        if let output = unsafe output { unsafe fclose(output) }
        unsafe input = nil
        unsafe output = nil
        _ = try? Self.shell(stopping)
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

    private func run(_ script: String) throws {
        let log = "\(home).log"
        let status = try Self.shell("( set -e\n\(script)\n) >\(log) 2>&1; echo $?")
        guard status == "0" else {
            throw Failure(description: String(decoding: try bytes(of: log), as: UTF8.self))
        }
        unsafe unlink(log)
    }

    /// What a shell command writes, without the last line end.
    private static func shell(_ command: String) throws -> String {
        guard let pipe = unsafe popen(command, "r") else {
            throw Failure(description: "no shell")
        }
        var text: [UInt8] = []
        while case let byte = unsafe getc(pipe), byte != EOF { text.append(UInt8(byte)) }
        unsafe pclose(pipe)
        while text.last == 0x0A { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }
}
