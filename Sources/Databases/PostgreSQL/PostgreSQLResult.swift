import CPostgreSQL
import TrancheColumnar

/// What a statement gave, freed with the last use of it.
@safe final class PostgreSQLResult {
    let pq: tranche_pq
    let handle: OpaquePointer

    init(_ handle: OpaquePointer, _ pq: tranche_pq) {
        unsafe self.handle = handle
        self.pq = pq
    }

    deinit { unsafe pq.PQclear(handle) }

    var status: ExecStatusType { unsafe pq.PQresultStatus(handle) }
    var rowCount: Int { unsafe Int(pq.PQntuples(handle)) }
    var columnCount: Int { unsafe Int(pq.PQnfields(handle)) }
    /// What was done, such as `INSERT 0 5` or `COMMIT`.
    var commandStatus: String {
        unsafe pq.PQcmdStatus(handle).map { unsafe String(cString: $0) } ?? ""
    }
    /// The rows that a statement changed or copied.
    var changedRows: Int {
        unsafe pq.PQcmdTuples(handle).flatMap { unsafe Int(String(cString: $0)) } ?? 0
    }

    func name(_ column: Int) -> String {
        unsafe pq.PQfname(handle, Int32(column)).map { unsafe String(cString: $0) } ?? ""
    }
    /// The OID of a column's type.
    func type(_ column: Int) -> UInt32 { unsafe pq.PQftype(handle, Int32(column)) }

    /// A value as the server prints it; `nil` for NULL.
    func text(_ row: Int, _ column: Int) -> String? {
        guard unsafe pq.PQgetisnull(handle, Int32(row), Int32(column)) == 0 else { return nil }
        return unsafe pq.PQgetvalue(handle, Int32(row), Int32(column))
            .map { unsafe String(cString: $0) }
    }

    /// All rows, each value by its column's type.
    var rows: [SQLRow] {
        let names = (0..<columnCount).map(name)
        let types = (0..<columnCount).map(type)
        return (0..<rowCount).map { row in
            SQLRow(
                columns: names,
                values: types.indices.map { column in
                    text(row, column).map { SQLValue(postgreSQL: $0, type: types[column]) } ?? .null
                })
        }
    }
}

extension SQLValue {
    /// The value that the server printed; what has no kind of its own stays text.
    init(postgreSQL text: String, type: UInt32) {
        switch type {
        case PostgreSQLType.boolean: self = .integer(text == "t" ? 1 : 0)
        case PostgreSQLType.int8, PostgreSQLType.int2, PostgreSQLType.int4, PostgreSQLType.oid:
            self = Int64(text).map(SQLValue.integer) ?? .text(text)
        case PostgreSQLType.float4, PostgreSQLType.float8:
            self = Double(text).map(SQLValue.double) ?? .text(text)
        case PostgreSQLType.bytea: self = Self.bytes(text).map(SQLValue.blob) ?? .text(text)
        default: self = .text(text)
        }
    }

    /// The bytes of `\x0aff`.
    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8.dropFirst(2))
        guard text.hasPrefix("\\x"), digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { at in
            hexDigit(digits[at]) << 4 | hexDigit(digits[at + 1])
        }
    }

    /// The value as the text of a parameter; `nil` for NULL.
    var postgreSQLText: String? {
        switch self {
        case .null: nil
        case .integer(let number): String(number)
        case .double(let number): "\(number)"
        case .text(let text): text
        case .blob(let bytes): "\\x" + bytes.map(hexByte).joined()
        }
    }
}

private func hexByte(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
}

/// The value of a hexadecimal digit that the server wrote.
@inline(__always)
func hexDigit(_ letter: UInt8) -> UInt8 {
    letter < 0x3A ? letter &- 0x30 : (letter | 0x20) &- 0x57
}
