internal import BigInt

// Long numbers and their digits, word by word in place. The time grows with the square of the
// length, a tenth of a second for the longest number that there is.

/// Ten to the 18, the digits that one machine word takes.
private let wordPower: UInt = 1_000_000_000_000_000_000
private let wordDigits = 18

/// The number of `digits`, 0...9 each, the most significant first.
func wholeNumber(_ digits: [UInt8]) -> BigUInt {
    var words: [UInt] = []
    words.reserveCapacity(digits.count / 19 + 1)
    // The first word takes what is left over, so that all others are full.
    var end = (digits.count - 1) % wordDigits + 1
    var start = 0
    while start < digits.count {
        var carry = digits[start..<end].reduce(0 as UInt) { $0 &* 10 &+ UInt($1) }
        for index in words.indices {
            let product = words[index].multipliedFullWidth(by: wordPower)
            let (low, overflow) = product.low.addingReportingOverflow(carry)
            words[index] = low
            carry = product.high &+ (overflow ? 1 : 0)
        }
        if carry > 0 { words.append(carry) }
        start = end
        end += wordDigits
    }
    return BigUInt(words: words)
}

/// The digits of `value` as ASCII, the most significant first; none for 0.
func decimalText(_ value: BigUInt) -> [UInt8] {
    var words = Array(value.words)
    var text: [UInt8] = []
    text.reserveCapacity(words.count * 20)
    while let last = words.last {
        if last == 0 {
            words.removeLast()
            continue
        }
        var rest: UInt = 0
        for index in words.indices.reversed() {
            let parts = wordPower.dividingFullWidth((rest, words[index]))
            words[index] = parts.quotient
            rest = parts.remainder
        }
        for _ in 0..<wordDigits {
            text.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
    }
    while text.last == 0x30 { text.removeLast() }
    text.reverse()
    return text
}
