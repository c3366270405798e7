import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The bytes between the values of a record: what the next record is expected to look like.
///
/// Programs that write NDJSON write every record alike, so the text before value *k* (blanks, a
/// comma, a key, a colon) is compared with the one of an earlier record, 32 bytes at a time,
/// instead of being parsed. What does not compare equal is parsed; a layout decides the speed
/// and never the result.
@safe struct RecordLayout: ~Copyable {
    /// One value of the record, and the text before it.
    @safe struct Member {
        /// Where the text begins in the layout's own bytes, with 32 bytes readable there.
        let pattern: Int
        let length: Int
        /// The bits of the first 32 bytes that must be equal.
        let needed: UInt32
        let target: JSONTarget
    }

    /// Members expected; one more entry, without a target of its own, is the text at the end.
    private(set) var count = 0
    private(set) var members: UnsafeMutablePointer<Member>
    private(set) var patterns: UnsafeMutablePointer<UInt8>
    /// Whether a text for the end of the record is known, without which nothing is predicted.
    private(set) var isComplete = false
    /// For each field the member after it, from which to go on; `fields` when it is no member.
    private(set) var following: UnsafeMutablePointer<Int>
    private var used = 0
    private var capacity = 4096
    private let fields: Int

    init(fields: Int) {
        self.fields = fields
        unsafe members = .allocate(capacity: fields + 1)
        unsafe patterns = .allocate(capacity: capacity + 32)
        unsafe following = .allocate(capacity: fields)
        unsafe following.initialize(repeating: fields, count: fields)
    }

    deinit {
        unsafe members.deallocate()
        unsafe patterns.deallocate()
        unsafe following.deallocate()
    }

    /// Forgets everything, to be taught anew.
    mutating func clear() {
        count = 0
        used = 0
        isComplete = false
        unsafe following.update(repeating: fields, count: fields)
    }

    /// Teaches the text before the next value.
    mutating func append(_ text: UnsafePointer<UInt8>, _ length: Int, _ target: JSONTarget) {
        precondition(count < fields, "a layout with more members than fields")
        unsafe keep(text, length, target)
        count += 1
        unsafe following[target.field] = count
    }

    /// Teaches the text behind the last value, to the end of the line.
    mutating func complete(_ text: UnsafePointer<UInt8>, _ length: Int, _ target: JSONTarget) {
        unsafe keep(text, length, target)
        isComplete = true
    }

    private mutating func keep(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ target: JSONTarget
    ) {
        if used + length > capacity {
            capacity = max(capacity * 2, used + length)
            let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + 32)
            unsafe grown.update(from: patterns, count: used)
            unsafe patterns.deallocate()
            unsafe patterns = grown
        }
        // SAFETY: there is room for `length` bytes, and `count <= fields` for the entry.
        unsafe (patterns + used).update(from: text, count: length)
        let needed: UInt32 = length >= 32 ? ~0 : (1 &<< UInt32(length)) &- 1
        unsafe (members + count).initialize(
            to: Member(pattern: used, length: length, needed: needed, target: target))
        used += length
    }

    /// Whether the bytes at `place` are `member`'s text; at least 32 bytes must be readable.
    @inline(__always)
    static func matches(
        _ member: Member, _ patterns: UnsafePointer<UInt8>, _ base: UnsafePointer<UInt8>,
        _ place: Int, _ end: Int
    ) -> Bool {
        let pattern = unsafe patterns + member.pattern
        let text = unsafe base + place
        let low = unsafe SixteenBytes(text).equals(SixteenBytes(pattern))
        let high = unsafe SixteenBytes(text + 16).equals(SixteenBytes(pattern + 16))
        let equal = low | (high &<< 16)
        guard equal & member.needed == member.needed else { return false }
        if member.length <= 32 { return true }
        return unsafe place &+ member.length <= end
            && memcmp(text + 32, pattern + 32, member.length &- 32) == 0
    }
}
