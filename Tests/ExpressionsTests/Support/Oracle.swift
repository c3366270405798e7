import PropertyTesting

/// An expression over some rows of the pool.
struct LiveCase: CustomStringConvertible {
    var sql: String
    var rows: [Int]

    var description: String { "\(sql) over rows \(rows)" }

    static let gen = Gen<LiveCase> { choices in
        let type = Gen.element(of: expressionTypes).run(&choices)
        let sql = expressionGen(type, depth: 3).run(&choices)
        let rows = Gen.int(0...(Oracle.rows - 1) as ClosedRange<Int>).array(1...8).run(&choices)
        return LiveCase(sql: sql, rows: rows)
    }
}

/// PostgreSQL and this program side by side.
final class Oracle {
    static let rows = 96
    let pool: RowPool
    private let server: PostgreSQL
    /// Values compared so far.
    private(set) var compared = 0

    init(_ server: PostgreSQL, seed: UInt64) throws {
        self.server = server
        pool = RowPool(rows: Self.rows, seed: seed)
        try server.execute("set client_min_messages = error")
        try server.execute(Self.probe)
        for statement in pool.statements { try server.execute(statement) }
    }

    /// Evaluates an expression for single rows, so that an error is one row's.
    private static let probe = #"""
        create function pg_temp.probe(expression text, rows integer[]) returns setof text
        language plpgsql as $$
        declare value text; row integer;
        begin
            foreach row in array rows loop
                begin
                    execute 'select (' || expression || ')::text from pool where id = ' || row
                        into value;
                    value := coalesce('V:' || value, 'N');
                exception when others then value := 'E:' || sqlstate || ' ' || sqlerrm;
                end;
                return next replace(replace(replace(value, '\', '\\'), E'\n', '\n'), E'\r', '\r');
            end loop;
        end $$
        """#

    func wanted(_ live: LiveCase) throws -> [Answer] {
        let list = live.rows.map(String.init).joined(separator: ",")
        let query = "select * from pg_temp.probe($e$\(live.sql)$e$, '{\(list)}')"
        return try server.rows(live.rows.count, of: query).map { line in
            guard let answer = Answer(copied(line)) else {
                throw PostgreSQL.Failure(description: String(decoding: line, as: UTF8.self))
            }
            return answer
        }
    }

    /// Whether both agree on every row; throws a ``Difference`` that shows the first where not.
    func agrees(_ live: LiveCase) throws -> Bool {
        let wanted = try wanted(live)
        let found = answers(live.sql, over: pool.columns(rows: live.rows))
        compared += wanted.count
        for (index, row) in live.rows.enumerated() where !found[index].agrees(with: wanted[index]) {
            if isDocumented(found[index]) { continue }
            let values = pool.columns.filter { live.sql.contains($0.name) }.map {
                "\($0.name)=\($0.values[row] ?? "NULL")"
            }
            throw Difference(
                description: "found \(found[index]), wanted \(wanted[index]); row \(row): "
                    + values.joined(separator: "|"))
        }
        return true
    }
}
