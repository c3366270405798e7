public import TrancheColumnar

/// Reads the RECORD messages of one Singer stream into columns.
///
/// STATE messages become the chunk's states; a SCHEMA that says the same again is passed over, and
/// another one is a fault that ends the run, as is a stream that was not chosen. Whatever else stands
/// beside the record, `time_extracted` and `version`, is ignored.
///
/// A record that breaks its schema becomes a fault, and the row leaves the selection.
public struct SingerDecoder: ChunkDecoder {
    /// The stream; `nil` reads the records of every one, without a look at their schema.
    public let schema: SingerSchema?
    /// Whether a person chose the stream, so that others are passed over.
    public let isChosen: Bool
    private let fields: [Field]
    private let wanted: [Int]
    private let records: NDJSONDecoder
    private let stream: [UInt8]?
    private let rooms = RoomKey()

    /// What a worker's inner chunk is kept under.
    private final class RoomKey: Sendable {}
    private final class Room { let records = Chunk() }

    /// - Parameters:
    ///   - schema: What the first SCHEMA message said.
    ///   - isChosen: Whether a person chose the stream.
    ///   - fields: The columns of the records, in their order.
    ///   - wanted: Those that become columns.
    public init(_ schema: SingerSchema?, isChosen: Bool, fields: [Field], wanted: [Int]) {
        self.schema = schema
        self.isChosen = isChosen
        self.fields = fields
        self.wanted = wanted
        // The stream's name as it is spelled where nothing is escaped that need not be.
        stream = schema.map { Array(jsonText($0.stream).dropFirst().dropLast()) }
        records = NDJSONDecoder(fields: fields, wanted: wanted) { key in
            "correct the schema, or add the column with --types \(key):text"
        }
    }

    public func decode(_ chunk: Chunk) throws(JobError) {
        let inner = chunk.workspace(of: rooms) { Room() }.records
        inner.reset(keepingBytes: 8 << 20)
        inner.bytes.reserve(chunk.inputCount)
        var faults: [RowFault] = []
        let rows = try split(chunk, inner, &faults)
        chunk.setRowCount(rows)
        inner.inputCount = inner.bytes.count
        try records.decode(inner)
        var removed = Set(faults.map(\.row))
        for fault in faults + inner.faults { chunk.reject(fault) }
        removed.formUnion(inner.faults.map(\.row))
        try take(inner, chunk, rows)
        for (position, field) in wanted.enumerated() {
            check(chunk.columns[position], fields[field], chunk, rows, &removed)
        }
        chunk.selection.remove(removed.sorted())
    }

    // MARK: Messages

    /// Copies the records to a buffer of their own, one a line; every other message is seen to.
    private func split(_ chunk: Chunk, _ inner: Chunk, _ faults: inout [RowFault]) throws(JobError)
        -> Int
    {
        let (bytes, count) = unsafe (chunk.bytes.base, chunk.inputCount)
        var (start, rows, lines) = (0, 0, 0)
        chunk.hasLinePerRow = true
        while start < count {
            let next = unsafe start + endOfLine(1, bytes + start, count - start, isLast: true)
            let end = unsafe bytes[next - 1] == 0x0A ? next - 1 : next
            lines += 1
            var scanner = unsafe JSONScanner(bytes, end: end, allowsLineFeeds: false)
            let first = scanner.skipBlanks(start)
            if first < end {
                chunk.reserveRows(rows + 1, keeping: rows)
                switch content(&scanner, first, rows, chunk) {
                case .record(let range):
                    unsafe inner.bytes.append(bytes + range.lowerBound, count: range.count)
                    inner.bytes.append(UInt8(0x0A))
                    unsafe chunk.rowStarts[rows] = UInt32(truncatingIfNeeded: start)
                    rows += 1
                case .fault(let fault):
                    faults.append(fault)
                    inner.bytes.append("{}\n")
                    unsafe chunk.rowStarts[rows] = UInt32(truncatingIfNeeded: start)
                    rows += 1
                case .nothing: break
                }
            }
            start = next
        }
        chunk.lineCount = lines
        chunk.reserveRows(rows, keeping: rows)
        unsafe chunk.rowStarts[rows] = UInt32(truncatingIfNeeded: count)
        return rows
    }

    private enum Content {
        case record(Range<Int>)
        case fault(RowFault)
        case nothing
    }

