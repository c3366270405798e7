import PostgreSQLTesting

/// A workspace and a schema of its own in a server, with a file of awkward records to load.
struct PostgreSQLScenario {
    let workspace = Workspace()
    let server: PostgreSQLServer
    let schema: String
    static let header = "id,word,amount,day"

    /// - Parameters:
    ///   - server: The one that all tests share, unless a test stops it.
    ///   - rows: The records of `in.csv`.
    /// - Throws: When the server does not start.
    init(_ server: PostgreSQLServer? = nil, rows: Int = 0) throws {
        self.server = try server ?? PostgreSQLServer.shared.get()
        schema = try self.server.makeSchema()
        guard rows > 0 else { return }
        let words = [
            "plain", "\"a,b\"", "\"\"", "", "\"say \"\"hi\"\"\"", "\"two\nlines\"", "back\\slash",
            "ž🐎",
        ]
        var text = Self.header + "\n"
        for row in 1...rows {
            let day = row % 28 + 1
            text += "\(row),\(words[row % words.count]),\(row % 1000).5\(row % 7),"
            text += row % 9 == 0 ? "\n" : "2026-02-\(day < 10 ? "0" : "")\(day)\n"
        }
        workspace.write("in.csv", text)
        try sql("create table w (id bigint, word text, amount numeric, day date)")
        try sql("\\copy w from '\(workspace.file("in.csv"))' csv header")
    }

    /// Makes reading and writing slow at every 250th record, so that a run lasts long enough for what
    /// is to happen to it: a query may ask `slow(id)`, and `table` checks it of each row.
    func slowDown(table: String? = nil) throws {
        try sql(
            """
            create or replace function slow(id bigint) returns boolean language plpgsql as $$ begin
              if id % 250 = 0 then perform pg_sleep(0.03); end if; return true; end $$
            """)
        guard let table else { return }
        try sql("create table \(table) (like w, check (\(schema).slow(id)), primary key (id))")
    }

    var address: String { server.address(schema: schema) }

    @discardableResult
    func sql(_ text: String) throws -> String { try server.psql(text, schema: schema) }

    /// What differs between a table and what `psql` made of the file; empty when nothing does.
    func difference(_ table: String = "t") throws -> String {
        try sql(
            """
            select * from ((select 'missing' as what, * from w except all select 'missing', * from \(table))
            union all (select 'extra', * from \(table) except all select 'extra', * from w)) d limit 3
            """)
    }

    /// A pipeline file that loads `in.csv` with many commits and patient retries.
    ///
    /// - Parameters:
    ///   - address: The database.
    ///   - mode: The sink's mode, with its key where it has one.
    ///   - table: The sink's table.
    ///   - rejects: Where rejects go, as the pipeline file has it; none are allowed without.
    /// - Returns: The file's name.
    func pipeline(
        to address: String, mode: String, table: String = "t", rejects: String? = nil
    ) -> String {
        let rejects = rejects.map { "rejects: { \($0), max: 100% }" } ?? ""
        workspace.write(
            "load-\(table).yaml",
            """
            source: { path: in.csv, types: { id: bigint, word: text, amount: numeric, day: date } }
            sink: { postgresql: "\(address)", table: \(table), mode: \(mode) }
            \(rejects)
            run:
              checkpoint_every: 500rows
              chunk_size: 250rows
              retry: { attempts: 40, backoff: 50ms..500ms }
            """)
        return "load-\(table).yaml"
    }
}
