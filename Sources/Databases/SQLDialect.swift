/// How one product writes the SQL that is not the same everywhere.
///
/// A value and not a protocol: statements are built once, before the run, and compared in tests.
public struct SQLDialect: Sendable, Hashable {
    public enum Product: Sendable, Hashable {
        case sqlite
        case postgresql
    }

    public let product: Product

    public static let sqlite = SQLDialect(product: .sqlite)
    public static let postgresql = SQLDialect(product: .postgresql)

    /// `name` as an identifier: in double quotes, with those inside doubled.
    public func quoted(_ name: String) -> String {
        Self.enclosed(name, in: "\"")
    }

    /// `text` as a string literal, for the few places that take no parameter.
    public func literal(_ text: String) -> String {
        Self.enclosed(text, in: "'")
    }

    private static func enclosed(_ text: String, in quote: Unicode.Scalar) -> String {
        let mark = String(Character(quote))
        // Names without a quote are the rule, and a run begins with hundreds of them.
        guard text.utf8.contains(UInt8(ascii: quote)) else { return mark + text + mark }
        var quoted = mark
        for unit in text.unicodeScalars {
            if unit == quote { quoted.unicodeScalars.append(unit) }
            quoted.unicodeScalars.append(unit)
        }
        return quoted + mark
    }

    public func list(_ names: [String]) -> String {
        names.map(quoted).joined(separator: ", ")
    }

    /// The parameter at `position`, counted from 1.
    public func placeholder(_ position: Int) -> String {
        switch product {
        case .sqlite: "?\(position)"
        case .postgresql: "$\(position)"
        }
    }

    /// `rows` groups of `columns` parameters, numbered through.
    public func placeholders(columns: Int, rows: Int = 1) -> String {
        (0..<rows).map { row in
            let group = (1...columns).map { placeholder(row * columns + $0) }
            return "(" + group.joined(separator: ", ") + ")"
        }.joined(separator: ", ")
    }

    public func insert(into table: String, columns: [String], rows: Int = 1) -> String {
        insert(intoQuoted: quoted(table), columns: columns, rows: rows)
    }

    /// As ``insert(into:columns:rows:)``, for a name that is quoted, perhaps with its schema.
    func insert(intoQuoted table: String, columns: [String], rows: Int = 1) -> String {
        "INSERT INTO \(table) (\(list(columns))) VALUES "
            + placeholders(columns: columns.count, rows: rows)
    }

    /// The end of an INSERT that gives the other columns of a row with this key new values.
    ///
    /// With no other columns there is nothing to update, and the row stays as it is.
    public func onConflictUpdate(key: [String], columns: [String]) -> String {
        let others = columns.filter { !key.contains($0) }
        guard !others.isEmpty else { return onConflictIgnore(key: key) }
        let changes = others.map { "\(quoted($0)) = excluded.\(quoted($0))" }
        return " ON CONFLICT (\(list(key))) DO UPDATE SET " + changes.joined(separator: ", ")
    }

    /// The end of an INSERT that leaves a row with this key as it is.
    public func onConflictIgnore(key: [String]) -> String {
        " ON CONFLICT (\(list(key))) DO NOTHING"
    }

    /// Begins a transaction; SQLite must take the write lock at once, for it cannot wait for it later.
    public func begin(_ intent: TransactionIntent) -> String {
        switch (product, intent) {
        case (.sqlite, .write): "BEGIN IMMEDIATE"
        case (.sqlite, .read): "BEGIN"
        case (.postgresql, .write): "BEGIN"
        case (.postgresql, .read): "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        }
    }
}

/// What a transaction is for.
public enum TransactionIntent: Sendable, Hashable {
    /// One snapshot for several queries.
    case read
    case write
}
