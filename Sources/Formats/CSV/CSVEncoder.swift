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
        guard hasHeader, schema.count > 0 else { return [] }
        let line = ByteBuffer(capacity: 256)
        for (index, name) in schema.names.enumerated() {
            if index > 0 { line.append(dialect.delimiter) }
            var bytes = Array(name.utf8)
            bytes.append(contentsOf: [UInt8](repeating: 0, count: 64))
            line.reserve(line.count + 2 * bytes.count)
            let start = line.count
            let end = unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe bytes.baseAddress.map {
                    unsafe putLongText(line.base + start, $0, name.utf8.count)
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

    /// The loop over rows and cells; there is room for all of them before it begins.
    private func writeRows(
        _ chunk: Chunk, _ list: UnsafePointer<UInt32>?, _ selected: Int, _ kinds: [CellKind],
        _ inputs: UnsafePointer<UnsafePointer<FieldSlice>>
    ) {
        let output = chunk.output
        let room = unsafe roomNeeded(chunk.columns, list, selected, kinds)
        output.reserve(output.count + room)
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        let delimiter = dialect.delimiter
        var cursor = unsafe output.base + output.count
        let count = kinds.count
        unsafe kinds.withUnsafeBufferPointer { kinds in
            for position in 0..<selected {
                let row = if let list = unsafe list { unsafe Int(list[position]) } else { position }
                for cell in 0..<count {
                    let slice = unsafe inputs[cell][row]
                    switch unsafe kinds[cell] {
                    case .copied where slice.isClean || slice.isNull:
                        unsafe cursor = putCopy(cursor, bytes + slice.start, slice.length)
                    case .copied where slice.isQuoted:
                        unsafe cursor = putCopy(cursor, bytes + slice.start - 1, slice.length &+ 2)
                    case .copied, .text:
                        if !slice.isNull {
                            unsafe cursor = putText(
                                cursor, bytes + slice.start, slice.length, delimiter)
                        }
                    case .int64(let validity):
                        guard unsafe isValid(row, validity) else { break }
                        let start = unsafe cursor
                        unsafe cursor += formatInt64(Int64(bitPattern: slice.bits), to: cursor)
                        if quotesNumbers { unsafe cursor = quoted(from: start, to: cursor) }
                    case .double(let validity):
                        guard unsafe isValid(row, validity) else { break }
                        let start = unsafe cursor
                        unsafe cursor += formatDouble(Double(bitPattern: slice.bits), to: cursor)
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
        guard kind.isCopied, slice.isClean, slice.length > 0,
            unsafe bytes[slice.end &- 1] == 0x0D
        else { return unsafe cursor }
        let start = unsafe cursor - (slice.length &+ 1)
        return unsafe putText(start, bytes + slice.start, slice.length, dialect.delimiter) + 1
    }

    /// The most bytes the rows can take: 2 for a byte when all are quotes or become hexadecimal
    /// digits, 5 for quotes, `\x` and a delimiter, what a number takes.
    private func roomNeeded(
        _ columns: [Column], _ list: UnsafePointer<UInt32>?, _ selected: Int, _ kinds: [CellKind]
    ) -> Int {
        var room = 64
        for (column, kind) in zip(columns, kinds) {
            if kind.isNumber {
                room += selected * (maximumDoubleLength + 3)
            } else {
                let text = unsafe textLength(column, list, selected)
                room += 2 * text + 5 * selected
            }
        }
        return room
    }

    // MARK: Cells

    /// Copies `length` bytes 16 at a time; up to 15 more are written and then written over.
    @inline(__always)
    private func putCopy(
        _ cursor: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, _ length: Int
    ) -> UnsafeMutablePointer<UInt8> {
        // SAFETY: both buffers are padded by 64 bytes beyond their ends.
        unsafe overCopy(source, to: cursor, count: length)
        return unsafe cursor + length
    }

    /// Writes a text that is not NULL; a short one that needs no quotes at once.
    @inline(__always)
    private func putText(
        _ cursor: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, _ length: Int,
        _ delimiter: UInt8
    ) -> UnsafeMutablePointer<UInt8> {
        let bytes = unsafe SixteenBytes(source)
        let own = (1 &<< UInt32(truncatingIfNeeded: length & 31)) &- 1 as UInt32
        if UInt(bitPattern: length &- 1) < 16, bytes.quotables(delimiter) & own == 0 {
            unsafe bytes.store(cursor)
            return unsafe cursor + length
        }
        return unsafe putLongText(cursor, source, length)
    }

    /// Writes a text that is not NULL, quoted where it has to be.
    @inline(never)
    private func putLongText(
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
    private func needsQuotes(_ source: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        var place = 0
        while place < length {
            // SAFETY: the buffer is padded by 64 bytes beyond its end.
            let found = unsafe SixteenBytes(source + place).quotables(dialect.delimiter)
            let left = UInt32(truncatingIfNeeded: min(16, length &- place))
            if found & ((1 &<< left) &- 1) != 0 { return true }
            place &+= 16
        }
        return false
    }

    /// Whether a typed cell has a value; without validity all have one.
    @inline(__always)
    private func isValid(_ row: Int, _ validity: UnsafePointer<UInt64>?) -> Bool {
        guard let validity = unsafe validity else { return true }
        // SAFETY: the column has a bit for each of its rows.
        return unsafe (validity[row &>> 6] &>> UInt64(row & 63)) & 1 == 1
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
@safe private enum CellKind {
    /// Slices of the same dialect: copied as they stand where their flags allow.
    case copied
    /// Slices whose text may need quotes.
    case text
    /// Typed values, with their validity when some are NULL: asking the column for each of them
    /// would cost more than writing it.
    case int64(UnsafePointer<UInt64>?)
    case double(UnsafePointer<UInt64>?)
    /// Raw bytes.
    case bytes

    init(field: Field, column: Column, isSameDialect: Bool) {
        switch column.representation {
        case .int64: unsafe self = .int64(Self.validity(of: column))
        case .double: unsafe self = .double(Self.validity(of: column))
        case .slices where field.type == .bytea: self = .bytes
        case .slices: self = isSameDialect ? .copied : .text
        }
    }

    private static func validity(of column: Column) -> UnsafePointer<UInt64>? {
        column.hasNulls ? unsafe UnsafePointer(column.validity) : nil
    }

    var isNumber: Bool {
        switch self {
        case .int64, .double: true
        case .copied, .text, .bytes: false
        }
    }

    var isCopied: Bool { if case .copied = self { true } else { false } }
}

extension FieldSlice {
    /// The 8 bytes of a cell, which in a typed column are its value.
    fileprivate var bits: UInt64 { UInt64(packed) &<< 32 | UInt64(offset) }
}
