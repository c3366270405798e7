import TrancheColumnar

/// The statements by which a chunk's rows go from the temporary table into the user's, for a mode
/// with a key.
///
/// Rows of one key in a chunk end as if each had come alone, the last one's values stay, and they are
/// counted as if each had come alone, too: where a chunk ends decides nothing.
struct PostgreSQLMerge {
    /// What became of rows.
    struct Tally {
        /// Rows that changed the table.
        var changed: Int
        /// Rows whose key the table has, or which it has got by them.
        var matched: Int
    }

    /// The temporary table, and its column that holds each row's number in the chunk.
    static let staging = "_tranche_stage"
    private static let number = "_tranche_row"
    private static let before = "_tranche_before"
    private static let last = "_tranche_last"

    let plan: PostgreSQLSinkPlan
    let mode: WriteMode
    /// The user's table, quoted.
    let table: String

    private var dialect: SQLDialect { .postgresql }
    private var key: String { dialect.list(plan.key) }

    /// The statement that makes the temporary table; its columns are of the target's own types.
    var definition: String {
        """
        CREATE TEMPORARY TABLE \(Self.staging) ON COMMIT DELETE ROWS AS
        SELECT \(plan.list), 0 AS \(Self.number) FROM \(table) WITH NO DATA
        """
    }

    var copy: String {
        "COPY pg_temp.\(Self.staging) (\(plan.list), \(Self.number)) FROM STDIN"
    }

    /// The statement for rows whose numbers lie in `rows`.
    func statement(over rows: ClosedRange<Int>, hasTwins: Bool) -> String {
        let place = "\(Self.number) BETWEEN \(rows.lowerBound) AND \(rows.upperBound)"
        return switch mode {
        case .append, .replace: preconditionFailure("a mode without a key needs no merge")
        case .insertIgnore: insertFirst(place)
        case .upsert:
            mode.skipsUnchanged ? upsertChanged(place) : insertLast(place, hasTwins: hasTwins)
        case .update: mode.skipsUnchanged ? updateChanged(place) : update(place)
        case .delete: delete(place)
        }
    }

    /// What the statement's result says of `count` rows.
    func tally(_ result: PostgreSQLResult, of count: Int) -> Tally {
        switch mode {
        case .append, .replace: return Tally(changed: count, matched: count)
        case .upsert where !mode.skipsUnchanged: return Tally(changed: count, matched: count)
        case .insertIgnore: return Tally(changed: result.changedRows, matched: count)
        case .upsert, .update, .delete:
            let numbers = (0...1).map { result.text(0, $0).flatMap { Int($0) } ?? 0 }
            return Tally(changed: numbers[0], matched: numbers[1])
        }
    }

    // MARK: Inserts

    private var insert: String {
        "INSERT INTO \(table) AS t (\(plan.list)) OVERRIDING SYSTEM VALUE SELECT "
    }

    private func insertFirst(_ place: String) -> String {
        insert + "\(plan.list) FROM pg_temp.\(Self.staging) WHERE \(place) ORDER BY \(Self.number)"
            + plan.onConflict(mode)
    }

    private func insertLast(_ place: String, hasTwins: Bool) -> String {
        insert + (hasTwins ? "DISTINCT ON (\(key)) " : "")
            + "\(plan.list) FROM pg_temp.\(Self.staging) WHERE \(place)"
            + (hasTwins ? " ORDER BY \(key), \(Self.number) DESC" : "") + plan.onConflict(mode)
    }

    /// The last row of each key is written unless the table has it; each row is counted as changed that
    /// differs from the row of its key before it, which the first ones find in the table.
    private func upsertChanged(_ place: String) -> String {
        let condition = plan.changed.isEmpty ? "" : " WHERE \(differs("t", "excluded"))"
        return """
            WITH r AS (\(neighbours(place))), i AS (\(insert)\(plan.list) FROM r
            WHERE \(Self.last)\(plan.onConflict(mode))\(condition))
            SELECT count(*) FILTER (WHERE CASE WHEN r.\(Self.before) IS NULL
            THEN m.differs IS NOT false ELSE \(differs("r", "p")) END), count(*)
            FROM r \(joins)
            """
    }

