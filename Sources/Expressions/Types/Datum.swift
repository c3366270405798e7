/// One value that is known before the run: a literal, or what constants fold to.
///
/// Its ``SQLType`` stands beside it; integers, dates and timestamps share a case, as in ``Storage``.
public enum Datum: Sendable, Hashable {
    case null
    case bool(Bool)
    case int64(Int64)
    case double(Double)
    case numeric(Numeric)
    case interval(Interval)
    /// The bytes of a text, bytea, uuid, json or array value.
    case text([UInt8])

    static func text(_ text: String) -> Datum { .text(Array(text.utf8)) }

    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The bytes as UTF-8, for constants that must be text.
    var string: String? {
        if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
}