    private func content(
        _ scanner: inout JSONScanner, _ start: Int, _ row: Int, _ chunk: Chunk
    ) -> Content {
        guard let message = SingerMessage(&scanner, start) else {
            let flaw = scanner.flaw
            let found = flaw.offset < scanner.end ? scanner.byte(flaw.offset) : nil
            return .fault(
                RowFault(
                    row: row, code: flaw.code,
                    message: flaw.message(found: found, place: flaw.offset - start + 1)))
        }
        switch message.kind {
        case .state:
            chunk.states.append(
                SourceState(before: row, value: scanner.bytes(at: message.payload)))
            return .nothing
        case .activateVersion:
            chunk.remarks.append(
                "a Singer tap activated a version: rows of earlier versions stay where they are")
            return .nothing
        case .other, .missing:
            let error = SingerSchema.unknownMessage(
                scanner.text(message.type.lowerBound, message.type.upperBound))
            return .fault(fatal(row, .malformedJSON, error.message, error.hint))
        case .record, .schema: break
        }
        if let stream, !scanner.holds(stream, at: message.stream),
            let name = scanner.text(message.stream.lowerBound, message.stream.upperBound),
            name != schema?.stream
        {
            guard !isChosen else { return .nothing }
            return .fault(secondStream(row, name))
        }
        if message.kind == .schema { return repeated(&scanner, start, row) }
        guard scanner.byte(message.payload.lowerBound) == 0x7B, !message.payload.isEmpty else {
            return .fault(
                RowFault(
                    row: row, code: .malformedJSON,
                    message: "found a RECORD message without a record, wanted an object"))
        }
        return .record(message.payload)
    }

    /// A schema of the stream that comes again.
    private func repeated(_ scanner: inout JSONScanner, _ start: Int, _ row: Int) -> Content {
        guard let schema else { return .nothing }
        let fresh: SingerSchema
        do throws(JobError) {
            guard let tree = JSONTree(&scanner, start) else { return .nothing }
            fresh = try SingerSchema(tree)
        } catch {
            return .fault(fatal(row, .malformedJSON, error.message, error.hint))
        }
        guard fresh != schema else { return .nothing }
        let names = Set(schema.fields.map(\.name))
        let added = fresh.fields.map(\.name).filter { !names.contains($0) }
        let what =
            added.isEmpty
            ? "other types, columns or keys" : "the new columns \(added.joined(separator: ", "))"
        return .fault(
            fatal(
                row, .unexpectedKey,
                "found another schema of stream \(schema.stream) in the midst of its records, with "
                    + what + ", wanted the same",
                "run the tap again: its first schema then has what it found out later"))
    }

    private func secondStream(_ row: Int, _ name: String) -> RowFault {
        let known = schema?.stream ?? ""
        return fatal(
            row, .unexpectedKey,
            "found the stream \(name) beside \(known), wanted one stream",
            "choose one: --stream \(known), or --stream \(name)")
    }

    private func fatal(_ row: Int, _ code: RowFault.Code, _ message: String, _ hint: String?)
        -> RowFault
    {
        var fault = RowFault(row: row, code: code, message: message, hint: hint)
        fault.isFatal = true
        return fault
    }

    // MARK: Values

    /// Takes over the columns of the records, whose bytes go behind the chunk's own.
    private func take(_ inner: Chunk, _ chunk: Chunk, _ rows: Int) throws(JobError) {
        let shift = chunk.bytes.count
        guard shift + inner.bytes.count <= Int(UInt32.max) else {
            throw JobError(
                .data, "the values of one chunk take more than 4 GiB",
                hint: "read fewer records at a time with --chunk-size")
        }
        unsafe chunk.bytes.append(inner.bytes.base, count: inner.bytes.count)
        for column in inner.columns {
            let fresh = chunk.takeColumn(rows: rows)
            for row in 0..<rows {
                let cell = unsafe column.slices[row]
                unsafe fresh.slices[row] =
                    cell.isNull
                    ? cell : FieldSlice(offset: cell.start + shift, length: cell.length)
            }
            chunk.columns.append(fresh)
        }
    }

    /// Sets the rows aside whose value breaks the schema in a way that reading alone does not see.
    private func check(
        _ column: Column, _ field: Field, _ chunk: Chunk, _ rows: Int, _ removed: inout Set<Int>
    ) {
        let isNullable = schema?.nullable.contains(field.name) ?? true
        let isRequired = schema?.required.contains(field.name) ?? false
        let isJudged =
            field.origin == .declared && ![.text, .json, .bytea].contains(field.type)
        guard !isNullable || isRequired || isJudged else { return }
        for row in 0..<rows where !removed.contains(row) {
            let cell = unsafe column.slices[row]
            let found: String
            if cell.isMissing {
                guard isRequired else { continue }
                found = "found no value"
            } else if cell.isNull {
                guard !isNullable || schema?.keys.contains(field.name) == true else { continue }
                found = "found null"
            } else {
                // SAFETY: the cell lies inside the chunk's bytes, which are padded.
                let fits =
                    unsafe !isJudged
                    || matches(
                        field.type, UnsafePointer(chunk.bytes.base + cell.start), cell.length,
                        lenient: true)
                guard !fits else { continue }
                found = "found \(chunk.excerpt(cell))"
            }
            removed.insert(row)
            chunk.reject(
                RowFault(
                    row: row, code: .typeMismatch, column: field.name,
                    message: "\(found), wanted \(field.type.rawValue) as the schema says",
                    hint: "correct the tap's schema, or its record"))
        }
    }
}
