/// Which rows: made with the operators of ``Attribute``, and turned into SQL with parameters.
public indirect enum Predicate: Sendable, Hashable {
    public enum Comparison: String, Sendable {
        case equal = "="
        case unequal = "<>"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    case compare(String, Comparison, SQLValue)
    case among(String, [SQLValue])
    case prefix(String, String)
    case all([Predicate])
    case any([Predicate])
    case not(Predicate)

    public static func && (left: Predicate, right: Predicate) -> Predicate { .all([left, right]) }
    public static func || (left: Predicate, right: Predicate) -> Predicate { .any([left, right]) }
    public static prefix func ! (predicate: Predicate) -> Predicate { .not(predicate) }

    /// The columns it names, to be checked before they reach the database.
    var columns: [String] {
        switch self {
        case .compare(let column, _, _), .among(let column, _), .prefix(let column, _): [column]
        case .all(let parts), .any(let parts): parts.flatMap(\.columns)
        case .not(let part): part.columns
        }
    }

    /// The condition's text; its values go to the end of `parameters`.
    func sql(_ dialect: SQLDialect, _ parameters: inout [SQLValue]) -> String {
        switch self {
        case .compare(let column, .equal, .null): return "\(dialect.quoted(column)) IS NULL"
        case .compare(let column, .unequal, .null): return "\(dialect.quoted(column)) IS NOT NULL"
        case .compare(let column, .unequal, let value):
            // A row whose value is NULL differs from any value.
            parameters.append(value)
            let words = dialect.product == .sqlite ? "IS NOT" : "IS DISTINCT FROM"
            let mark = dialect.placeholder(parameters.count)
            return "\(dialect.quoted(column)) \(words) \(mark)"
        case .compare(let column, let comparison, let value):
            parameters.append(value)
            let mark = dialect.placeholder(parameters.count)
            return "\(dialect.quoted(column)) \(comparison.rawValue) \(mark)"
        case .among(let column, let values):
            guard !values.isEmpty else { return "1 = 0" }
            let marks = values.map { value in
                parameters.append(value)
                return dialect.placeholder(parameters.count)
            }
            return "\(dialect.quoted(column)) IN (\(marks.joined(separator: ", ")))"
        case .prefix(let column, let text):
            // Both products count characters here, and neither folds case as LIKE may.
            parameters += [.integer(Int64(text.unicodeScalars.count)), .text(text)]
            let length = dialect.placeholder(parameters.count - 1)
            let mark = dialect.placeholder(parameters.count)
            return "substr(\(dialect.quoted(column)), 1, \(length)) = \(mark)"
        case .all(let parts): return join(parts, " AND ", whenEmpty: "1 = 1", dialect, &parameters)
        case .any(let parts): return join(parts, " OR ", whenEmpty: "1 = 0", dialect, &parameters)
        case .not(let part): return "NOT (\(part.sql(dialect, &parameters)))"
        }
    }

    private func join(
        _ parts: [Predicate], _ word: String, whenEmpty empty: String, _ dialect: SQLDialect,
        _ parameters: inout [SQLValue]
    ) -> String {
        guard !parts.isEmpty else { return empty }
        var texts: [String] = []
        for part in parts { texts.append("(" + part.sql(dialect, &parameters) + ")") }
        return texts.joined(separator: word)
    }
}
