import TrancheColumnar

/// Reads literals with the conversions from text that records are read with.
final class LiteralReader {
    /// One conversion with the cells it works on.
    private struct Reader {
        let kernel: Kernel
        let frame: Frame
    }

    private var readers: [SQLType: Reader] = [:]

    /// The value that `bytes` spell in `type`.
    ///
    /// - Returns: `nil` when no text converts to the type.
    func read(_ bytes: [UInt8], as type: SQLType) throws(EvalFault) -> Datum? {
        if type == .text || type == .unknown { return .text(bytes) }
        guard let reader = try reader(of: type) else { return nil }
        let (frame, rows) = (reader.frame, unsafe Rows(nil, 1))
        let (input, output) = (frame.vectors[0], frame.vectors[1])
        let cells = ConstantCells(.text(bytes))
        input.filled = 0
        cells.fill(input)
        frame.scratch.count = 0
        frame.texts.reset()
        output.setAllValid(below: 1)
        reader.kernel(frame, rows, [input], output)
        if let failure = frame.failures.first {
            readers[type] = nil
            throw failure.fault
        }
        // The bytes of the input are part of some values.
        return withExtendedLifetime(cells) { output.datum(0) }
    }

    private func reader(of type: SQLType) throws(EvalFault) -> Reader? {
        if let known = readers[type] { return known }
        guard let entry = CastTable.entry(from: .text, to: type) else { return nil }
        let frame = Frame(vectors: [Vector(.text), Vector(type.storage)])
        for vector in frame.vectors { vector.reserve(1) }
        frame.lists.prepare(rows: 1)
        let reader = Reader(kernel: try entry.function.bind([nil]), frame: frame)
        readers[type] = reader
        return reader
    }
}
