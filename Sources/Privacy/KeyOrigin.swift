import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where keys come from: never the command line or a pipeline file itself.
public enum KeyOrigin: Sendable, Hashable, CustomStringConvertible {
    /// A variable of the environment.
    case environment(String)
    /// A file that none but its owner may read.
    case file(String)
    /// What a shell command prints.
    case command(String)

    /// Reads `env:NAME`, `file:PATH` or `command:…`; `nil` for any other text, which may be a key
    /// that stands in the wrong place and so belongs in no message.
    public init?(_ text: String) {
        func rest(after prefix: String) -> String? {
            guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else { return nil }
            return String(text.dropFirst(prefix.count))
        }
        if let name = rest(after: "env:") {
            let isName = name.utf8.allSatisfy {
                $0 == 0x5F || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10
            }
            guard isName else { return nil }
            self = .environment(name)
        } else if let path = rest(after: "file:") {
            self = .file(path)
        } else if let command = rest(after: "command:") {
            self = .command(command)
        } else {
            return nil
        }
    }

    public var description: String {
        switch self {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        case .command(let command): "command:\(command)"
        }
    }

    /// The bytes there, at most 64 KiB.
    ///
    /// - Throws: `JobError` when there are none, or others may read the file.
    func read() throws(JobError) -> [UInt8] {
        switch self {
        case .environment(let name):
            guard let value = unsafe getenv(name) else {
                throw JobError(
                    .pipeline, "found no key in \(self): the variable is not set",
                    hint: "make a key with: export \(name)=$(openssl rand -hex 32)")
            }
            return unsafe Array(String(cString: value).utf8)
        case .file(let path): return try Self.content(of: path)
        case .command(let command): return try Self.output(of: command)
        }
    }

    private static let most = 64 << 10

    private static func content(of path: String) throws(JobError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw JobError(
                .inputMissing, "cannot open the key's file: \(systemText(errno))", at: path,
                hint: "name a file that holds the key")
        }
        defer { _ = Self.close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw JobError(
                .inputOutput, "cannot look at the key's file: \(systemText(errno))", at: path)
        }
        guard status.st_mode & S_IFMT != S_IFREG || status.st_mode & 0o077 == 0 else {
            throw JobError(
                .permission, "found a key's file that others than its owner may use", at: path,
                hint: "keep it to yourself: chmod 600 \(path)")
        }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= most {
            let taken = Self.read(descriptor, &block, block.count)
            if taken < 0 && errno == EINTR { continue }
            guard taken >= 0 else {
                throw JobError(
                    .inputOutput, "cannot read the key's file: \(systemText(errno))", at: path)
            }
            if taken == 0 { break }
            bytes += block.prefix(taken)
        }
        return bytes
    }

    private static func output(of command: String) throws(JobError) -> [UInt8] {
        guard let pipe = unsafe popen(command, "r") else {
            throw JobError(
                .unavailable, "cannot run the command for the key: \(systemText(errno))",
                hint: "check the words after command:")
        }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= most {
            let taken = unsafe fread(&block, 1, block.count, pipe)
            if taken == 0 { break }
            bytes += block.prefix(taken)
        }
        let status = unsafe pclose(pipe)
        guard status == 0 else {
            throw JobError(
                .unavailable, "the command for the key ended with status \((status >> 8) & 0xFF)",
                hint: "run it by itself to see what it says")
        }
        return bytes
    }

    // The members' own names would hide those of the C library.
    private static func close(_ descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.close(descriptor)
        #else
        Darwin.close(descriptor)
        #endif
    }

    private static func read(_ descriptor: Int32, _ block: inout [UInt8], _ count: Int) -> Int {
        #if canImport(Glibc)
        unsafe Glibc.read(descriptor, &block, count)
        #else
        unsafe Darwin.read(descriptor, &block, count)
        #endif
    }
}

private func systemText(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
