/// What a sample of a column's values says about its type.
///
/// Evidence of several parts of the input may be gathered apart and merged; the type does not
/// depend on the order.
public struct TypeEvidence: Sendable, Hashable {
    /// Values seen, NULLs not among them.
    public private(set) var values = 0
    /// NULLs seen.
    public private(set) var nulls = 0
    /// The class that takes in all values so far; `nil` before the first.
    public private(set) var valueClass: ValueClass?
    /// Where the first value stood.
    public private(set) var firstPosition: Int?
    /// Where the value stood that first forced a wider class than the values before it had.
    public private(set) var firstWidening: Int?
    /// Where the value stood that forced the class of now; `nil` while all are of one class.
    public private(set) var lastWidening: Int?

    private var firstClass: ValueClass?

    public init() {}

    /// The narrowest type that holds every value; text when there were none.
    public var type: DataType { valueClass?.type ?? .text }

    /// Takes a value in.
    ///
    /// - Parameters:
    ///   - other: The value's class.
    ///   - position: Its place in the caller's count, such as the record's number.
    public mutating func add(_ other: ValueClass, at position: Int) {
        values += 1
        if firstPosition == nil { firstPosition = position }
        widen(to: other, at: position)
    }

    /// Takes a NULL in, which every type allows.
    public mutating func addNull() {
        nulls += 1
    }

    /// Takes in what `later`, which stands behind this evidence, has seen.
    public mutating func merge(_ later: TypeEvidence) {
        values += later.values
        nulls += later.nulls
        guard let first = later.firstClass, let start = later.firstPosition,
            let last = later.valueClass
        else { return }
        if firstPosition == nil { firstPosition = start }
        // There are at most two widenings, and only decimals have a wider class but text.
        widen(to: first, at: start)
        guard let widening = later.firstWidening, let final = later.lastWidening else { return }
        if widening != final { widen(to: .numeric, at: widening) }
        widen(to: last, at: final)
    }

    /// Whether the value that was just added at `position` made a column text that was not before.
    public func becameText(at position: Int) -> Bool {
        valueClass == .text && firstClass != .text && lastWidening == position
    }

    private mutating func widen(to other: ValueClass, at position: Int) {
        guard let current = valueClass else {
            valueClass = other
            firstClass = other
            return
        }
        let wider = Self.common(current, other)
        guard wider != current else { return }
        valueClass = wider
        if firstWidening == nil { firstWidening = position }
        lastWidening = position
    }

    /// The narrowest class that takes in both: integers are decimals, everything else mixes to text.
    private static func common(_ left: ValueClass, _ right: ValueClass) -> ValueClass {
        if left == right { return left }
        switch (left, right) {
        case (.bigint, .numeric), (.numeric, .bigint): return .numeric
        default: return .text
        }
    }
}
