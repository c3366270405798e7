import TrancheColumnar

/// What SQLite makes of a value that is stored in a column, decided by the declared type's name.
///
/// - SeeAlso: <https://www.sqlite.org/datatype3.html>, §3.1.
enum SQLiteAffinity: Sendable, Hashable {
    case integer
    case text
    case blob
    case real
    case numeric

    init(declaredType: String) {
        let name = declaredType.uppercased()
        func has(_ part: String) -> Bool { name.contains(part) }
        if has("INT") {
            self = .integer
        } else if has("CHAR") || has("CLOB") || has("TEXT") {
            self = .text
        } else if has("BLOB") || name.isEmpty {
            self = .blob
        } else if has("REAL") || has("FLOA") || has("DOUB") {
            self = .real
        } else {
            self = .numeric
        }
    }

    /// Whether text that looks like a number is stored as one, and may lose its spelling.
    var convertsText: Bool { self == .integer || self == .real || self == .numeric }
}

extension DataType {
    /// The type as a new SQLite table declares it.
    ///
    /// `NUMERIC`, `DATE`, `UUID` and `JSON` alone would have SQLite's NUMERIC affinity, by which
    /// `1.10` becomes 1.1, 20 digits become a double, and a UUID of digits becomes infinity. With the
    /// word TEXT the declared type still says what the column is, and the text stays as it came.
    var sqliteDeclaration: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .bigint: "INTEGER"
        case .numeric: "NUMERIC TEXT"
        case .doublePrecision: "REAL"
        case .text: "TEXT"
        case .date: "DATE TEXT"
        case .timestamp: "TIMESTAMP TEXT"
        case .timestamptz: "TIMESTAMPTZ TEXT"
        case .bytea: "BLOB"
        case .uuid: "UUID TEXT"
        case .json: "JSON TEXT"
        }
    }

    /// The type of a column that a SQLite table declares so: by name, else by affinity.
    init(sqliteDeclaration declared: String) {
        let words = declared.lowercased().split(separator: " ")
        let isOurs = words.count == 2 && words[1] == "text"
        let name = isOurs ? String(words[0]) : declared
        if let named = DataType(name: name) {
            self = named
            return
        }
        self =
            switch SQLiteAffinity(declaredType: declared) {
            case .integer: .bigint
            case .real: .doublePrecision
            case .blob where !declared.isEmpty: .bytea
            // A column without a type, or with a name of its own, may hold anything.
            case .text, .blob, .numeric: .text
            }
    }
}
