import TrancheColumnar

extension RecordParser {
    /// Parses the value at `place` into `target`'s cell of `row`.
    ///
    /// - Returns: The offset behind the value, or -1 with the scanner's flaw.
    @inline(__always)
    mutating func value(_ place: Int, _ target: JSONTarget, _ row: Int) -> Int {
        // SAFETY: place <= end, where a line feed stands and stops whatever is read.
        let first = unsafe base[place]
        if first == 0x22 {
            let stop = stringStop(place &+ 1)
            guard unsafe base[stop] == 0x22, !target.keepsQuotes else {
                return otherString(place, stop, target, row)
            }
            guard target.accepts.contains(.string) else {
                return mismatch(place, stop &+ 1, target)
            }
            let slice = FieldSlice(offset: place &+ 1, length: stop &- place &- 1)
            unsafe target.cells?[row] = slice
            return stop &+ 1
        }
        let sign = first == 0x2D ? 1 : 0
        if sign == 1 || first &- 0x30 <= 9 {
            let digits = place &+ sign
            let others = unsafe SixteenBytes(base + digits).nonDigits
            let stop = digits &+ others.trailingZeroBitCount
            let after = unsafe base[min(stop, end)]
            // One to 15 digits without a leading zero, and neither a fraction nor an exponent.
            guard others != 0, stop > digits, after != 0x2E, after | 0x20 != 0x65,
                unsafe base[digits] != 0x30 || (first == 0x30 && stop == digits &+ 1)
            else { return otherNumber(place, target, row) }
            guard target.accepts.contains(.integer) else { return mismatch(place, stop, target) }
            unsafe target.cells?[row] = FieldSlice(offset: place, length: stop &- place)
            return stop
        }
        let word = unsafe UnsafeRawPointer(base + place).loadUnaligned(as: UInt32.self)
        if word.littleEndian == 0x6C6C_756E {  // null
            unsafe target.cells?[row] = .null
            return place &+ 4
        }
        return otherValue(place, target, row)
    }

    /// The first quote, backslash or control character from `start` on, the line feed at `end` at
    /// the latest.
    @inline(__always)
    private func stringStop(_ start: Int) -> Int {
        var place = start
        while true {
            // SAFETY: place <= end, and buffers are padded.
            let stops = unsafe SixteenBytes(base + place).stringStops
            if stops != 0 { return place &+ stops.trailingZeroBitCount }
            place &+= 16
        }
    }

    /// A number with a fraction, an exponent, many digits, or a mistake.
    @inline(never)
    private mutating func otherNumber(_ place: Int, _ target: JSONTarget, _ row: Int) -> Int {
        let stop = scanner.skipNumber(place)
        if stop < 0 { return -1 }
        var integer: Int64 = 0
        let isInteger = unsafe parseCanonicalInt64(base + place, stop &- place, &integer)
        return keep(place, stop, isInteger ? .integer : .otherNumber, target, row)
    }

    /// `true`, `false`, an array, an object, or none of them.
    @inline(never)
    private mutating func otherValue(_ place: Int, _ target: JSONTarget, _ row: Int) -> Int {
        let first = unsafe base[place]
        let isNested = first == 0x7B || first == 0x5B
        let stop = isNested ? scanner.skipNested(place) : scanner.skipLiteral(place)
        if stop < 0 { return -1 }
        return keep(place, stop, isNested ? .nested : .boolean, target, row)
    }

    /// A string with escapes, for a column of JSON, or not closed.
    @inline(never)
    private mutating func otherString(
        _ place: Int, _ stop: Int, _ target: JSONTarget, _ row: Int
    ) -> Int {
        if target.keepsQuotes {
            let end = scanner.skipString(place &+ 1)
            return end < 0 ? -1 : keep(place, end, .string, target, row)
        }
        let start = decoded
        let end = unescape(place &+ 1, stop)
        if end < 0 { return -1 }
        guard target.accepts.contains(.string) else { return mismatch(place, end, target) }
        unsafe target.cells?[row] = FieldSlice(offset: start, length: decoded &- start)
        return end
    }

    @inline(__always)
    private mutating func keep(
        _ place: Int, _ stop: Int, _ kind: JSONTarget.Kinds, _ target: JSONTarget, _ row: Int
    ) -> Int {
        guard target.accepts.contains(kind) else { return mismatch(place, stop, target) }
        unsafe target.cells?[row] = FieldSlice(offset: place, length: stop &- place)
        return stop
    }

    @inline(never)
    private mutating func mismatch(_ place: Int, _ stop: Int, _ target: JSONTarget) -> Int {
        scanner.fail(.typeMismatch, place, field: target.field, end: stop)
    }

    /// Decodes the string from `start`, whose first escape is at `firstStop`, to `decoded`.
    ///
    /// - Returns: The offset behind the closing quote, or -1.
    mutating func unescape(_ start: Int, _ firstStop: Int) -> Int {
        var place = start
        var stop = firstStop
        while true {
            // SAFETY: decoding never lengthens a text, so it fits behind the input.
            unsafe (base + decoded).update(from: base + place, count: stop &- place)
            decoded &+= stop &- place
            switch scanner.byte(stop) {
            case 0x22: return stop &+ 1
            case 0x5C:
                var scalar: UInt32 = 0
                place = scanner.escape(stop, &scalar)
                if place < 0 { return -1 }
                unsafe decoded &+= encodeUTF8(scalar, to: base + decoded)
            default:
                return scanner.fail(stop < end ? scanner.stopKind(stop) : .wantedQuote, stop)
            }
            stop = scanner.stringStop(place)
        }
    }
}
