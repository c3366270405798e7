/// A constant as cells: the same value in every row, filled in once for a worker.
// Sendable: the bytes never change.
@safe final class ConstantCells: @unchecked Sendable {
    let datum: Datum
    /// A text's bytes, which live as long as the program, with room behind them for wide loads.
    private let bytes: UnsafePointer<UInt8>

    init(_ datum: Datum) {
        self.datum = datum
        var content: [UInt8] = []
        if case .text(let text) = datum { content = text }
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: content.count + 64)
        unsafe room.initialize(repeating: 0, count: content.count + 64)
        for (index, byte) in content.enumerated() { unsafe room[index] = byte }
        unsafe bytes = UnsafePointer(room)
    }

    deinit { unsafe bytes.deallocate() }

    /// The constant as a text; empty for other constants.
    var text: Text {
        guard case .text(let content) = datum else { return .empty }
        return unsafe Text(start: bytes, count: content.count)
    }

    /// Fills all cells of `vector` that are not filled yet.
    func fill(_ vector: Vector) {
        guard vector.filled < vector.capacity else { return }
        vector.filled = vector.capacity
        vector.setAllValid(below: vector.capacity)
        switch datum {
        case .null: for row in 0..<vector.capacity { vector.setNull(row) }
        case .bool(let value): repeatValue(value, in: vector)
        case .int64(let value): repeatValue(value, in: vector)
        case .double(let value): repeatValue(value, in: vector)
        case .numeric(let value): repeatValue(value, in: vector)
        case .interval(let value): repeatValue(value, in: vector)
        case .text: repeatValue(text, in: vector)
        }
    }

    private func repeatValue<Value: Lane>(_ value: Value, in vector: Vector) {
        unsafe vector.cells(Value.self).update(repeating: value, count: vector.capacity)
    }
}
