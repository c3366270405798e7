public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What tells that the input of a resumed run is the one it began with.
public struct InputIdentity: Sendable, Equatable {
    /// Bytes at either end of a file that are hashed.
    public static let sampleBytes = 64 << 10

    /// One input file; what is not a regular file is known by its name alone.
    public struct File: Sendable, Equatable {
        /// The absolute path with links resolved; the name as given when not a regular file.
        public var path: String
        /// `nil` when not a regular file.
        public var content: Content?
    }

    /// The length of a file and the XXH3-64 of its first and last ``sampleBytes``.
    public struct Content: Sendable, Equatable {
        public var size: Int64
        public var head: UInt64
        public var tail: UInt64
    }

    /// In the order they are read.
    public var files: [File]

    public init(files: [File]) { self.files = files }

    /// Looks at the files as they are now.
    ///
    /// - Parameters:
    ///   - paths: As ``expandGlob(_:)`` gives them; `-` is standard input.
    ///   - sampleBytes: Bytes at either end that are hashed, 0 or more; `.max` takes all of them.
    /// - Throws: ``JobError`` when a file cannot be read.
    public init(paths: [String], sampleBytes: Int64 = Int64(sampleBytes)) throws(JobError) {
        files = []
        for path in paths { files.append(try Self.identify(path, sampleBytes)) }
    }

    private static func identify(_ path: String, _ sample: Int64) throws(JobError) -> File {
        if path == "-" { return File(path: "-", content: nil) }
        guard let found = status(at: path, followLinks: true) else {
            throw JobError(.openInput, path, errno: errno)
        }
        // Opening a FIFO would take its writer's bytes away from the run.
        guard found.isRegular else { return File(path: path, content: nil) }
        let opened = openDescriptor(path, O_RDONLY | O_NONBLOCK)
        guard opened >= 0 else { throw JobError(.openInput, path, errno: errno) }
        defer { closeDescriptor(opened) }
        let size = status(of: opened).map { Int64($0.st_size) } ?? 0
        let (head, tail) = (RunningHash(), RunningHash())
        try hashFile(opened, 0..<min(size, sample), into: head, path: path)
        try hashFile(opened, max(0, size - sample)..<size, into: tail, path: path)
        let content = Content(size: size, head: head.digest, tail: tail.digest)
        return File(path: try absolutePath(path), content: content)
    }

    private static func absolutePath(_ path: String) throws(JobError) -> String {
        guard let resolved = unsafe realpath(path, nil) else {
            throw JobError(.openInput, path, errno: errno)
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}

extension InputIdentity {
    /// What changed since `earlier`, in words; `nil` when nothing did.
    ///
    /// - Parameter earlier: The identity that the checkpoint holds.
    /// - Returns: One clause a file that differs, as in `x.csv grew from 10 to 12 bytes`.
    public func difference(from earlier: InputIdentity) -> String? {
        if self == earlier { return nil }
        let now = files.map(\.path)
        let then = earlier.files.map(\.path)
        var words = then.filter { !now.contains($0) }.map { "\(shortName($0)) is no longer read" }
        words += now.filter { !then.contains($0) }.map { "\(shortName($0)) was not read before" }
        if words.isEmpty && now != then { words.append("the files are read in another order") }
        for file in files {
            guard let old = earlier.files.first(where: { $0.path == file.path }), old != file
            else { continue }
            words.append(shortName(file.path) + " " + change(from: old.content, to: file.content))
        }
        return words.joined(separator: ", ")
    }

    private func shortName(_ path: String) -> String {
        path == "-" ? "standard input" : splitPath(path).name
    }

    private func change(from old: Content?, to new: Content?) -> String {
        guard let old else { return "is a regular file now" }
        guard let new else { return "is no longer a regular file" }
        if new.size > old.size { return "grew from \(old.size) to \(new.size) bytes" }
        if new.size < old.size { return "shrank from \(old.size) to \(new.size) bytes" }
        return "has the same size but its content changed"
    }
}

extension InputIdentity: LosslessStringConvertible {
    /// One line a file: size, hash of the head, hash of the tail, path; `-` for what is unknown.
    public var description: String {
        files.map { file in
            let path = escaped(file.path)
            guard let content = file.content else { return "- - - \(path)" }
            let hashes = "\(hexadecimal(content.head)) \(hexadecimal(content.tail))"
            return "\(content.size) \(hashes) \(path)"
        }
        .joined(separator: "\n")
    }

    /// Reads ``description`` back; `nil` for any other text.
    public init?(_ description: String) {
        files = []
        for line in description.utf8.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(
                separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false
            ).map { String(Substring($0)) }
            guard words.count == 4 else { return nil }
            let path = unescaped(words[3])
            if words[0] == "-" {
                files.append(File(path: path, content: nil))
                continue
            }
            guard let size = Int64(words[0]), let head = UInt64(words[1], radix: 16),
                let tail = UInt64(words[2], radix: 16)
            else { return nil }
            let content = Content(size: size, head: head, tail: tail)
            files.append(File(path: path, content: content))
        }
    }
}

/// A path without line feeds, so that it stays on its line.
private func escaped(_ path: String) -> String {
    replace("\n", with: "%0A", in: replace("%", with: "%25", in: path))
}

private func unescaped(_ text: String) -> String {
    replace("%25", with: "%", in: replace("%0A", with: "\n", in: text))
}

private func replace(_ pattern: String, with text: String, in whole: String) -> String {
    var result: [UInt8] = []
    var rest = Array(whole.utf8)[...]
    while let byte = rest.first {
        if rest.starts(with: pattern.utf8) {
            result += Array(text.utf8)
            rest = rest.dropFirst(pattern.utf8.count)
        } else {
            result.append(byte)
            rest = rest.dropFirst()
        }
    }
    return String(decoding: result, as: UTF8.self)
}

/// The XXH3-64 of the up to 64 KiB before a position in a regular file: what was read last there.
///
/// - Parameters:
///   - path: A regular file.
///   - offset: A position in it, 0 or more.
/// - Returns: The hash, that of no bytes for position 0.
/// - Throws: ``JobError``: `.data` when the file is shorter than `offset`.
public func hashOfBytes(_ path: String, before offset: Int64) throws(JobError) -> UInt64 {
    let opened = openDescriptor(path, O_RDONLY | O_NONBLOCK)
    guard opened >= 0 else { throw JobError(.openInput, path, errno: errno) }
    defer { closeDescriptor(opened) }
    let hash = RunningHash()
    let start = max(0, offset - Int64(InputIdentity.sampleBytes))
    try hashFile(opened, start..<offset, into: hash, path: path)
    return hash.digest
}
