import TrancheColumnar
public import TranchePipeline

extension RejectTable {
    /// Reads the rejects of a job, in order, some thousand at a time.
    ///
    /// - Parameters:
    ///   - place: The table.
    ///   - job: The job's key.
    ///   - started: The job's moment.
    ///   - body: Takes some; false ends it.
    /// - Throws: `JobError` when the database or the table is gone, or `body` throws.
    public static func read(
        _ place: RejectPlace, job: String, started: Int64,
        _ body: ([RejectRecord]) throws -> Bool
    ) throws {
        let connection: any Connection
        switch place {
        case .sqlite(let path, let table):
            let file = try openSnapshot(path)
            _ = try findTable(table, file)
            connection = file
        case .postgresql(let address, let table):
            let server = try PostgreSQLConnection(address)
            guard try PostgreSQLTable.find(table, server) != nil else {
                throw PostgreSQLTable.missing(table, server)
            }
            connection = server
        }
        defer { (connection as? PostgreSQLConnection)?.close() }
        let marks = (1...3).map(place.dialect.placeholder)
        let query = """
            SELECT * FROM \(place.quoted) WHERE job = \(marks[0]) AND started = \(marks[1])
            AND position >= \(marks[2]) ORDER BY position LIMIT 4000
            """
        var position: Int64 = 0
        while true {
            let rows = try connection.query(
                query, [.text(job), .integer(started), .integer(position)])
            guard let last = rows.last, try body(rows.map(RejectRow.record)) else { return }
            position = try last.get("position", as: Int64.self) + 1
        }
    }

    /// Removes the rejects of a job, which are settled.
    ///
    /// - Parameters:
    ///   - place: The table.
    ///   - job: The job's key.
    ///   - started: The job's moment.
    /// - Throws: `JobError` when the database or the table is gone, or is in use for long.
    public static func remove(_ place: RejectPlace, job: String, started: Int64) throws {
        let connection: any Connection =
            switch place {
            case .sqlite(let path, _): try SQLiteConnection(path, .readWrite)
            case .postgresql(let address, _): try PostgreSQLConnection(address)
            }
        defer { (connection as? PostgreSQLConnection)?.close() }
        _ = try connection.transaction(.write) {
            try connection.execute(
                "DELETE FROM \(place.quoted) WHERE job = \(place.dialect.placeholder(1)) "
                    + "AND started = \(place.dialect.placeholder(2))",
                [.text(job), .integer(started)])
        }
    }
}
