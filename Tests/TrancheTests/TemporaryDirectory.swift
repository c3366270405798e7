import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A fresh directory that goes away with its test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/tranche-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { remove(path) }

    private func remove(_ path: String) {
        if let directory = unsafe opendir(path) {
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    unsafe String(decoding: unsafe bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { remove("\(path)/\(name)") }
            }
            unsafe closedir(directory)
        }
        _ = unsafe Glibc.remove(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = unsafe try #require(unsafe fopen(file(name), "w"))
        defer { unsafe fclose(file) }
        let bytes = Array(text.utf8)
        try #require(unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count)
        return self.file(name)
    }

    /// The content of a file; `nil` when there is none.
    func text(_ name: String) -> String? {
        guard let file = unsafe fopen(file(name), "r") else { return nil }
        defer { unsafe fclose(file) }
        var whole: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let taken = unsafe fread(&room, 1, room.count, file)
            if taken == 0 { return String(decoding: whole, as: UTF8.self) }
            whole += room[..<taken]
        }
    }
}
