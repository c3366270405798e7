public import TrancheColumnar

/// Splits delimited text into slices of the columns that are wanted.
///
/// A field that is empty and unquoted is NULL, `""` is the empty text. A record with more or
/// fewer fields than the header, a quote inside an unquoted field, bytes after a closing quote, a
/// quote that is never closed, a NUL or bytes that are not UTF-8 make the record a fault.
///
/// - SeeAlso: RFC 4180 §2; PostgreSQL manual, COPY, "CSV Format", for NULL.
public struct CSVDecoder: ChunkDecoder {
    let dialect: CSVDialect
    /// Fields each record must have.
    let fieldCount: Int
    /// Positions of the fields to decode, ascending.
    let wanted: [Int]

    /// - Parameters:
    ///   - dialect: The delimiter and the NULL tokens.
    ///   - fieldCount: Fields each record must have, at least 1.
    ///   - wanted: Positions of the fields to decode, ascending, each below `fieldCount`.
    public init(dialect: CSVDialect, fieldCount: Int, wanted: [Int]) {
        precondition(fieldCount >= 1, "a record has at least one field")
        self.dialect = dialect
        self.fieldCount = fieldCount
        self.wanted = wanted
    }

    public func decode(_ chunk: Chunk) throws(JobError) {
        unsafe withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<FieldSlice>.self, capacity: wanted.count
        ) { outputs in
            unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: fieldCount + 2) { ends in
                guard let base = outputs.baseAddress, let places = ends.baseAddress
                else { return unsafe split(chunk, nil, ends.baseAddress) }
                unsafe split(chunk, base, places)
            }
        }
        if !dialect.nullTokens.isEmpty { markNullTokens(chunk) }
        validateText(chunk)
        removeFaults(chunk)
    }

    /// Cuts the input into records and fields.
    private func split(
        _ chunk: Chunk, _ outputs: UnsafeMutablePointer<UnsafeMutablePointer<FieldSlice>>?,
        _ ends: UnsafeMutablePointer<Int32>?
    ) {
        guard let ends = unsafe ends else { return }
        var splitter = unsafe CSVSplitter(
            chunk: chunk, decoder: self, outputs: outputs, ends: ends)
        splitter.run()
    }

    /// Turns clean slices that spell a NULL token into NULL.
    private func markNullTokens(_ chunk: Chunk) {
        let base = unsafe UnsafePointer(chunk.bytes.base)
        for token in dialect.nullTokens where token.count <= FieldSlice.maximumLength {
            unsafe token.withUnsafeBufferPointer { token in
                for column in chunk.columns {
                    unsafe markNulls(column.slices, chunk.rowCount, base, token)
                }
            }
        }
    }

    /// Turns the clean slices of `rows` rows that spell `token` into NULL; most have another length.
    private func markNulls(
        _ slices: UnsafeMutablePointer<FieldSlice>, _ rows: Int, _ base: UnsafePointer<UInt8>,
        _ token: UnsafeBufferPointer<UInt8>
    ) {
        let wanted = FieldSlice.cleanFlag | UInt32(truncatingIfNeeded: token.count)
        for row in 0..<rows {
            let slice = unsafe slices[row]
            guard slice.packed & ~FieldSlice.quotedFlag == wanted else { continue }
            // SAFETY: a clean slice lies inside the input, and has the token's length.
            let text = unsafe UnsafeBufferPointer(start: base + slice.start, count: token.count)
            if unsafe token.elementsEqual(text) {
                unsafe slices[row].packed = FieldSlice.nullFlag
            }
        }
    }

    /// Makes records with a NUL or bytes that are not UTF-8 faults.
    private func validateText(_ chunk: Chunk) {
        var from = 0
        var row = 0
        while from < chunk.inputCount {
            // SAFETY: `from` stays below the input's count.
            let found = unsafe firstInvalidText(chunk.bytes.base + from, chunk.inputCount - from)
            guard let found else { return }
            let place = from + found
            while row + 1 < chunk.rowCount, unsafe Int(chunk.rowStarts[row + 1]) <= place {
                row += 1
            }
            let byte = unsafe chunk.bytes.base[place]
            chunk.reject(
                invalidTextFault(row: row, byte: byte, within: chunk.rawRange(of: row), place))
            from = unsafe Int(chunk.rowStarts[row + 1])
        }
    }

    private func invalidTextFault(row: Int, byte: UInt8, within range: Range<Int>, _ place: Int)
        -> RowFault
    {
        let what = byte == 0 ? "a NUL byte" : "byte 0x" + String(byte, radix: 16, uppercase: true)
        return RowFault(
            row: row, code: .invalidText,
            message: "found \(what) at byte \(place - range.lowerBound + 1) of the record, "
                + "wanted UTF-8 text",
            hint: byte == 0
                ? "remove NUL bytes from the input"
                : "name the input's encoding with --encoding latin-1 or utf-16")
    }

    /// Takes the faulted records out of the selection, one fault a record.
    private func removeFaults(_ chunk: Chunk) {
        guard !chunk.faults.isEmpty else { return }
        chunk.faults.sort { $0.row < $1.row }
        var last = -1
        chunk.faults.removeAll { fault in
            defer { last = fault.row }
            return fault.row == last
        }
        chunk.selection.remove(chunk.faults.map(\.row))
    }
}
