/// A value as a database driver takes and gives it, whatever the product.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case double(Double)
    case text(String)
    case blob([UInt8])

    /// What the value is, for messages; never the value itself.
    var kind: String {
        switch self {
        case .null: "NULL"
        case .integer: "an integer"
        case .double: "a double"
        case .text: "a text"
        case .blob: "a blob"
        }
    }
}

/// A Swift type that a column can hold.
public protocol SQLConvertible: Sendable {
    var sqlValue: SQLValue { get }
    /// - Returns: `nil` when `value` is of another kind.
    init?(sqlValue value: SQLValue)
}

extension Int64: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self) }
    public init?(sqlValue value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self = number
    }
}

extension Int32: SQLConvertible {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    public init?(sqlValue value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self.init(exactly: number)
    }
}

/// Bits as they are: databases have no unsigned integers, and a digest needs no order.
extension UInt64: SQLConvertible {
    public var sqlValue: SQLValue { .integer(Int64(bitPattern: self)) }
    public init?(sqlValue value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self.init(bitPattern: number)
    }
}

extension Double: SQLConvertible {
    public var sqlValue: SQLValue { .double(self) }
    public init?(sqlValue value: SQLValue) {
        guard case .double(let number) = value else { return nil }
        self = number
    }
}

extension String: SQLConvertible {
    public var sqlValue: SQLValue { .text(self) }
    public init?(sqlValue value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self = text
    }
}

/// 0 or 1, since SQLite has no booleans of its own.
extension Bool: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    public init?(sqlValue value: SQLValue) {
        switch value {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
    public init?(sqlValue value: SQLValue) {
        if case .null = value {
            self = .none
            return
        }
        guard let wrapped = Wrapped(sqlValue: value) else { return nil }
        self = wrapped
    }
}
