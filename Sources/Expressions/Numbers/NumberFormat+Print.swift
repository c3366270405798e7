import TrancheColumnar

/// The digits of a number, ready to be put where a format wants them.
struct NumberDigits {
    /// Digits with a point, or `###` where they do not fit; what stands behind is not there.
    var digits: [UInt8]
    /// `+`, `-`, or 0 for a number that has its sign in the digits.
    var sign: UInt8
    /// Places of the format before the first digit.
    var spaces = 0

    /// Digits of a number that is printed as `text`, in a format with so many places before the point.
    init(_ text: some Collection<UInt8>, _ format: NumberFormat) {
        let isNegative = text.first == UInt8(ascii: "-")
        sign = UInt8(ascii: isNegative ? "-" : "+")
        digits = Array(isNegative ? text.dropFirst() : text[...])
        let whole = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.count
        if whole <= format.pre {
            spaces = format.pre - whole
        } else {
            digits = Self.overflow(format.pre + format.post + 1, point: format.pre)
        }
    }

    /// A text that is printed as it is.
    init(asIs text: [UInt8]) {
        digits = text
        sign = 0
    }

    /// `###.##` with the point at `point`.
    static func overflow(_ count: Int, point: Int) -> [UInt8] {
        var text = Array(repeating: UInt8(ascii: "#"), count: count)
        text[point] = UInt8(ascii: ".")
        return text
    }

    /// What stands for infinity and NaN in scientific notation.
    static func scientificOverflow(_ format: NumberFormat) -> NumberDigits {
        var text = overflow(format.pre + format.post + 6, point: format.pre + 1)
        text[0] = UInt8(ascii: " ")
        return NumberDigits(asIs: text)
    }

    /// The number in Roman letters, `###` outside of 1...3999.
    static func roman(_ number: Int64) -> NumberDigits {
        guard (1...3999).contains(number) else {
            return NumberDigits(asIs: Array(repeating: UInt8(ascii: "#"), count: 15))
        }
        let letters: [(Int64, String)] = [
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
            (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ]
        var rest = number
        var text: [UInt8] = []
        for (value, letter) in letters {
            while rest >= value {
                text += letter.utf8
                rest -= value
            }
        }
        return NumberDigits(asIs: text)
    }
}

extension NumberFormat {
    /// Appends `number` in this format.
    ///
    /// - Throws: ``EvalFault`` for `TH` behind what is no number.
    func print(_ number: NumberDigits, to out: ByteBuffer) throws(EvalFault) {
        if isScientific { return append(number.digits[...], to: out) }
        var printer = NumberPrinter(self, number)
        for node in nodes { try printer.print(node) }
        append(printer.out.prefix { $0 != 0 }, to: out)
    }

    private func append(_ bytes: ArraySlice<UInt8>, to out: ByteBuffer) {
        for byte in bytes { out.append(byte) }
    }
}

/// Walks along a format and the digits at once, as PostgreSQL does, for its answers depend on it.
private struct NumberPrinter {
    private var format: NumberFormat
    private let number: [UInt8]
    private let sign: UInt8
    private var spaces: Int
    private(set) var out: [UInt8] = []
    private var isSignWritten: Bool
    /// The last digit behind the point that is no zero, where trailing zeros are left out.
    private var lastRelevant: Int?
    private let zeroStart: Int
    private var count: Int
    private var isInNumber = false
    private var current = 0
    private var place = 0

    init(_ wanted: NumberFormat, _ digits: NumberDigits) {
        format = wanted
        number = digits.digits
        sign = digits.sign
        spaces = digits.spaces
        zeroStart = wanted.zeroStart - 1
        if format.isRoman {
            format.keepRoman()
            spaces = 0
        }
        if format.hasPlus || format.hasMinus {
            isSignWritten = format.hasMinus
        } else {
            if sign != UInt8(ascii: "-"), format.isFilled { format.dropBrackets() }
            isSignWritten = sign == UInt8(ascii: "+") && format.isFilled && !format.hasAnchor
            if format.anchor == .before, format.pre == format.anchorPlace { format.anchor = .after }
        }
        count = format.post + format.pre - 1
        if format.isFilled, format.hasPoint { lastRelevant = findLastRelevant() }
        if !isSignWritten, spaces == 0 { count += 1 }
    }

    private func findLastRelevant() -> Int? {
        guard let point = number.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let last =
            number[(point + 1)...].lastIndex { $0 != UInt8(ascii: "0") } ?? point
        guard format.zeroEnd > spaces else { return last }
        return max(last, min(number.count - 1, format.zeroEnd - spaces))
    }

    private var isAtPoint: Bool { byte(lastRelevant) == UInt8(ascii: ".") }

