import TrancheColumnar

/// The hot loop over one chunk of delimited text: records, fields, slices.
///
/// Separators outside quotes are found 64 bytes at a time; the ends of one record's fields are
/// collected in a small array, then the wanted ones become slices. Everything lives in locals and
/// raw pointers: the loop allocates only when a column has to grow.
@safe struct CSVSplitter {
    let chunk: Chunk
    let dialect: CSVDialect
    let fieldCount: Int
    let wanted: [Int]
    /// The slices of each wanted column; taken anew after the columns grow.
    private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<FieldSlice>>?
    /// `ends[0]` is one before the record's first byte, `ends[k]` where its field *k* ends.
    private let ends: UnsafeMutablePointer<Int32>
    var columns: [Column] = []
    var rowCapacity = 0
    var row = 0
    /// Whether no value holds a control character, a quote or a backslash.
    var isPlain = true
    /// Whether no byte is above 127.
    var hasOnlyASCII = true

    init(
        chunk: Chunk, decoder: CSVDecoder,
        outputs: UnsafeMutablePointer<UnsafeMutablePointer<FieldSlice>>?,
        ends: UnsafeMutablePointer<Int32>
    ) {
        self.chunk = chunk
        dialect = decoder.dialect
        fieldCount = decoder.fieldCount
        wanted = decoder.wanted
        unsafe self.outputs = outputs
        unsafe self.ends = ends
    }

    mutating func run() {
        let rows = max(64, chunk.inputCount / max(8, fieldCount * 5))
        columns = wanted.map { _ in chunk.takeColumn(rows: rows) }
        chunk.reserveRows(rows)
        rowCapacity = rows
        takePointers()
        chunk.columns = columns
        split()
        unsafe chunk.rowStarts[row] = UInt32(chunk.inputCount)
        chunk.setRowCount(row)
    }

    private func takePointers() {
        guard let outputs = unsafe outputs else { return }
        for (index, column) in columns.enumerated() {
            unsafe outputs[index] = column.slices
        }
    }

    /// Doubles the rows that fit; called once in a while.
    mutating func grow() {
        let rows = rowCapacity * 2
        for column in columns { column.reserve(rows, keeping: row) }
        chunk.reserveRows(rows, keeping: row)
        rowCapacity = rows
        takePointers()
    }

    // MARK: Rows without quotes

    /// Turns the collected ends into a row of slices.
    @inline(__always)
    private mutating func finishPlainRow(
        _ bytes: UnsafePointer<UInt8>, fields: Int, lineEnd: Int
    ) {
        if row == rowCapacity { grow() }
        let start = unsafe Int(ends[0]) &+ 1
        unsafe chunk.rowStarts[row] = UInt32(truncatingIfNeeded: start)
        guard fields == fieldCount else { return rejectWidth(fields) }
        if lineEnd > start, unsafe bytes[lineEnd &- 1] == 0x0D {
            unsafe ends[fieldCount] = Int32(truncatingIfNeeded: lineEnd &- 1)
        }
        if let outputs = unsafe outputs {
            unsafe storeSlices(outputs)
        }
        row &+= 1
    }

    @inline(__always)
    private func storeSlices(_ outputs: UnsafeMutablePointer<UnsafeMutablePointer<FieldSlice>>) {
        let ends = unsafe ends
        let row = row
        unsafe wanted.withUnsafeBufferPointer { wanted in
            for index in 0..<wanted.count {
                let field = unsafe wanted[index]
                let start = unsafe UInt32(bitPattern: ends[field] &+ 1)
                let length = unsafe UInt32(bitPattern: ends[field &+ 1]) &- start
                let flag = length == 0 ? FieldSlice.nullFlag : FieldSlice.cleanFlag
                unsafe outputs[index][row] = FieldSlice(offset: start, packed: length | flag)
            }
        }
    }

    /// A record of the wrong width: NULL in every column, and a fault.
    mutating func rejectWidth(_ fields: Int) {
        storeNulls()
        chunk.reject(
            RowFault(
                row: row, code: .fieldCount,
                message: "found \(fields) field\(fields == 1 ? "" : "s"), "
                    + "wanted \(fieldCount) as in the header",
                hint: "quote fields that hold the delimiter or a line break, or name it with "
                    + "--delimiter"))
        row &+= 1
    }

    private func storeNulls() {
        guard let outputs = unsafe outputs else { return }
        for index in 0..<wanted.count { unsafe outputs[index][row] = .null }
    }

    // MARK: With quotes

    /// Splits the input from `begin` on, where a record begins and each row so far is a line.
    mutating func splitQuoted(from begin: Int) {
        let count = chunk.inputCount
        // Decoded fields are shorter than their input, so the buffer never moves in the loop.
        chunk.bytes.reserve(2 * count)
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        let delimiters = ByteNeedle(dialect.delimiter)
        let lines = ByteNeedle(0x0A)
        let quotes = ByteNeedle(0x22)
        let ends = unsafe ends
        var carry: UInt64 = 0
        var field = 1
        var lineCount = row
        var rowHasQuotes = false
        unsafe ends[0] = Int32(truncatingIfNeeded: begin &- 1)
        var place = begin
        while place < count {
            let allLines = unsafe lines.bits(bytes + place)
            var marks = unsafe quotes.bits(bytes + place)
            let valid: UInt64 = count &- place < 64 ? (1 &<< UInt64(count &- place)) &- 1 : ~0
            marks &= valid
            let outside = ~quotedRegion(marks, &carry) & valid
            lineCount &+= (allLines & valid).nonzeroBitCount
            let newlines = allLines & outside
            var separators = unsafe (delimiters.bits(bytes + place) & outside) | newlines
            while separators != 0 {
                let bit = separators.trailingZeroBitCount
                separators &= separators &- 1
                let end = Int32(truncatingIfNeeded: place &+ bit)
                unsafe ends[field <= fieldCount ? field : fieldCount &+ 1] = end
                if (newlines &>> UInt64(bit)) & 1 != 0 {
                    // The quotes of this word before the line end belong to this record.
                    let before = (1 &<< UInt64(bit)) &- 1
                    if rowHasQuotes || marks & before != 0 {
                        unsafe finishQuotedRow(bytes, fields: field, lineEnd: Int(end))
                    } else {
                        unsafe finishPlainRow(bytes, fields: field, lineEnd: Int(end))
                    }
                    marks &= ~before
                    rowHasQuotes = false
                    field = 1
                    unsafe ends[0] = end
                } else {
                    field &+= 1
                }
            }
            if marks != 0 { rowHasQuotes = true }
            place &+= 64
        }
        chunk.lineCount = lineCount
        if unsafe Int(ends[0]) &+ 1 < count { rejectUnclosed() }
    }

