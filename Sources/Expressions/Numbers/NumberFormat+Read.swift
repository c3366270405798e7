extension NumberFormat {
    /// The number that `text` shows in this format; what the format does not expect is passed over.
    ///
    /// - Throws: ``EvalFault`` when there are no digits or more than the format has, and for patterns
    ///   that are for writing alone.
    func read(_ text: Text) throws(EvalFault) -> Numeric {
        if isScientific { throw unsupported("EEEE") }
        if isRoman { throw unsupported("RN") }
        var reader = NumberReader(self, text)
        for node in nodes where !reader.isAtEnd { reader.read(node) }
        let digits = reader.number
        let value = try unsafe digits.withUnsafeBufferPointer { bytes throws(EvalFault) in
            try unsafe Numeric(parsing: bytes)
        }
        let scale = reader.decimals
        let fitted = try value.fitted(precision: pre + shifted + scale, scale: scale)
        guard isShifted else { return fitted }
        return try fitted.multiplied(by: Numeric(10).power(Numeric(Int64(-shifted))))
    }

    private func unsupported(_ pattern: String) -> EvalFault {
        EvalFault(.featureNotSupported, "\"\(pattern)\" not supported for input")
    }
}

/// Walks along a format and a text at once, as PostgreSQL does.
private struct NumberReader {
    private let format: NumberFormat
    private let text: [UInt8]
    private var place = 0
    private var sign = UInt8(ascii: " ")
    private var digits: [UInt8] = []
    private var wholes = 0
    private(set) var decimals = 0
    private var hasPoint = false

    init(_ format: NumberFormat, _ text: Text) {
        self.format = format
        self.text = unsafe Array(text.bytes)
    }

    var isAtEnd: Bool { place >= text.count }

    /// The sign and the digits, without a point at the end.
    var number: [UInt8] {
        [sign] + (digits.last == UInt8(ascii: ".") ? digits.dropLast() : digits[...])
    }

    private var next: UInt8 { place < text.count ? text[place] : 0 }
    private var isDigit: Bool { next &- 0x30 < 10 }

    mutating func read(_ node: NumberFormat.Node) {
        guard case .key(let key) = node else { return skipCharacter() }
        switch key {
        case .nine, .zero, .point, .localPoint:
            readPart(key)
            place += 1
        case .comma, .group:
            if !format.isFilled, next == UInt8(ascii: ",") { place += 1 }
        case .currency: skip(1)
        case .ordinal, .lowerOrdinal: if !format.hasPoint { skip(2) }
        case .minus: readSign(isEither: false, UInt8(ascii: "-"))
        case .plus: readSign(isEither: false, UInt8(ascii: "+"))
        case .sign: readSign(isEither: true, UInt8(ascii: "-"))
        default: break
        }
    }

    private mutating func skipCharacter() {
        place += 1
        while place < text.count, text[place] & 0xC0 == 0x80 { place += 1 }
    }

    /// Passes over so many characters that are no part of a number.
    private mutating func skip(_ count: Int) {
        for _ in 0..<count {
            if isAtEnd || "0123456789.,+-".utf8.contains(next) { return }
            skipCharacter()
        }
    }

    private mutating func readSign(isEither: Bool, _ wanted: UInt8) {
        guard next == wanted || (isEither && next == UInt8(ascii: "+")) else { return skip(1) }
        sign = next
        place += 1
    }

    /// Takes a sign in front of `S`, at the place itself.
    private mutating func takeSign() -> Bool {
        guard next == UInt8(ascii: "-") || next == UInt8(ascii: "+") else { return false }
        sign = next
        place += 1
        return true
    }

    private mutating func readPart(_ key: NumberFormat.Key) {
        if next == UInt8(ascii: " ") { place += 1 }
        if isAtEnd { return }
        let hasSign = sign != UInt8(ascii: " ")
        if !hasSign, key == .nine || key == .zero, wholes + decimals == 0 { readFirstSign() }
        if isAtEnd { return }
        var isRead = false
        if isDigit {
            if hasPoint, decimals == format.post { return }
            digits.append(next)
            if hasPoint { decimals += 1 } else { wholes += 1 }
            isRead = true
        } else if format.hasPoint, !hasPoint, next == UInt8(ascii: ".") {
            digits.append(next)
            hasPoint = true
            isRead = true
        }
        if sign == UInt8(ascii: " "), wholes + decimals > 0 { readLastSign(isRead) }
    }

    private mutating func readFirstSign() {
        if format.hasAnchor, format.anchor == .before {
            _ = takeSign()
        } else if next == UInt8(ascii: "-")
            || (format.isBracketed && next == UInt8(ascii: "<"))
        {
            sign = UInt8(ascii: "-")
            place += 1
        } else if next == UInt8(ascii: "+") {
            sign = next
            place += 1
        }
    }

    /// A sign behind the number; the place stays on its last character.
    private mutating func readLastSign(_ isRead: Bool) {
        if format.hasAnchor, isRead {
            guard place + 1 < text.count, text[place + 1] &- 0x30 >= 10 else { return }
            place += 1
            _ = takeSign()
            place -= 1
        } else if !isRead, !format.hasAnchor, format.hasPlus || format.hasMinus {
            if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") { sign = next }
        }
    }
}
