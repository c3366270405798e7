import PropertyTesting
import TrancheColumnar

/// Rows with a column of every type, the same here and in the server: the edges of each type,
/// random values and NULLs.
struct RowPool {
    private static let kinds: [(name: String, type: DataType, values: [String])] = [
        ("f", .boolean, ["true", "false"]), ("g", .boolean, ["false", "true"]),
        (
            "b", .bigint,
            ["0", "1", "-1", "9223372036854775807", "-9223372036854775808", "2147483648", "42"]
        ),
        ("k", .bigint, ["0", "1", "-1", "2", "3", "7", "-2147483648", "12", "-32768"]),
        ("m", .bigint, ["1", "2", "12", "0", "-3", "2147483647", "32767"]),
        (
            "n", .numeric,
            [
                "0", "0.00", "-1.50", "2.5", "NaN", "Infinity", "-Infinity", "1e-10", "99999.995",
                "123456789012345678901234567890.123456789", "-0.000001",
            ]
        ),
        ("q", .numeric, ["1", "0.1", "-3", "100.0", "7.25", "1e10", "0.5"]),
        (
            "d", .doublePrecision,
            [
                "0", "-0", "1.5", "NaN", "Infinity", "-Infinity", "1e308", "5e-324", "0.1", "-2.5",
                "1e15",
            ]
        ),
        ("e", .doublePrecision, ["1", "-1", "0.5", "2.5", "1234567.125", "-0.1"]),
        (
            "s", .text,
            [
                "", "a", "abc", "Straße", "ÀÉ Öü", "a😀b", " pad ", "12", "-1.5", "true",
                "2026-11-24",
                "1 day", "{\"a\":1}", "日本語", "a'b\"c\\d", "NULL", "null",
            ]
        ),
        ("t", .text, ["a", "b", "", "ab", "B", "ß", "3", "NaN", ",", "a%b", "infinity"]),
        ("p", .text, ["a%", "%", "_b%", "", "Ü_%", "%ß%"]),
        (
            "dt", .date,
            [
                "2026-11-24", "2000-02-29", "1999-12-31", "0044-03-15 BC", "infinity", "-infinity",
                "5874897-12-31", "4713-11-24 BC", "2026-01-31",
            ]
        ),
        (
            "ts", .timestamp,
            [
                "2026-11-24 17:30:01.5", "1999-12-31 23:59:59.999999", "infinity", "-infinity",
                "280000-12-31 23:59:59.999999", "2026-03-29 02:30:00", "4713-11-24 00:00:00 BC",
            ]
        ),
        (
            "tz", .timestamptz,
            [
                "2026-11-24 17:30:01.5+00", "2026-07-01 12:00:00+02", "infinity", "-infinity",
                "0001-01-01 00:00:00+00 BC", "2026-10-25 00:30:00+00",
            ]
        ),
        (
            "iv", .text,
            [
                "1 day", "-1 mon", "1 year 2 mons 3 days 04:05:06.789", "00:00:00", "24:00:00",
                "-3 days +23:59:59.999999", "30 days", "178000000 years",
            ]
        ),
        (
            "u", .uuid,
            [
                "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000",
                "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A12",
            ]
        ),
        (
            "j", .json,
            [
                "{\"a\": {\"b\": [1, 2]}, \"b\": \"x\"}", "[1, \"two\", null, {\"a\": 1.50}]", "12",
                "null", "\"s\"", "{\"a\":[true]}", "{}", "[]",
            ]
        ),
        ("by", .bytea, ["\\x", "\\x6162", "\\x00ff", "\\xc3a4", "\\x616263646566"]),
    ]

    private(set) var columns: [TestColumn] = []
    let count: Int

    /// Rows of values that `seed` draws.
    init(rows: Int, seed: UInt64) {
        count = rows
        var random = SeededGenerator(seed: seed)
        for kind in Self.kinds {
            let values: [String?] = (0..<rows).map { _ in
                random.next(upTo: 7) == 0
                    ? nil : Self.value(of: kind.type, among: kind.values, &random)
            }
            columns.append(TestColumn(kind.name, kind.type, values))
        }
    }

    private static func value(
        of type: DataType, among values: [String], _ random: inout SeededGenerator
    ) -> String {
        func number(_ bound: UInt64) -> UInt64 { random.next(upTo: bound) }
        guard number(2) == 0 else { return values[Int(number(UInt64(values.count - 1)))] }
        switch type {
        case .bigint where values.contains("42"):
            return "\(Int64(bitPattern: random.next()) >> number(63))"
        case .numeric:
            return "\(number(2) == 0 ? "-" : "")\(number(1_000_000) >> number(20)).\(number(999))"
        case .doublePrecision: return "\(Double(number(1_000_000_000)) / 1024 - 30000)"
        case .date: return "\(1900 + number(200))-0\(1 + number(8))-\(10 + number(18))"
        case .timestamp:
            return
                "\(1900 + number(200))-0\(1 + number(8))-\(10 + number(18)) 1\(number(9)):2\(number(9)):3\(number(9)).\(100_000 + number(899_999))"
        default: return values[Int(number(UInt64(values.count - 1)))]
        }
    }

    /// The columns with the rows of these numbers, from 0.
    func columns(rows: [Int]) -> [TestColumn] {
        columns.map { column in
            var part = column
            part.values = rows.map { column.values[$0] }
            return part
        }
    }

    /// Statements that make the table `pool`, whose `id` counts from 0.
    var statements: [String] {
        let fields = columns.map { "\"\($0.name)\" \($0.type.rawValue)" }.joined(separator: ", ")
        let rows = (0..<count).map { row in
            let values = columns.map { column in
                column.values[row].map {
                    "'"
                        + $0.split(separator: "'", omittingEmptySubsequences: false).joined(
                            separator: "''") + "'"
                } ?? "null"
            }
            return "insert into pool values (\(row), \(values.joined(separator: ", ")))"
        }
        return ["create temporary table pool (id integer primary key, \(fields))"] + rows
    }
}
