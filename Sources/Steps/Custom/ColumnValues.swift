public import TrancheColumnar

/// A column of integers; good within the call of ``ChunkStep/apply(_:)``.
public struct IntegerValues {
    @usableFromInline let column: Column
    @usableFromInline let rowCount: Int

    init(_ column: Column, _ rowCount: Int) {
        self.column = column
        self.rowCount = rowCount
    }

    /// Whether any row may be NULL.
    public var hasNulls: Bool { column.hasNulls }

    /// The value of a selected row; `nil` for NULL.
    @inlinable
    public subscript(row: Int) -> Int64? {
        precondition(row >= 0 && row < rowCount && row < column.capacity, "a row beyond the chunk")
        // SAFETY: the precondition keeps the row inside of the column.
        return column.isNull(row) ? nil : unsafe column.int64s[row]
    }

    /// All rows as they lie in memory; rows that are NULL or not selected hold anything.
    public func withSpan<Result>(_ body: (Span<Int64>) throws -> Result) rethrows -> Result {
        // SAFETY: the column has room for that many rows and is kept by `self`.
        let rows = unsafe UnsafeBufferPointer(
            start: column.int64s, count: min(rowCount, column.capacity))
        return unsafe try body(rows.span)
    }
}

/// A column of doubles; good within the call of ``ChunkStep/apply(_:)``.
public struct DoubleValues {
    @usableFromInline let column: Column
    @usableFromInline let rowCount: Int

    init(_ column: Column, _ rowCount: Int) {
        self.column = column
        self.rowCount = rowCount
    }

    /// Whether any row may be NULL.
    public var hasNulls: Bool { column.hasNulls }

    /// The value of a selected row; `nil` for NULL.
    @inlinable
    public subscript(row: Int) -> Double? {
        precondition(row >= 0 && row < rowCount && row < column.capacity, "a row beyond the chunk")
        // SAFETY: the precondition keeps the row inside of the column.
        return column.isNull(row) ? nil : unsafe column.doubles[row]
    }

    /// All rows as they lie in memory; rows that are NULL or not selected hold anything.
    public func withSpan<Result>(_ body: (Span<Double>) throws -> Result) rethrows -> Result {
        // SAFETY: the column has room for that many rows and is kept by `self`.
        let rows = unsafe UnsafeBufferPointer(
            start: column.doubles, count: min(rowCount, column.capacity))
        return unsafe try body(rows.span)
    }
}

/// A column of text; good within the call of ``ChunkStep/apply(_:)``.
public struct TextValues {
    private let column: Column
    private let chunk: Chunk
    private let loan: TextLoan

    init(_ column: Column, _ chunk: Chunk, _ loan: TextLoan) {
        self.column = column
        self.chunk = chunk
        self.loan = loan
    }

    /// The text of a selected row; `nil` for NULL.
    public subscript(row: Int) -> String? {
        let range = range(row)
        return range.map { chunk.bytes.string($0) }
    }

    /// The bytes of a selected row's text, UTF-8 without a NUL, without a copy; `nil` for NULL.
    ///
    /// No column of text can be made, and no numbers read as text, as long as `body` runs.
    public func withBytes<Result>(
        of row: Int, _ body: (Span<UInt8>) throws -> Result
    ) rethrows -> Result? {
        guard let range = range(row) else { return nil }
        loan.count += 1
        defer { loan.count -= 1 }
        // SAFETY: `range` lies in the bytes in use, which do not move as long as they are lent.
        let bytes = unsafe UnsafeBufferPointer(
            start: chunk.bytes.base + range.lowerBound, count: range.count)
        return unsafe try body(bytes.span)
    }

    private func range(_ row: Int) -> Range<Int>? {
        precondition(
            row >= 0 && row < chunk.rowCount && row < column.capacity, "a row beyond the chunk")
        let slice = unsafe column.slices[row]
        guard !slice.isNull else { return nil }
        precondition(slice.end <= chunk.bytes.count, "a row that is not selected has no text")
        return slice.start..<slice.end
    }
}

/// How many texts of a chunk are lent out.
final class TextLoan {
    var count = 0

    func refuse() { precondition(count == 0, "the chunk's text cannot grow while it is lent out") }
}

/// Takes the text of one row after another.
public final class TextOutput {
    private let chunk: Chunk
    private let loan: TextLoan
    private let name: String
    private let type: DataType
    private let room = ByteBuffer(capacity: 64)

    init(_ chunk: Chunk, _ loan: TextLoan, _ name: String, _ type: DataType) {
        self.chunk = chunk
        self.loan = loan
        self.name = name
        self.type = type
    }

    public func append(_ text: String) { room.append(text) }
    public func append(_ byte: UInt8) { room.append(byte) }
    public func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            unsafe room.append(base, count: bytes.count)
        }
    }

    @usableFromInline func clear() { room.count = 0 }

    /// Makes what was appended the value of a row.
    @usableFromInline
    func keep(_ row: Int, _ column: Column, isValue: Bool) throws {
        guard isValue else {
            unsafe column.slices[row] = .null
            return
        }
        loan.refuse()
        let start = chunk.bytes.count
        chunk.bytes.reserve(start + room.count + maximumDoubleLength)
        let text = unsafe UnsafePointer(room.base)
        let end = unsafe chunk.bytes.base + start
        let length: Int?
        switch type {
        case .bytea, .text:
            let isText = unsafe type == .bytea || firstInvalidText(text, room.count) == nil
            if isText { unsafe end.update(from: text, count: room.count) }
            length = isText ? room.count : nil
        default: length = unsafe normalizedText(of: text, room.count, as: type, to: end)
        }
        guard let length else {
            throw RecordRejection(
                "found '\(room.string(0..<min(room.count, 40)))', wanted \(type.rawValue)",
                column: name)
        }
        chunk.bytes.count = start + length
        precondition(
            chunk.bytes.count <= Int(UInt32.max), "a chunk's bytes beyond what slices can address")
        unsafe column.slices[row] = FieldSlice(offset: start, length: length)
    }
}
