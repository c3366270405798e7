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
        let isKnownText = unsafe withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<FieldSlice>.self, capacity: wanted.count
        ) { outputs in
            unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: fieldCount + 2) { ends in
                guard let base = outputs.baseAddress, let places = ends.baseAddress
                else { return unsafe split(chunk, nil, ends.baseAddress) }
                return unsafe split(chunk, base, places)
            }
        }
        if !dialect.nullTokens.isEmpty { markNullTokens(chunk) }
        if !isKnownText { validateText(chunk) }
        removeFaults(chunk)
    }

    /// Cuts the input into records and fields.
    ///
    /// - Returns: Whether the input is known to be ASCII text without NUL.
    private func split(
        _ chunk: Chunk, _ outputs: UnsafeMutablePointer<UnsafeMutablePointer<FieldSlice>>?,
        _ ends: UnsafeMutablePointer<Int32>?
    ) -> Bool {
        guard let ends = unsafe ends else { return false }
        var splitter = unsafe CSVSplitter(
            chunk: chunk, decoder: self, outputs: outputs, ends: ends)
        splitter.run()
        chunk.isEscapeFree = splitter.isPlain
        return splitter.isPlain && splitter.hasOnlyASCII
    }

    /// Turns clean slices that spell a NULL token into NULL.
    private func markNullTokens(_ chunk: Chunk) {
        let base = unsafe UnsafePointer(chunk.bytes.base)
        for token in dialect.nullTokens {
            for column in chunk.columns {
                unsafe mark(column.slices, chunk.rowCount, base, token)
            }
        }
    }

    private func mark(
        _ slices: UnsafeMutablePointer<FieldSlice>, _ rows: Int, _ base: UnsafePointer<UInt8>,
        _ token: [UInt8]
    ) {
        let packed = UInt32(truncatingIfNeeded: token.count) | FieldSlice.cleanFlag
        let head = token.prefix(8)
        let wanted = head.reversed().reduce(0 as UInt64) { $0 &<< 8 | UInt64($1) }
        let mask = head.reduce(0 as UInt64) { word, _ in word &<< 8 | 0xFF }
        unsafe token.withUnsafeBufferPointer { token in
            for row in 0..<rows {
                // SAFETY: 8 bytes are readable behind any slice, and a clean one lies in the input.
                let text = unsafe base + slices[row].start
                let word = unsafe UnsafeRawPointer(text).loadUnaligned(as: UInt64.self)
                let length = unsafe UInt64(slices[row].packed ^ packed)
                // Both are told at once: lengths differ too often for a branch of their own.
                guard ((word.littleEndian ^ wanted) & mask) | length == 0,
                    unsafe token.count <= 8
                        || token.elementsEqual(
                            UnsafeBufferPointer(start: text, count: token.count))
                else { continue }
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
