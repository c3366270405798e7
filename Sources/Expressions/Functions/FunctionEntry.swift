import TrancheColumnar

/// Calculates the values of one call for some rows.
///
/// Reads `arguments` and writes `result` at those rows; all of `result` counts as not NULL before.
/// A row without a value is told to ``Frame/fail(_:_:)`` and set to NULL.
typealias Kernel =
    @Sendable (_ frame: Frame, _ rows: Rows, _ arguments: [Vector], _ result: Vector) -> Void

/// One function or operator for one list of argument types: what the type checker chooses from,
/// what the documentation lists, and how it is calculated.
public struct FunctionEntry: Sendable {
    /// How far a call's value depends on more than its arguments.
    public enum Volatility: Sendable {
        /// On nothing else: constant arguments are folded before the run.
        case immutable
        /// On the run, such as `now()`.
        case stable
        /// On where the record stands, such as `record_number()`.
        case positional
    }

    /// In lower case, or the operator's symbol.
    public let name: String
    public let arguments: [SQLType]
    /// Whether the last argument may be repeated.
    public let isVariadic: Bool
    public let result: SQLType
    public let volatility: Volatility
    /// One line that says what it does.
    public let summary: String
    /// An expression and what it gives, as PostgreSQL prints it; empty for the less common forms.
    public let example: (expression: String, result: String)
    /// Makes the kernel of one call.
    ///
    /// Gets the value of each argument that is constant, so that patterns are compiled once.
    let bind: @Sendable (_ constants: [Datum?]) throws(EvalFault) -> Kernel
    /// Another name for the same value: the argument's cells serve as they are.
    let isRelabel: Bool

    /// What a call has to be told of the records' places.
    var places: RecordPlaces {
        switch name {
        case "record_number": .number
        case "source_line": .line
        default: []
        }
    }

    /// A cast between types that are held alike.
    init(relabel from: SQLType, as to: SQLType) {
        name = to.rawValue
        arguments = [from]
        result = to
        isVariadic = false
        volatility = .immutable
        summary = ""
        example = ("", "")
        isRelabel = true
        bind = { _ in { _, _, _, _ in } }
    }

    init(
        _ name: String, _ arguments: [SQLType], _ result: SQLType, isVariadic: Bool = false,
        volatility: Volatility = .immutable, _ summary: String = "",
        _ example: (String, String) = ("", ""), kernel: @escaping Kernel
    ) {
        self.init(
            name, arguments, result, isVariadic: isVariadic, volatility: volatility, summary,
            example,
            bind: { _ in kernel })
    }

    init(
        _ name: String, _ arguments: [SQLType], _ result: SQLType, isVariadic: Bool = false,
        volatility: Volatility = .immutable, _ summary: String = "",
        _ example: (String, String) = ("", ""),
        bind: @escaping @Sendable ([Datum?]) throws(EvalFault) -> Kernel
    ) {
        self.name = name
        self.arguments = arguments
        self.result = result
        self.isVariadic = isVariadic
        self.volatility = volatility
        self.summary = summary
        self.example = (expression: example.0, result: example.1)
        self.bind = bind
        isRelabel = false
    }

    /// `name(type, type) → type`, or `type op type → type`.
    public var signature: String {
        let isWord = name.utf8.allSatisfy {
            $0 == 0x5F || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10
        }
        let types = arguments.map(\.rawValue)
        if isWord {
            let list = types.joined(separator: ", ") + (isVariadic ? ", …" : "")
            return "\(name)(\(list)) → \(result.rawValue)"
        }
        if types.count == 1 { return "\(name) \(types[0]) → \(result.rawValue)" }
        return "\(types[0]) \(name) \(types[1]) → \(result.rawValue)"
    }
}
