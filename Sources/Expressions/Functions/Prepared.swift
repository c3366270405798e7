import Synchronization

/// What a function makes of a text argument before it can work: a compiled pattern, a unit of time.
///
/// Made once when the argument is constant; else kept for the texts that have come by so far.
final class Prepared<Value: Sendable>: Sendable {
    private let constant: Value?
    private let make: @Sendable (Text) throws(EvalFault) -> Value
    private let kept = Mutex<[[UInt8]: Value]>([:])
    /// Texts that are kept before all are forgotten.
    private static var limit: Int { 256 }

    /// - Parameters:
    ///   - constant: The argument's value when it is constant.
    ///   - make: What is done with the text before the function can work.
    /// - Throws: What `make` throws for the constant: it could work for no record.
    init(
        _ constant: Datum?, _ make: @escaping @Sendable (Text) throws(EvalFault) -> Value
    ) throws(EvalFault) {
        self.make = make
        if let constant, case .text = constant {
            let cells = ConstantCells(constant)
            self.constant = try withExtendedLifetime(cells) { () throws(EvalFault) in
                try make(cells.text)
            }
        } else {
            self.constant = nil
        }
    }

    @inline(__always)
    func callAsFunction(_ text: Text) throws(EvalFault) -> Value {
        if let constant { return constant }
        return try find(text)
    }

    private func find(_ text: Text) throws(EvalFault) -> Value {
        let key = unsafe Array(text.bytes)
        if let known = kept.withLock({ $0[key] }) { return known }
        let fresh = try make(text)
        kept.withLock { kept in
            if kept.count >= Self.limit { kept.removeAll() }
            kept[key] = fresh
        }
        return fresh
    }
}
