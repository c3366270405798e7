public import TrancheColumnar

/// Writes the selected rows as delimited text, records ended with LF.
///
/// NULL is an empty unquoted field, the empty text is `""`. A value that the input had in the
/// same dialect is copied as it stood; any other is quoted only when it holds the delimiter, a
/// quote or a line end. `bytea` is written as `\x` and hexadecimal digits.
///
/// - SeeAlso: RFC 4180 §2; PostgreSQL manual, COPY, "CSV Format" and §8.4.1, bytea hex format.
public struct CSVEncoder: ChunkEncoder {
    private let dialect: CSVDialect
    private let schema: Schema
    private let hasHeader: Bool
    /// Whether slices that are clean or quoted may be copied as they stand.
    private let isSameDialect: Bool
    /// Whether the delimiter may occur in a number or in hexadecimal digits.
    private let quotesNumbers: Bool

    /// - Parameters:
    ///   - dialect: The delimiter to write.
    ///   - schema: The columns' names and types.
    ///   - hasHeader: Whether the names come first.
    ///   - source: The dialect the chunk's slices were read in; `nil` for other formats.
    public init(dialect: CSVDialect, schema: Schema, hasHeader: Bool, source: CSVDialect?) {
        self.dialect = dialect
        self.schema = schema
        self.hasHeader = hasHeader
        isSameDialect = source?.delimiter == dialect.delimiter
        quotesNumbers = "0123456789abcdefINxinty+-.\\".utf8.contains(dialect.delimiter)
    }

