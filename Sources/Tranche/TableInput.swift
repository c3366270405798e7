import TrancheColumnar
import TrancheDatabases

/// What is read of a SQLite database: its table, or what a query gives.
///
/// - Throws: `JobError(.usage)` when neither is named, or both.
func sqliteInput(_ path: String, _ table: String?, _ query: String?) throws(JobError)
    -> SQLiteTableSource.Input
{
    switch (table, query) {
    case (let table?, nil): return .table(table)
    case (nil, let query?): return .query(query)
    default:
        throw oneOfTableAndQuery(.sqlite(path: path, table: nil), hasTable: table != nil)
    }
}

/// As ``sqliteInput(_:_:_:)``, of a PostgreSQL database.
func postgreSQLInput(_ address: PostgreSQLAddress, _ table: PostgreSQLName?, _ query: String?)
    throws(JobError) -> PostgreSQLTableSource.Input
{
    switch (table, query) {
    case (let table?, nil): return .table(table)
    case (nil, let query?): return .query(query)
    default:
        throw oneOfTableAndQuery(.postgresql(address, table: nil), hasTable: table != nil)
    }
}

private func oneOfTableAndQuery(_ endpoint: Endpoint, hasTable: Bool) -> JobError {
    guard hasTable else {
        return JobError(
            .usage, "found \(endpoint.name), wanted a table or a query to read",
            hint: "name a table after #, or give a query: 'select …'")
    }
    return JobError(
        .usage, "found both a table and a query, wanted one of them",
        hint: "leave out the part after #, or the query")
}