    // MARK: Updates and deletes

    private func update(_ place: String) -> String {
        """
        WITH r AS (SELECT * FROM pg_temp.\(Self.staging) WHERE \(place)),
        s AS (SELECT DISTINCT ON (\(key)) * FROM r ORDER BY \(key), \(Self.number) DESC),
        u AS (UPDATE \(table) AS t SET \(changes) FROM s WHERE \(isSame("t", "s"))
        RETURNING \(list(of: "s", plan.key)))
        SELECT count(*), count(*) FROM r WHERE EXISTS (SELECT FROM u WHERE \(isSame("u", "r")))
        """
    }

    private func updateChanged(_ place: String) -> String {
        """
        WITH r AS (\(neighbours(place))), u AS (UPDATE \(table) AS t SET \(changes) FROM r AS s
        WHERE s.\(Self.last) AND \(isSame("t", "s")) AND \(differs("t", "s")))
        SELECT count(*) FILTER (WHERE CASE WHEN r.\(Self.before) IS NULL
        THEN m.differs ELSE \(differs("r", "p")) END), count(*)
        FROM r \(joins) WHERE m.\(Self.number) IS NOT NULL
        """
    }

    /// Of several rows with one key the first finds it.
    private func delete(_ place: String) -> String {
        """
        WITH s AS (SELECT DISTINCT \(key) FROM pg_temp.\(Self.staging) WHERE \(place)),
        d AS (DELETE FROM \(table) AS t USING s WHERE \(isSame("t", "s"))
        RETURNING \(list(of: "s", plan.key)))
        SELECT count(*), count(*) FROM (SELECT DISTINCT * FROM d) AS k
        """
    }

    // MARK: Parts

    /// The rows, each with the number of the one before it of its key, and whether none follows.
    private func neighbours(_ place: String) -> String {
        let number = Self.number
        return """
            SELECT *, lag(\(number)) OVER k AS \(Self.before), lead(\(number)) OVER k IS NULL AS \(Self.last)
            FROM pg_temp.\(Self.staging) WHERE \(place)
            WINDOW k AS (PARTITION BY \(key) ORDER BY \(number))
            """
    }

    /// Joins `r` with the rows before (`p`), and with whether the table's rows of the key, as they
    /// were, differ (`m`).
    private var joins: String {
        let number = Self.number
        return """
            LEFT JOIN pg_temp.\(Self.staging) AS p ON p.\(number) = r.\(Self.before)
            LEFT JOIN (SELECT r.\(number), bool_or(\(differs("t", "r"))) AS differs
            FROM r JOIN \(table) AS t ON \(isSame("t", "r")) GROUP BY r.\(number)) AS m
            ON m.\(number) = r.\(number)
            """
    }

    private var changes: String {
        plan.changed.map { "\(dialect.quoted($0)) = s.\(dialect.quoted($0))" }
            .joined(separator: ", ")
    }

    private func isSame(_ left: String, _ right: String) -> String {
        plan.key.map { "\(left).\(dialect.quoted($0)) = \(right).\(dialect.quoted($0))" }
            .joined(separator: " AND ")
    }

    /// Compares the bytes of values: NULL is like NULL, 1.0 is not like 1.00, and types without
    /// equality, such as json, have it, too.
    private func differs(_ left: String, _ right: String) -> String {
        let (old, new) = (list(of: left, plan.compared), list(of: right, plan.compared))
        return "ROW(\(old))::record *<> ROW(\(new))::record"
    }

    private func list(of alias: String, _ names: [String]) -> String {
        names.map { "\(alias).\(dialect.quoted($0))" }.joined(separator: ", ")
    }
}
