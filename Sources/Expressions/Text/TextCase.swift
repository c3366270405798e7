import TrancheColumnar

/// The simple lower case of a character, itself when it has none.
func lowerCase(_ value: UInt32) -> UInt32 {
    if value < 0x80 { return value &- 65 < 26 ? value | 0x20 : value }
    return mapped(value, lowerCaseRuns)
}

/// The simple upper case of a character, itself when it has none.
func upperCase(_ value: UInt32) -> UInt32 {
    if value < 0x80 { return value &- 97 < 26 ? value & 0x5F : value }
    return mapped(value, upperCaseRuns)
}

private func mapped(_ value: UInt32, _ runs: [Int32]) -> UInt32 {
    let wanted = Int32(truncatingIfNeeded: value)
    var low = 0
    var high = runs.count / 4
    while low < high {
        let middle = (low + high) / 2
        if runs[middle * 4 + 1] < wanted { low = middle + 1 } else { high = middle }
    }
    guard low * 4 < runs.count, runs[low * 4] <= wanted,
        (wanted - runs[low * 4]) % runs[low * 4 + 2] == 0
    else { return value }
    return UInt32(truncatingIfNeeded: wanted + runs[low * 4 + 3])
}

/// Whether a character is a letter or a digit.
///
/// Up to Unicode 15 it says what the C library's C.UTF-8 locale does; Swift knows newer letters.
func isAlphanumeric(_ value: UInt32) -> Bool {
    if value < 0x80 { return (value | 0x20) &- 97 < 26 || value &- 48 < 10 }
    guard let scalar = Unicode.Scalar(value) else { return false }
    let properties = scalar.properties
    return properties.isAlphabetic || properties.generalCategory == .decimalNumber
}

/// The text in lower case, one character for one, as PostgreSQL does in its C.UTF-8 locale.
func lower(_ s: Text, _ out: ByteBuffer) -> Text {
    mapCase(s, out, first: 65, lowerCase)
}

/// The text in upper case; otherwise as ``lower(_:_:)``.
func upper(_ s: Text, _ out: ByteBuffer) -> Text {
    mapCase(s, out, first: 97, upperCase)
}

/// Changes the case of the 26 ASCII letters from `first` on, and of others by `map`.
@inline(__always)
private func mapCase(
    _ s: Text, _ out: ByteBuffer, first: UInt8, _ map: (UInt32) -> UInt32
) -> Text {
    // Case mappings take at most one byte more: 2 to 3 (U+023A), never 3 to 4.
    build(out, most: s.count + s.count / 2 + 8) { p in
        let ones: UInt64 = 0x0101_0101_0101_0101
        let above = ones &* UInt64(128 &- first)
        let beyond = ones &* UInt64(128 &- first &- 26)
        var index = 0
        while index &+ 8 <= s.count {
            // SAFETY: index + 8 <= count, and as many bytes are written as read.
            let word = unsafe UnsafeRawPointer(s.start + index).loadUnaligned(as: UInt64.self)
            guard word & (ones &<< 7) == 0 else { break }
            // The high bit of each byte: at least the first letter, and not beyond the last.
            let letters = ((word &+ above) & ~(word &+ beyond)) & (ones &<< 7)
            unsafe UnsafeMutableRawPointer(p + index).storeBytes(
                of: word ^ (letters &>> 2), as: UInt64.self)
            index &+= 8
        }
        while index < s.count {
            // SAFETY: index < count, and as many bytes are written as read.
            let byte = unsafe s.start[index]
            guard byte < 0x80 else { return unsafe mapRest(s, index, p, map) }
            unsafe p[index] = byte &- first < 26 ? byte ^ 0x20 : byte
            index &+= 1
        }
        return index
    }
}

private func mapRest(
    _ s: Text, _ from: Int, _ p: UnsafeMutablePointer<UInt8>, _ map: (UInt32) -> UInt32
) -> Int {
    var index = from
    var written = from
    while index < s.count {
        let character = s.character(at: index)
        // SAFETY: the caller made room for three bytes where two are read.
        written += unsafe encode(map(character.value), p + written)
        index += character.length
    }
    return written
}

/// The text with the first letter of each word in upper case and the others in lower case.
///
/// A word is a run of letters and digits.
func initcap(_ s: Text, _ out: ByteBuffer) -> Text {
    build(out, most: s.count + s.count / 2 + 1) { p in
        var index = 0
        var written = 0
        var isInWord = false
        while index < s.count {
            let byte = s[index]
            if byte < 0x80 {
                let isLetter = (byte | 0x20) &- 97 < 26
                let letter = isInWord ? byte | 0x20 : byte & 0xDF
                // SAFETY: room was made for three bytes where two are read.
                unsafe p[written] = isLetter ? letter : byte
                isInWord = isLetter || byte &- 48 < 10
                written &+= 1
                index &+= 1
                continue
            }
            let character = s.character(at: index)
            let value = isInWord ? lowerCase(character.value) : upperCase(character.value)
            written += unsafe encode(value, p + written)
            isInWord = isAlphanumeric(value)
            index += character.length
        }
        return written
    }
}
