#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What tells one state of a database file from another, as far as a source needs it.
///
/// A database counts its changes in its header; with a write-ahead log, changes stand in the log
/// first, whose frames carry checksums.
///
/// - SeeAlso: <https://www.sqlite.org/fileformat2.html>, §1.3.7 and §4.1.
struct SQLiteIdentity {
    let text: String

    init(path: String, input: SQLiteTableSource.Input) {
        let what =
            switch input {
            case .table(let name): "table \(name)"
            case .query(let sql): "query \(sql)"
            }
        let header = readBytes(path, at: 24, count: 8)
        let log = Self.logDigest(path + "-wal")
        text = [
            "sqlite", what, "size \(fileSize(path) ?? 0)", "changes \(bigEndian(header, 0))",
            "pages \(bigEndian(header, 4))", "log \(log)",
        ].joined(separator: "\n")
    }

    /// Says in words what is different; `nil` when nothing is.
    static func difference(from old: String, to new: String) -> String? {
        guard old != new else { return nil }
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let now = new.split(separator: "\n", omittingEmptySubsequences: false)
        guard before.first == now.first, before.count >= 6, now.count >= 6 else {
            return "the input was of another kind"
        }
        // A query may hold line feeds, the four facts behind it do not.
        let oldInput = before[1..<(before.count - 4)].joined(separator: " ")
        let newInput = now[1..<(now.count - 4)].joined(separator: " ")
        if oldInput != newInput { return "the input was \(oldInput), now it is \(newInput)" }
        let oldSize = before[before.count - 4].dropFirst(5)
        let newSize = now[now.count - 4].dropFirst(5)
        if oldSize != newSize { return "the database had \(oldSize) bytes, now it has \(newSize)" }
        return "the database has been written to since"
    }

    /// The log's frames of now and their checksums; 0 when there are none.
    private static func logDigest(_ path: String) -> UInt64 {
        guard let file = unsafe fopen(path, "rb") else { return 0 }
        defer { unsafe fclose(file) }
        var header = [UInt8](repeating: 0, count: 32)
        guard unsafe fread(&header, 1, 32, file) == 32 else { return 0 }
        let pageSize = Int(bigEndian(header, 8))
        var hash = StableHash()
        var frame = [UInt8](repeating: 0, count: 24)
        var frames = 0
        while unsafe fread(&frame, 1, 24, file) == 24, frame[8..<16] == header[16..<24] {
            for byte in frame { hash.add(byte) }
            frames += 1
            guard unsafe fseek(file, pageSize, SEEK_CUR) == 0 else { break }
        }
        return frames == 0 ? 0 : hash.value
    }
}

private func bigEndian(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    guard bytes.count >= offset + 4 else { return 0 }
    return bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
}

private func readBytes(_ path: String, at offset: Int, count: Int) -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else { return [] }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: count)
    guard unsafe fseek(file, offset, SEEK_SET) == 0, unsafe fread(&bytes, 1, count, file) == count
    else { return [] }
    return bytes
}
