/// Whether `text` is an `Int64` in its one canonical spelling: no plus, no leading zero, no `-0`.
func isCanonicalInteger(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = unsafe text.first else { return false }
    let digits = unsafe UnsafeBufferPointer(rebasing: text.dropFirst(first == 0x2D ? 1 : 0))
    guard 1...19 ~= digits.count, unsafe digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
        return false
    }
    if unsafe digits[0] == 0x30 { return text.count == 1 }
    if digits.count < 19 { return true }
    let limit: StaticString = first == 0x2D ? "9223372036854775808" : "9223372036854775807"
    let limitDigits = unsafe UnsafeBufferPointer(start: limit.utf8Start, count: 19)
    return unsafe !limitDigits.lexicographicallyPrecedes(digits)
}