    /// The input ended inside quotes: the rest of it is one record that is a fault.
    private mutating func rejectUnclosed() {
        if row == rowCapacity { grow() }
        unsafe chunk.rowStarts[row] = UInt32(ends[0] + 1)
        storeNulls()
        chunk.reject(
            RowFault(
                row: row, code: .malformedQuotes,
                message: "found the end of the input inside quotes, wanted a closing quote",
                hint: "close or double the quote in this record"))
        row += 1
    }

    /// Like ``finishPlainRow(_:fields:lineEnd:)`` for a record that has quotes somewhere.
    private mutating func finishQuotedRow(
        _ bytes: UnsafePointer<UInt8>, fields: Int, lineEnd: Int
    ) {
        if row == rowCapacity { grow() }
        let start = unsafe Int(ends[0]) &+ 1
        unsafe chunk.rowStarts[row] = UInt32(truncatingIfNeeded: start)
        guard fields == fieldCount else { return rejectWidth(fields) }
        if lineEnd > start, unsafe bytes[lineEnd &- 1] == 0x0D {
            unsafe ends[fieldCount] = Int32(truncatingIfNeeded: lineEnd &- 1)
        }
        var index = 0
        for field in 0..<fieldCount {
            let from = unsafe Int(ends[field]) &+ 1
            let to = unsafe Int(ends[field &+ 1])
            let isWanted = index < wanted.count && wanted[index] == field
            guard let slice = unsafe slice(chunk.bytes.base, from, to, isWanted) else {
                return rejectQuotes(field)
            }
            if isWanted {
                if let outputs = unsafe outputs { unsafe outputs[index][row] = slice }
                index &+= 1
            }
        }
        row &+= 1
    }

    /// The slice of the field `from..<to`; `nil` when its quotes are malformed.
    @inline(__always)
    private func slice(
        _ bytes: UnsafeMutablePointer<UInt8>, _ from: Int, _ to: Int, _ isWanted: Bool
    )
        -> FieldSlice?
    {
        if from == to { return FieldSlice(offset: from, length: 0, flags: FieldSlice.nullFlag) }
        if unsafe bytes[from] != 0x22 {
            for place in from..<to where unsafe bytes[place] == 0x22 { return nil }
            return FieldSlice(offset: from, length: to &- from, flags: FieldSlice.cleanFlag)
        }
        let end = to &- 1
        guard end > from, unsafe bytes[end] == 0x22 else { return nil }
        var doubled = 0
        var place = from &+ 1
        while let quote = unsafe nextQuote(bytes, place, end) {
            guard quote &+ 1 < end, unsafe bytes[quote &+ 1] == 0x22 else { return nil }
            doubled &+= 1
            place = quote &+ 2
        }
        if doubled == 0 || !isWanted {
            return FieldSlice(
                offset: from &+ 1, length: end &- from &- 1, flags: FieldSlice.quotedFlag)
        }
        return unescaped(from &+ 1, end, doubled)
    }

    /// The first quote in `from..<to`.
    @inline(__always)
    private func nextQuote(_ bytes: UnsafeMutablePointer<UInt8>, _ from: Int, _ to: Int) -> Int? {
        let needle = ByteNeedle(0x22)
        var place = from
        while place < to {
            var bits = unsafe needle.bits(bytes + place)
            if to &- place < 64 { bits &= (1 &<< UInt64(to &- place)) &- 1 }
            if bits != 0 { return place &+ bits.trailingZeroBitCount }
            place &+= 64
        }
        return nil
    }

    /// Copies `from..<to` behind the input with doubled quotes made single.
    private func unescaped(_ from: Int, _ to: Int, _ doubled: Int) -> FieldSlice {
        let length = to - from - doubled
        let start = chunk.bytes.count
        precondition(start + length <= chunk.bytes.capacity, "decoded fields outgrew their input")
        let bytes = unsafe chunk.bytes.base
        var place = from
        for target in start..<(start + length) {
            unsafe bytes[target] = bytes[place]
            place += unsafe bytes[place] == 0x22 ? 2 : 1
        }
        chunk.bytes.count = start + length
        return FieldSlice(offset: start, length: length)
    }

    private mutating func rejectQuotes(_ field: Int) {
        storeNulls()
        chunk.reject(
            RowFault(
                row: row, code: .malformedQuotes, column: nil,
                message: "found a stray quote in field \(field + 1), wanted quotes only around a "
                    + "whole field",
                hint: "enclose the field in quotes and double the quotes inside it"))
        row &+= 1
    }
}
