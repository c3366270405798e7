/// Where a value's text stands in its chunk's bytes, and what is known about it; 8 bytes.
///
/// The text is the value itself: quotes are outside the slice and escapes are already decoded
/// (decoded values stand behind the input in the same buffer).
@frozen
public struct FieldSlice: Sendable, Equatable {
    /// The value is NULL.
    @inlinable public static var nullFlag: UInt32 { 1 &<< 31 }
    /// A CSV quote stands right before and right after the slice, and between them the text is as
    /// the input had it: a CSV writer of the same dialect may copy `offset - 1 ..< end + 1`.
    @inlinable public static var quotedFlag: UInt32 { 1 &<< 30 }
    /// No byte is a quote, a line feed or the source's delimiter: a CSV writer of the same
    /// dialect may copy the slice as it is.
    @inlinable public static var cleanFlag: UInt32 { 1 &<< 29 }
    /// The longest value in bytes: 512 MiB - 1.
    @inlinable public static var maximumLength: Int { (1 &<< 29) &- 1 }

    public var offset: UInt32
    public var packed: UInt32

    @inlinable
    public init(offset: UInt32, packed: UInt32) {
        self.offset = offset
        self.packed = packed
    }

    @inlinable
    public init(offset: Int, length: Int, flags: UInt32 = 0) {
        self.offset = UInt32(truncatingIfNeeded: offset)
        self.packed = UInt32(truncatingIfNeeded: length) | flags
    }

    /// NULL, at no place.
    @inlinable public static var null: FieldSlice { FieldSlice(offset: 0, packed: nullFlag) }

    /// NULL because the record does not have the key at all; for whoever does not ask, just NULL.
    @inlinable public static var missing: FieldSlice { FieldSlice(offset: 1, packed: nullFlag) }
    @inlinable public var isMissing: Bool { self == .missing }

    @inlinable public var start: Int { Int(truncatingIfNeeded: offset) }
    @inlinable public var length: Int { Int(truncatingIfNeeded: packed & 0x1FFF_FFFF) }
    @inlinable public var end: Int { start &+ length }
    @inlinable public var isNull: Bool { packed & Self.nullFlag != 0 }
    @inlinable public var isQuoted: Bool { packed & Self.quotedFlag != 0 }
    @inlinable public var isClean: Bool { packed & Self.cleanFlag != 0 }
}