    public var prologue: [UInt8] {
        guard hasHeader else { return [] }
        let line = ByteBuffer(capacity: 256)
        for (index, name) in schema.names.enumerated() {
            if index > 0 { line.append(dialect.delimiter) }
            var bytes = Array(name.utf8)
            bytes.append(contentsOf: [UInt8](repeating: 0, count: 64))
            line.reserve(line.count + 2 * bytes.count)
            let start = line.count
            let end = unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe bytes.baseAddress.map {
                    unsafe putText(line.base + start, $0, name.utf8.count)
                }
            }
            line.count = unsafe end.map { unsafe $0 - line.base } ?? start
        }
        line.append(0x0A)
        return unsafe Array(UnsafeBufferPointer(start: line.base, count: line.count))
    }

    public func epilogue(afterRows rows: Int64) -> [UInt8] { [] }

    public func encode(_ chunk: Chunk) throws(JobError) {
        let kinds = zip(schema.fields, chunk.columns).map { field, column in
            CellKind(field: field, column: column, isSameDialect: isSameDialect)
        }
        let count = kinds.count
        unsafe chunk.selection.withRows { list, selected in
            unsafe withUnsafeTemporaryAllocation(
                of: UnsafePointer<FieldSlice>.self, capacity: count
            ) { inputs in
                guard let first = inputs.baseAddress else { return }
                for (index, column) in chunk.columns.enumerated() {
                    unsafe inputs[index] = UnsafePointer(column.slices)
                }
                unsafe writeRows(chunk, list, selected, kinds, first)
            }
        }
    }

    /// The loop over rows and cells; one check of room a cell.
    private func writeRows(
        _ chunk: Chunk, _ list: UnsafePointer<UInt32>?, _ selected: Int, _ kinds: [CellKind],
        _ inputs: UnsafePointer<UnsafePointer<FieldSlice>>
    ) {
        let output = chunk.output
        output.reserve(output.count + chunk.inputCount + 64)
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        let delimiter = dialect.delimiter
        var cursor = unsafe output.base + output.count
        var limit = unsafe output.base + output.capacity
        let count = kinds.count
        unsafe kinds.withUnsafeBufferPointer { kinds in
            for position in 0..<selected {
                let row = if let list = unsafe list { unsafe Int(list[position]) } else { position }
                for cell in 0..<count {
                    let slice = unsafe inputs[cell][row]
                    // 2 bytes a byte when all are quotes, the quotes, a delimiter; 32 for a number.
                    let room = unsafe kinds[cell] == .number ? 40 : 2 &* slice.length &+ 8
                    if unsafe cursor + room > limit {
                        output.count = unsafe cursor - output.base
                        output.reserve(output.count + room + output.capacity / 4)
                        unsafe cursor = output.base + output.count
                        unsafe limit = output.base + output.capacity
                    }
                    switch unsafe kinds[cell] {
                    case .copied where slice.isClean || slice.isNull:
                        unsafe cursor = putCopy(cursor, bytes + slice.start, slice.length)
                    case .copied where slice.isQuoted:
                        unsafe cursor = putCopy(cursor, bytes + slice.start - 1, slice.length &+ 2)
                    case .copied, .text:
                        if !slice.isNull {
                            unsafe cursor = putText(cursor, bytes + slice.start, slice.length)
                        }
                    case .number:
                        let start = unsafe cursor
                        unsafe cursor = putNumber(cursor, chunk.columns[cell], row)
                        if quotesNumbers { unsafe cursor = quoted(from: start, to: cursor) }
                    case .bytes:
                        if !slice.isNull {
                            let start = unsafe cursor
                            unsafe cursor = putHex(cursor, bytes + slice.start, slice.length)
                            if quotesNumbers { unsafe cursor = quoted(from: start, to: cursor) }
                        }
                    }
                    unsafe cursor[0] = delimiter
                    unsafe cursor += 1
                }
                unsafe cursor = mended(cursor, inputs[count &- 1][row], kinds[count &- 1], bytes)
                unsafe cursor[-1] = 0x0A
            }
        }
        output.count = unsafe cursor - output.base
    }

    /// Writes the last cell anew in quotes if it is a copy that ends with CR.
    ///
    /// Bare, the CR would be read as a part of the line end. The cursor stands behind the
    /// delimiter that follows the cell, before and after.
    @inline(__always)
    private func mended(
        _ cursor: UnsafeMutablePointer<UInt8>, _ slice: FieldSlice, _ kind: CellKind,
        _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        guard kind == .copied, slice.isClean, slice.length > 0,
            unsafe bytes[slice.end &- 1] == 0x0D
        else { return unsafe cursor }
        let start = unsafe cursor - (slice.length &+ 1)
        return unsafe putText(start, bytes + slice.start, slice.length) + 1
    }

    // MARK: Cells

    /// Copies `length` bytes 16 at a time; up to 15 more are written and then written over.
    @inline(__always)
    private func putCopy(
        _ cursor: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, _ length: Int
    ) -> UnsafeMutablePointer<UInt8> {
        // SAFETY: both buffers are padded by 64 bytes beyond their ends.
        let target = UnsafeMutableRawPointer(cursor)
        let origin = unsafe UnsafeRawPointer(source)
        var place = 0
        repeat {
            unsafe target.storeBytes(
                of: origin.loadUnaligned(fromByteOffset: place, as: SIMD16<UInt8>.self),
                toByteOffset: place, as: SIMD16<UInt8>.self)
            place &+= 16
        } while place < length
        return unsafe cursor + length
    }

    /// Writes a text that is not NULL, quoted where it has to be.
    private func putText(
        _ cursor: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, _ length: Int
    ) -> UnsafeMutablePointer<UInt8> {
        guard unsafe length == 0 || needsQuotes(source, length) else {
            return unsafe putCopy(cursor, source, length)
        }
        var target = unsafe cursor
        unsafe target[0] = 0x22
        unsafe target += 1
        for place in 0..<length {
            let byte = unsafe source[place]
            unsafe target[0] = byte
            unsafe target += 1
            if byte == 0x22 {
                unsafe target[0] = 0x22
                unsafe target += 1
            }
        }
        unsafe target[0] = 0x22
        return unsafe target + 1
    }

    /// Whether a delimiter, a quote or a line end occurs; 16 bytes at a time.
    @inline(__always)
    private func needsQuotes(_ source: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        let delimiters = SIMD16<UInt8>(repeating: dialect.delimiter)
        let quotes = SIMD16<UInt8>(repeating: 0x22)
        let feeds = SIMD16<UInt8>(repeating: 0x0A)
        let returns = SIMD16<UInt8>(repeating: 0x0D)
        let order = SIMD16<UInt8>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let origin = unsafe UnsafeRawPointer(source)
        var place = 0
        while place < length {
            // SAFETY: the buffer is padded by 64 bytes beyond its end.
            let lane = unsafe origin.loadUnaligned(
                fromByteOffset: place, as: SIMD16<UInt8>.self)
            let marks = (lane .== delimiters) .| (lane .== quotes)
            let ends = (lane .== feeds) .| (lane .== returns)
            let left = SIMD16<UInt8>(repeating: UInt8(truncatingIfNeeded: min(16, length &- place)))
            let found = (marks .| ends) .& (order .< left)
            if unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self) != SIMD2(0, 0) { return true }
            place &+= 16
        }
        return false
    }

    private func putNumber(_ cursor: UnsafeMutablePointer<UInt8>, _ column: Column, _ row: Int)
        -> UnsafeMutablePointer<UInt8>
    {
        if column.isNull(row) { return unsafe cursor }
        let length =
            column.representation == .int64
            ? unsafe formatInt64(column.int64s[row], to: cursor)
            : unsafe formatDouble(column.doubles[row], to: cursor)
        return unsafe cursor + length
    }

    /// Puts quotes around a cell of digits that holds the delimiter.
    private func quoted(
        from start: UnsafeMutablePointer<UInt8>, to end: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let count = unsafe end - start
        let cell = unsafe UnsafeBufferPointer(start: start, count: count)
        guard unsafe cell.contains(dialect.delimiter) else { return unsafe end }
        for place in (0..<count).reversed() { unsafe start[place + 1] = start[place] }
        unsafe start[0] = 0x22
        unsafe start[count + 1] = 0x22
        return unsafe end + 2
    }

    private func putHex(
        _ cursor: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, _ length: Int
    ) -> UnsafeMutablePointer<UInt8> {
        let digits: StaticString = "0123456789abcdef"
        unsafe cursor[0] = 0x5C
        unsafe cursor[1] = 0x78
        for place in 0..<length {
            let byte = unsafe Int(source[place])
            unsafe cursor[2 + 2 * place] = digits.utf8Start[byte >> 4]
            unsafe cursor[3 + 2 * place] = digits.utf8Start[byte & 15]
        }
        return unsafe cursor + (2 + 2 * length)
    }
}

/// How the cells of one column are written.
private enum CellKind: Equatable {
    /// Slices of the same dialect: copied as they stand where their flags allow.
    case copied
    /// Slices whose text may need quotes.
    case text
    /// Typed values.
    case number
    /// Raw bytes.
    case bytes

    init(field: Field, column: Column, isSameDialect: Bool) {
        switch column.representation {
        case .int64, .double: self = .number
        case .slices where field.type == .bytea: self = .bytes
        case .slices: self = isSameDialect ? .copied : .text
        }
    }
}
