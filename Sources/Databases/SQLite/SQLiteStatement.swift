import CSQLite
import TrancheColumnar

/// A prepared statement, finalized when its scope ends.
///
/// Noncopyable, so nothing can step it once it is finalized; it keeps its connection open.
@safe public struct SQLiteStatement: ~Copyable {
    let connection: SQLiteConnection
    let handle: OpaquePointer

    /// Prepares one statement; `isKept` tells SQLite that it will be used many times.
    ///
    /// - Throws: `JobError` with SQLite's text; also when `sql` holds no statement, or several.
    public init(_ sql: String, on connection: SQLiteConnection, isKept: Bool = false) throws {
        var prepared: OpaquePointer?
        var sql = sql
        var rest = 0
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let status = sql.withUTF8 { text -> Int32 in
            unsafe text.withMemoryRebound(to: CChar.self) { text in
                var tail: UnsafePointer<CChar>?
                let status = unsafe sqlite3_prepare_v3(
                    connection.handle, text.baseAddress, Int32(text.count), flags, &prepared, &tail)
                if let tail = unsafe tail, let base = text.baseAddress {
                    rest = unsafe text[(tail - base)...].count { !isFiller($0) }
                }
                return status
            }
        }
        guard status == SQLITE_OK else { throw connection.error(status) }
        guard let handle = unsafe prepared, rest == 0 else {
            unsafe sqlite3_finalize(prepared)
            throw JobError(
                .usage, "found \(rest == 0 ? "no SQL statement" : "more than one SQL statement")",
                hint: "give exactly one statement")
        }
        self.connection = connection
        unsafe self.handle = handle
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Binds `values` to the parameters, from the first on; they are copied.
    public func bind(_ values: [SQLValue]) throws {
        for (index, value) in values.enumerated() {
            let status = bind(value, at: Int32(index + 1))
            guard status == SQLITE_OK else { throw connection.error(status) }
        }
    }

    private func bind(_ value: SQLValue, at position: Int32) -> Int32 {
        let copying = unsafe tranche_sqlite_transient()
        switch value {
        case .null: return unsafe sqlite3_bind_null(handle, position)
        case .integer(let number): return unsafe sqlite3_bind_int64(handle, position, number)
        case .double(let number): return unsafe sqlite3_bind_double(handle, position, number)
        case .text(var text):
            // An empty string may have no address, which SQLite would take for NULL.
            guard !text.isEmpty else {
                return unsafe sqlite3_bind_text(handle, position, "", 0, copying)
            }
            return text.withUTF8 { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) {
                    unsafe sqlite3_bind_text64(
                        handle, position, $0.baseAddress, UInt64($0.count), copying,
                        UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            guard !bytes.isEmpty else { return unsafe sqlite3_bind_zeroblob(handle, position, 0) }
            return unsafe bytes.withUnsafeBytes {
                unsafe sqlite3_bind_blob64(
                    handle, position, $0.baseAddress, UInt64($0.count), copying)
            }
        }
    }

    /// Goes to the next row.
    ///
    /// - Returns: `false` at the end.
    public func step() throws -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let status: throw connection.error(status)
        }
    }

    /// Makes the statement ready to run again; its parameters stay.
    public func reset() { unsafe sqlite3_reset(handle) }

    public var columnCount: Int { unsafe Int(sqlite3_column_count(handle)) }

    /// The names of the result's columns.
    public var columnNames: [String] {
        (0..<Int32(columnCount)).map { column in
            unsafe sqlite3_column_name(handle, column).map { unsafe String(cString: $0) } ?? ""
        }
    }

    /// The value of the current row's column, from 0.
    public func value(_ column: Int) -> SQLValue {
        let column = Int32(column)
        switch unsafe sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return unsafe .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return unsafe .double(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            let text = unsafe sqlite3_column_text(handle, column)
            let count = unsafe Int(sqlite3_column_bytes(handle, column))
            return unsafe .text(
                String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let bytes = unsafe sqlite3_column_blob(handle, column)
            let count = unsafe Int(sqlite3_column_bytes(handle, column))
            return unsafe .blob(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
        default: return .null
        }
    }
}

/// Whether a byte after a statement's end means nothing: white space, or one more semicolon.
private func isFiller(_ byte: CChar) -> Bool {
    byte == 0x20 || byte == 0x3B || (byte >= 0x09 && byte <= 0x0D)
}
