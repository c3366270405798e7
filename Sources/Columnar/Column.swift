/// One column of a chunk: a value a row, 8 bytes each, kept and used again for the next chunk.
///
/// A column starts as text slices and is turned into typed values only when something needs them.
/// Rows that are not selected may hold anything.
@safe public final class Column {
    /// What the 8 bytes a row mean.
    public enum Representation: Sendable {
        /// ``FieldSlice``s into the chunk's bytes; NULL is a flag of the slice.
        case slices
        /// `Int64` values; NULL is a clear bit of the validity.
        case int64
        /// `Double` values; NULL is a clear bit of the validity.
        case double
    }

    // As in ``ByteBuffer``, a column is one task's and lends nothing out: no access needs a check.
    @safe @exclusivity(unchecked) public var representation: Representation = .slices
    /// True when a typed column holds a NULL; slices carry their own flag.
    @safe @exclusivity(unchecked) public var hasNulls = false
    /// The rows that fit.
    @safe @exclusivity(unchecked) public private(set) var capacity: Int
    @exclusivity(unchecked) @usableFromInline private(set) var storage: UnsafeMutableRawPointer
    @exclusivity(unchecked) @usableFromInline
    private(set) var validityWords: UnsafeMutablePointer<UInt64>

    public init(capacity: Int = 0) {
        self.capacity = capacity
        unsafe storage = .allocate(byteCount: 8 * capacity + 8, alignment: 16)
        unsafe validityWords = .allocate(capacity: capacity / 64 + 1)
    }

    deinit {
        unsafe storage.deallocate()
        unsafe validityWords.deallocate()
    }

    /// Makes room for `rows`, keeping the first `kept` rows.
    public func reserve(_ rows: Int, keeping kept: Int = 0) {
        guard rows > capacity else { return }
        let grown = max(rows, capacity * 2)
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: 8 * grown + 8, alignment: 16)
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: grown / 64 + 1)
        // SAFETY: `kept` never exceeds the old capacity, and the new one is larger.
        unsafe fresh.copyMemory(from: storage, byteCount: 8 * kept)
        unsafe words.update(from: validityWords, count: (kept + 63) / 64)
        unsafe storage.deallocate()
        unsafe validityWords.deallocate()
        unsafe storage = fresh
        unsafe validityWords = words
        capacity = grown
    }

    /// The rows as slices; meaningful while `representation` is `.slices`.
    @inlinable public var slices: UnsafeMutablePointer<FieldSlice> {
        unsafe raw.assumingMemoryBound(to: FieldSlice.self)
    }
    /// The rows as integers; meaningful while `representation` is `.int64`.
    @inlinable public var int64s: UnsafeMutablePointer<Int64> {
        unsafe raw.assumingMemoryBound(to: Int64.self)
    }
    /// The rows as doubles; meaningful while `representation` is `.double`.
    @inlinable public var doubles: UnsafeMutablePointer<Double> {
        unsafe raw.assumingMemoryBound(to: Double.self)
    }
    /// Bit `row % 64` of word `row / 64` is set where the value is not NULL.
    @inlinable public var validity: UnsafeMutablePointer<UInt64> { unsafe validityWords }
    @inlinable public var raw: UnsafeMutableRawPointer { unsafe storage }

    /// Becomes a copy of the first `rows` rows of `other`.
    func take(_ other: Column, rows: Int) {
        reserve(rows)
        representation = other.representation
        hasNulls = other.hasNulls
        // SAFETY: both columns have room for `rows` rows.
        unsafe storage.copyMemory(from: other.storage, byteCount: 8 * rows)
        unsafe validityWords.update(from: other.validityWords, count: (rows + 63) / 64)
    }

    /// Becomes the rows `rows` of `other`, in that order.
    func gather(_ other: Column, _ rows: [UInt32]) {
        reserve(rows.count)
        representation = other.representation
        hasNulls = false
        let cells = unsafe storage.assumingMemoryBound(to: UInt64.self)
        let from = unsafe other.storage.assumingMemoryBound(to: UInt64.self)
        for (row, parent) in rows.enumerated() { unsafe cells[row] = from[Int(parent)] }
        guard other.representation != .slices, other.hasNulls else { return }
        setAllValid(rows.count)
        for (row, parent) in rows.enumerated() where other.isNull(Int(parent)) { setNull(row) }
    }

    /// Whether `row` is NULL, whatever the representation.
    @inlinable
    public func isNull(_ row: Int) -> Bool {
        switch representation {
        case .slices: unsafe slices[row].isNull
        case .int64, .double:
            unsafe hasNulls
                && (validityWords[row &>> 6] &>> UInt64(row & 63)) & 1 == 0
        }
    }

    /// Marks all of `rows` rows as not NULL.
    public func setAllValid(_ rows: Int) {
        hasNulls = false
        for word in 0..<((rows + 63) / 64) { unsafe validityWords[word] = ~0 }
    }

    /// Marks `row` of a typed column as NULL; ``setAllValid(_:)`` comes first.
    @inlinable
    public func setNull(_ row: Int) {
        hasNulls = true
        unsafe validityWords[row &>> 6] &= ~(1 &<< UInt64(row & 63))
    }
}
