/// A point inside a transaction to which a few statements' work can be taken back.
///
/// - SeeAlso: <https://www.sqlite.org/lang_savepoint.html>
final class SQLiteSavepoint {
    private let beginning: SQLiteStatement
    private let releasing: SQLiteStatement
    private let rollingBack: SQLiteStatement

    init(_ connection: SQLiteConnection) throws {
        beginning = try SQLiteStatement("SAVEPOINT tranche", on: connection, isKept: true)
        releasing = try SQLiteStatement("RELEASE tranche", on: connection, isKept: true)
        rollingBack = try SQLiteStatement("ROLLBACK TO tranche", on: connection, isKept: true)
    }

    func begin() throws {
        defer { beginning.reset() }
        _ = try beginning.step()
    }

    /// Keeps what was done since `begin`.
    func release() throws {
        defer { releasing.reset() }
        _ = try releasing.step()
    }

    /// Undoes what was done since `begin`.
    func rollBack() throws {
        do {
            defer { rollingBack.reset() }
            _ = try rollingBack.step()
        }
        try release()
    }
}
