/// Writes digits and words one after another into memory of the caller.
@safe struct DigitWriter {
    private let start: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    /// Writes from `start` on, where the caller gives room for all it asks to be written.
    init(_ start: UnsafeMutablePointer<UInt8>) { unsafe self.start = start }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        // SAFETY: the caller of `init` gave the room.
        unsafe start[count] = value
        count &+= 1
    }

    /// Two digits of 0...99.
    @inline(__always)
    mutating func pair(_ value: Int) {
        // SAFETY: the table has 100 pairs, and the caller of `init` gave the room.
        unsafe UnsafeMutableRawPointer(start + count).storeBytes(
            of: UnsafeRawPointer(Self.pairs.utf8Start + 2 &* value).loadUnaligned(
                as: UInt16.self), as: UInt16.self)
        count &+= 2
    }

    /// `00` to `99`.
    private static var pairs: StaticString {
        """
        00010203040506070809101112131415161718192021222324252627282930313233343536373839\
        40414243444546474849505152535455565758596061626364656667686970717273747576777879\
        8081828384858687888990919293949596979899
        """
    }

    @inline(__always)
    mutating func string(_ text: StaticString) {
        // SAFETY: the caller of `init` gave the room.
        unsafe (start + count).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        count &+= text.utf8CodeUnitCount
    }

    /// A number without leading zeros, or with zeros up to `width` digits.
    mutating func number(_ value: UInt64, width: Int = 1) {
        var digits = 1
        var rest = value
        while rest >= 10 {
            digits += 1
            rest /= 10
        }
        digits = max(digits, width)
        rest = value
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            // SAFETY: the caller of `init` gave the room.
            unsafe start[place] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
        }
        count += digits
    }

    mutating func infinity(_ isNegative: Bool) -> Int {
        if isNegative { byte(0x2D) }
        string("infinity")
        return count
    }

    /// `2013-01-01`; a year at or below 0 is written as its year BC, without the word.
    @inline(__always)
    mutating func date(_ year: Int, _ month: Int, _ day: Int) {
        let shown = year > 0 ? year : 1 &- year
        if shown < 10_000 {
            let century = (shown &* 5243) &>> 19
            pair(century)
            pair(shown &- century &* 100)
        } else {
            number(UInt64(shown))
        }
        byte(0x2D)
        pair(month)
        byte(0x2D)
        pair(day)
    }

    /// `05:00:00.5`, hours as many digits as they need and at least two.
    @inline(__always)
    mutating func time(_ microseconds: UInt64) {
        let seconds = microseconds / 1_000_000
        let fraction = Int(truncatingIfNeeded: microseconds &- seconds &* 1_000_000)
        let minutes = seconds / 60
        let hours = minutes / 60
        if hours < 100 {
            pair(Int(truncatingIfNeeded: hours))
        } else {
            number(hours)
        }
        byte(0x3A)
        pair(Int(truncatingIfNeeded: minutes &- hours &* 60))
        byte(0x3A)
        pair(Int(truncatingIfNeeded: seconds &- minutes &* 60))
        if fraction != 0 { self.fraction(fraction) }
    }

    /// `05:00:00.5` of less than a day.
    @inline(__always)
    mutating func timeOfDay(_ microseconds: Int64) {
        let seconds = UInt32(truncatingIfNeeded: UInt64(bitPattern: microseconds) / 1_000_000)
        let fraction = Int(microseconds) &- Int(seconds) &* 1_000_000
        let minutes = seconds / 60
        let hours = minutes / 60
        pair(Int(hours))
        byte(0x3A)
        pair(Int(minutes &- hours &* 60))
        byte(0x3A)
        pair(Int(seconds &- minutes &* 60))
        if fraction != 0 { self.fraction(fraction) }
    }

    /// `.789`, without the zeros at its end.
    mutating func fraction(_ microseconds: Int) {
        byte(0x2E)
        let high = microseconds / 10_000
        pair(high)
        let low = microseconds &- high &* 10_000
        pair(low / 100)
        pair(low % 100)
        // SAFETY: six digits were just written, and one of them is not 0.
        while unsafe start[count &- 1] == 0x30 { count &-= 1 }
    }

    /// A part of an interval with its unit, unless it is 0: ` -3 days`.
    mutating func unit(_ value: Int64, _ name: StaticString, _ wasNegative: inout Bool) {
        guard value != 0 else { return }
        if count > 0 { byte(0x20) }
        if value < 0 {
            byte(0x2D)
        } else if wasNegative {
            byte(0x2B)
        }
        number(value.magnitude)
        string(name)
        if value != 1 { byte(0x73) }
        wasNegative = value < 0
    }
}