    private func byte(_ index: Int?) -> UInt8 {
        guard let index, index < number.count else { return 0 }
        return number[index]
    }

    /// Whether the zero before the point is left out.
    private var isBlankZero: Bool {
        !format.hasZero && place == 0 && byte(0) == UInt8(ascii: "0") && format.post != 0
    }

    mutating func print(_ node: NumberFormat.Node) throws(EvalFault) {
        guard case .key(let key) = node else {
            if case .literal(let text) = node { out += text }
            return
        }
        switch key {
        case .nine, .zero, .point, .localPoint: printPart(key)
        case .comma, .group:
            if isInNumber { out.append(UInt8(ascii: ",")) } else { fill() }
        case .currency: out.append(UInt8(ascii: " "))
        case .roman, .lowerRoman: printRoman(isLower: key == .lowerRoman)
        case .ordinal, .lowerOrdinal: try printOrdinal(isLower: key == .lowerOrdinal)
        case .minus: if sign == UInt8(ascii: "-") { out.append(sign) } else { fill() }
        case .plus: if sign == UInt8(ascii: "+") { out.append(sign) } else { fill() }
        case .sign: out.append(sign)
        default: break
        }
    }

    private mutating func fill() {
        if !format.isFilled { out.append(UInt8(ascii: " ")) }
    }

    private mutating func printRoman(isLower: Bool) {
        let letters = isLower ? number.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } : number
        if !format.isFilled {
            out += Array(repeating: UInt8(ascii: " "), count: max(15 - letters.count, 0))
        }
        out += letters
    }

    private mutating func printOrdinal(isLower: Bool) throws(EvalFault) {
        if format.isRoman || byte(0) == UInt8(ascii: "#") || sign == UInt8(ascii: "-")
            || format.hasPoint
        {
            return
        }
        guard let last = number.last, last &- 0x30 < 10 else {
            throw EvalFault(
                .invalidText, "\"\(String(decoding: number, as: UTF8.self))\" is not a number")
        }
        let isTeen = number.count > 1 && number[number.count - 2] == UInt8(ascii: "1")
        let ending =
            switch isTeen ? 0 : last &- 0x30 {
            case 1: "st"
            case 2: "nd"
            case 3: "rd"
            default: "th"
            }
        out += isLower ? Array(ending.utf8) : Array(ending.uppercased().utf8)
    }

    private mutating func printPart(_ key: NumberFormat.Key) {
        guard !format.isRoman else { return }
        isInNumber = false
        let isPastSpaces = current >= spaces || (format.hasZero && zeroStart == current)
        if !isSignWritten, isPastSpaces, !isBlankZero || isAtPoint { printSign() }
        if current < spaces {
            if format.hasZero, zeroStart <= current {
                out.append(UInt8(ascii: "0"))
                isInNumber = true
            } else {
                fill()
            }
        } else {
            printDigit(key)
        }
        var end = count + (spaces > 0 ? 1 : 0) + (format.hasPoint ? 1 : 0)
        if let lastRelevant, lastRelevant == place { end = current }
        if current + 1 == end { printLastSign() }
        current += 1
    }

    private mutating func printSign() {
        if format.hasAnchor {
            guard format.anchor == .before else { return }
            out.append(UInt8(ascii: sign == UInt8(ascii: "-") ? "-" : "+"))
        } else if format.isBracketed {
            out.append(UInt8(ascii: sign == UInt8(ascii: "+") ? " " : "<"))
        } else if sign == UInt8(ascii: "+") {
            fill()
        } else if sign == UInt8(ascii: "-") {
            out.append(sign)
        } else {
            return
        }
        isSignWritten = true
    }

    private mutating func printDigit(_ key: NumberFormat.Key) {
        let digit = byte(place)
        if digit == UInt8(ascii: ".") {
            if !isAtPoint || format.isFilled { out.append(digit) }
        } else if let lastRelevant, place > lastRelevant, key != .zero {
            // A zero at the end that is left out.
        } else if isBlankZero {
            if isAtPoint, format.isFilled { out.append(UInt8(ascii: "0")) } else { fill() }
        } else {
            // Behind the last digit this is 0, at which the text ends.
            out.append(digit)
            isInNumber = true
        }
        if place < number.count { place += 1 }
    }

    private mutating func printLastSign() {
        if isSignWritten, format.isBracketed {
            out.append(UInt8(ascii: sign == UInt8(ascii: "+") ? " " : ">"))
        } else if format.hasAnchor, format.anchor == .after {
            out.append(UInt8(ascii: sign == UInt8(ascii: "-") ? "-" : "+"))
        }
    }
}
