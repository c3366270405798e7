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

/// Whether a character is a letter or a digit, as the C library's C.UTF-8 locale has it.
func isAlphanumeric(_ value: UInt32) -> Bool {
    if value < 0x80 { return (value | 0x20) &- 97 < 26 || value &- 48 < 10 }
    guard let scalar = Unicode.Scalar(value) else { return false }
    let properties = scalar.properties
    return properties.isAlphabetic || properties.generalCategory == .decimalNumber
}

/// The text in lower case, one character for one, as PostgreSQL does in its C.UTF-8 locale.
func lower(_ s: Text, _ out: ByteBuffer) -> Text {
    // Case mappings take at most one byte more: 2 to 3 (U+023A), never 3 to 4.
    build(out, most: s.count + s.count / 2 + 1) { p in
        var index = 0
        while index < s.count {
            // SAFETY: index < count, and as many bytes are written as read.
            let byte = unsafe s.start[index]
            guard byte < 0x80 else { return unsafe mapRest(s, index, p, lowerCase) }
            unsafe p[index] = byte &- 65 < 26 ? byte | 0x20 : byte
            index &+= 1
        }
        return index
    }
}

/// The text in upper case; otherwise as ``lower(_:_:)``.
func upper(_ s: Text, _ out: ByteBuffer) -> Text {
    build(out, most: s.count + s.count / 2 + 1) { p in
        var index = 0
        while index < s.count {
            // SAFETY: index < count, and as many bytes are written as read.
            let byte = unsafe s.start[index]
            guard byte < 0x80 else { return unsafe mapRest(s, index, p, upperCase) }
            unsafe p[index] = byte &- 97 < 26 ? byte & 0x5F : byte
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
            let character = s.character(at: index)
            let value = isInWord ? lowerCase(character.value) : upperCase(character.value)
            // SAFETY: room was made for three bytes where two are read.
            written += unsafe encode(value, p + written)
            isInWord = isAlphanumeric(value)
            index += character.length
        }
        return written
    }
}
