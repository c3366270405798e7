/// A growable run of raw bytes that is kept and used again for the next chunk.
///
/// One task owns a buffer at a time, and no property is ever lent out, so that none of them needs
/// the check for overlapping access at run time, which costs more than the loops around it. At least ``padding`` bytes after `count` are allocated, so
/// 64-byte loads and 16-byte over-copies at the end need no tail code.
@safe public final class ByteBuffer {
    /// Bytes allocated beyond `capacity`, so that wide loads and stores stay inside.
    public static let padding = 64

    /// The first byte; moves when the buffer grows, so take it anew after ``reserve(_:)``.
    @exclusivity(unchecked) public private(set) var base: UnsafeMutablePointer<UInt8>
    /// The bytes in use.
    @safe @exclusivity(unchecked) public var count = 0
    /// The most bytes that fit before the buffer grows.
    @safe @exclusivity(unchecked) public private(set) var capacity: Int

    public init(capacity: Int = 0) {
        self.capacity = capacity
        unsafe base = Self.allocate(capacity)
    }

    deinit { unsafe base.deallocate() }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + padding)
    }

    /// Makes room for `total` bytes and keeps the first `count`.
    ///
    /// - Complexity: amortized O(1) a byte: it at least doubles when it grows.
    @inlinable @inline(__always)
    public func reserve(_ total: Int) {
        if total > capacity { grow(total) }
    }

    @usableFromInline @inline(never)
    func grow(_ total: Int) {
        let grown = max(total, capacity * 2)
        let fresh = unsafe Self.allocate(grown)
        // SAFETY: both allocations hold at least `count` bytes.
        unsafe fresh.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity = grown
    }

    /// Gives memory back when one huge record has made the buffer far larger than `limit`.
    public func shrink(to limit: Int) {
        guard capacity > limit, count <= limit else { return }
        let fresh = unsafe Self.allocate(limit)
        unsafe fresh.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity = limit
    }

    /// Appends `length` bytes from `source`.
    @inlinable
    public func append(_ source: UnsafePointer<UInt8>, count length: Int) {
        reserve(count + length)
        // SAFETY: reserve made room for `length` bytes after `count`.
        unsafe (base + count).update(from: source, count: length)
        count += length
    }

    /// Appends the UTF-8 of `text`.
    public func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe append(start, count: bytes.count)
        }
    }

    /// Appends one byte.
    @inlinable
    public func append(_ byte: UInt8) {
        reserve(count + 1)
        unsafe base[count] = byte
        count += 1
    }

    /// The text of a range, with U+FFFD for invalid UTF-8: for messages, not for records.
    public func string(_ range: Range<Int>) -> String {
        precondition(range.upperBound <= count, "a range beyond the bytes in use")
        // SAFETY: the precondition keeps the range inside the bytes in use.
        return unsafe String(
            decoding: UnsafeBufferPointer(start: base + range.lowerBound, count: range.count),
            as: UTF8.self)
    }
}
