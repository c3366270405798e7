/// Base64 for URLs (RFC 4648 §5) without padding: letters, digits, `-` and `_`.
enum Base64 {
    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The six bits of each letter; 0xFF for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// The letters that `count` bytes become.
    @inline(__always)
    static func encodedCount(_ count: Int) -> Int { (count &* 4 &+ 2) / 3 }

    /// Writes the letters of `count` bytes to `out`, whose room is ``encodedCount(_:)`` and 3 more.
    static func encode(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>
    ) {
        unsafe letters.withUnsafeBufferPointer { letters in
            var place = 0
            var end = unsafe out
            while place < count {
                var word = unsafe UInt32(bytes[place]) &<< 16
                if place &+ 1 < count { word |= unsafe UInt32(bytes[place &+ 1]) &<< 8 }
                if place &+ 2 < count { word |= unsafe UInt32(bytes[place &+ 2]) }
                unsafe end[0] = letters[Int(word &>> 18)]
                unsafe end[1] = letters[Int(word &>> 12 & 63)]
                unsafe end[2] = letters[Int(word &>> 6 & 63)]
                unsafe end[3] = letters[Int(word & 63)]
                unsafe end += 4
                place &+= 3
            }
        }
    }

    /// The bytes that `count` letters without padding stand for, written to `out`, whose room is
    /// as much as the letters'.
    ///
    /// - Returns: How many bytes; `nil` when a letter is none of the alphabet, a last letter has
    ///   bits that stand for nothing, or their number is impossible.
    static func decode(
        _ text: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        guard count % 4 != 1 else { return nil }
        return unsafe values.withUnsafeBufferPointer { values in
            var word: UInt32 = 0
            var bits = 0
            var made = 0
            for place in 0..<count {
                let value = unsafe values[Int(text[place])]
                if value == 0xFF { return nil }
                word = word &<< 6 | UInt32(value)
                bits &+= 6
                if bits >= 8 {
                    bits &-= 8
                    unsafe out[made] = UInt8(truncatingIfNeeded: word &>> UInt32(bits))
                    made &+= 1
                }
            }
            return word & ((1 &<< UInt32(bits)) &- 1) == 0 ? made : nil
        }
    }

    /// The bytes of a text in either alphabet, with or without padding.
    static func bytes(of text: some StringProtocol) -> [UInt8]? {
        var letters = text.utf8.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }
        let padding = letters.reversed().prefix { $0 == 0x3D }.count
        guard padding == 0 || (padding <= 2 && letters.count % 4 == 0) else { return nil }
        letters.removeLast(padding)
        var bytes = [UInt8](repeating: 0, count: letters.count + 1)
        guard let count = unsafe decode(letters, letters.count, to: &bytes) else { return nil }
        return Array(bytes.prefix(count))
    }
}

/// The bytes of an even number of hexadecimal digits in either case.
func hexadecimalBytes(of text: some StringProtocol) -> [UInt8]? {
    let digits = text.utf8.map { digit -> UInt8 in
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        case 0x41...0x46: digit - 0x37
        default: 0xFF
        }
    }
    guard digits.count % 2 == 0, !digits.contains(0xFF) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
