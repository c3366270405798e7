/// An expression that is measured, and the columns of the sample that it reads.
struct Case {
    let expression: String
    let columns: [String]
    /// The most nanoseconds a row that the calculation may take; `nil` where nothing is promised.
    let limit: Double?

    init(_ expression: String, _ columns: String..., limit: Double? = 60) {
        self.expression = expression
        self.columns = columns
        self.limit = limit
    }
}

/// Numbers of up to 18 digits.
let exactLimit = 15.0

let cases = [
    Case("i + j", "i", "j"),
    Case("i * 3 - j", "i", "j"),
    Case("i / 7", "i"),
    Case("i % 7 = 0", "i"),
    Case("x * y + 1", "x", "y"),
    Case("x / y", "x", "y"),
    Case("i::float8 / 60.0::float8", "i"),
    Case("x > 0.5 and i < 1000", "x", "i"),
    Case("n + m", "n", "m", limit: exactLimit),
    Case("n - m", "n", "m", limit: exactLimit),
    Case("n * m", "n", "m", limit: exactLimit),
    Case("n < m", "n", "m", limit: exactLimit),
    Case("n + o", "n", "o", limit: exactLimit),
    Case("n = o", "n", "o", limit: exactLimit),
    Case("round(n, 1)", "n"),
    Case("n / m", "n", "m"),
    Case("code = 'UA'", "code"),
    Case("code in ('UA', 'AA', 'DL')", "code"),
    Case("upper(name)", "name"),
    Case("length(name)", "name"),
    Case("trim(name)", "name"),
    Case("substr(name, 2, 3)", "name"),
    Case("split_part(name, ' ', 2)", "name"),
    Case("replace(name, 'on', 'a')", "name"),
    Case("name like '%son%'", "name"),
    Case("code || '-' || name", "code", "name"),
    Case("coalesce(code, 'none')", "code"),
    Case("case when i > 500 then 'late' else 'early' end", "i"),
    Case("i::text", "i"),
    Case("extract(year from at)", "at"),
    Case("date_trunc('day', at)", "at"),
    Case("at + interval '1 day'", "at"),
    Case("name ~ '^[A-M].*n'", "name", limit: nil),
    Case("to_char(at, 'YYYY-MM-DD')", "at", limit: nil),
]
