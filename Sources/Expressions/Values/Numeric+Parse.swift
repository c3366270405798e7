internal import BigInt

extension Numeric {
    /// The number that `bytes` spell, as PostgreSQL reads `numeric`: blanks around it, a sign, an
    /// exponent, `NaN`, `inf` and `infinity` in any case; the display scale is that of the text.
    ///
    /// - Throws: ``EvalFault`` with `invalidText` when this is no number, and with
    ///   `numericOutOfRange` when it has too many digits.
    init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(EvalFault) {
        if let value = unsafe Self.parsePlain(bytes) {
            self = value
            return
        }
        var reader = unsafe NumericReader(bytes)
        self = try reader.read()
    }

    /// Sign, digits and perhaps a point with digits on both sides, 18 digits at most; `nil` for
    /// all the rest.
    @inline(__always)
    private static func parsePlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Numeric? {
        guard let start = bytes.baseAddress else { return nil }
        let count = bytes.count
        guard count > 0 else { return nil }
        var index = unsafe start[0] == 0x2D ? 1 : 0
        let isNegative = index == 1
        // The sign, the point and 18 digits.
        guard count &- index <= 19, index < count else { return nil }
        var value: Int64 = 0
        let whole = index
        // SAFETY: both loops stop at `count`.
        while index < count {
            let digit = unsafe start[index] &- 0x30
            guard digit <= 9 else { break }
            value = value &* 10 &+ Int64(digit)
            index &+= 1
        }
        guard index > whole else { return nil }
        if index == count {
            guard index &- whole <= 18 else { return nil }
            return Numeric(small: Int128(isNegative ? 0 &- value : value), tag: 0)
        }
        guard unsafe start[index] == 0x2E else { return nil }
        index &+= 1
        let point = index
        while index < count {
            let digit = unsafe start[index] &- 0x30
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
            index &+= 1
        }
        let scale = UInt16(truncatingIfNeeded: count &- point)
        return Numeric(small: Int128(isNegative ? 0 &- value : value), tag: scale)
    }
}

/// Reads one number of any form, byte by byte.
@safe private struct NumericReader {
    private var rest: Slice<UnsafeBufferPointer<UInt8>>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        unsafe rest = bytes[...]
    }

    private static var syntax: EvalFault {
        EvalFault(.invalidText, "invalid input syntax for type numeric")
    }

    mutating func read() throws(EvalFault) -> Numeric {
        skipBlanks()
        if let special = readSpecial() {
            try expectEnd()
            return special
        }
        let isNegative = takeSign()
        var digits: [UInt8] = []
        var scale = 0
        var hasPoint = take(0x2E)
        guard let first = unsafe rest.first, first &- 0x30 <= 9 else { throw Self.syntax }
        while let byte = unsafe rest.first {
            if byte &- 0x30 <= 9 {
                // Zeros in front count for the scale alone.
                if byte != 0x30 || !digits.isEmpty { digits.append(byte &- 0x30) }
                if hasPoint { scale += 1 }
            } else if byte == 0x2E {
                if hasPoint { throw Self.syntax }
                hasPoint = true
            } else {
                break
            }
            unsafe rest.removeFirst()
        }
        let exponent = try readExponent()
        try expectEnd()
        return try Self.make(digits, scale, exponent, isNegative)
    }

    private static func make(
        _ digits: [UInt8], _ scale: Int, _ exponent: Int, _ isNegative: Bool
    ) throws(EvalFault) -> Numeric {
        let shown = max(scale - exponent, 0)
        // Checked before the power of ten is made, which may have a billion digits.
        guard shown <= Numeric.maximumScale,
            digits.isEmpty || digits.count - scale + exponent <= Numeric.maximumWholeDigits
        else { throw .numericOverflow }
        if digits.isEmpty { return Numeric(small: 0, tag: UInt16(shown)) }
        let magnitude = wholeNumber(digits) * powerOfTen(max(exponent - scale, 0)).magnitude
        let sign: BigInt.Sign = isNegative ? .minus : .plus
        return try Numeric(BigInt(sign: sign, magnitude: magnitude), scale: shown)
    }

    /// `e`, perhaps blanks, a sign, digits; 0 when there is none.
    private mutating func readExponent() throws(EvalFault) -> Int {
        guard take(0x65) || take(0x45) else { return 0 }
        // PostgreSQL 15 leaves this to the C library, which skips blanks here too.
        skipBlanks()
        let isNegative = takeSign()
        guard let first = unsafe rest.first, first &- 0x30 <= 9 else { throw Self.syntax }
        // No text is long enough to bring an exponent of half of INT_MAX back into range.
        let limit = Int(Int32.max / 2)
        var value = 0
        while let byte = unsafe rest.first, byte &- 0x30 <= 9 {
            value = min(value * 10 + Int(byte &- 0x30), limit)
            unsafe rest.removeFirst()
        }
        if value == limit { throw .numericOverflow }
        return isNegative ? -value : value
    }

    private mutating func readSpecial() -> Numeric? {
        if take(word: "nan") { return .nan }
        let mark = unsafe rest
        let isNegative = takeSign()
        if take(word: "infinity") || take(word: "inf") {
            return isNegative ? .negativeInfinity : .infinity
        }
        unsafe rest = mark
        return nil
    }

    private mutating func expectEnd() throws(EvalFault) {
        skipBlanks()
        if unsafe !rest.isEmpty { throw Self.syntax }
    }

    private mutating func skipBlanks() {
        while let byte = unsafe rest.first, byte == 0x20 || (0x09...0x0D).contains(byte) {
            unsafe rest.removeFirst()
        }
    }

    /// Takes a sign; tells whether it is a minus.
    private mutating func takeSign() -> Bool {
        if take(0x2D) { return true }
        _ = take(0x2B)
        return false
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard unsafe rest.first == byte else { return false }
        unsafe rest.removeFirst()
        return true
    }

    /// Takes a word of lower case letters, in whatever case it stands.
    private mutating func take(word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard unsafe rest.count >= count else { return false }
        for offset in 0..<count {
            // SAFETY: `offset` is below both counts.
            let expected = unsafe word.utf8Start[offset]
            guard unsafe rest[rest.startIndex + offset] | 0x20 == expected else { return false }
        }
        unsafe rest.removeFirst(count)
        return true
    }
}
