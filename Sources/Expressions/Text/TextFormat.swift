import TrancheColumnar

/// A text built from a format and arguments: PostgreSQL's `format`.
///
/// - Parameters:
///   - format: `%s`, `%I` and `%L`, with positions, `-` and widths, stand for arguments; `%%` for
///     a percent sign.
///   - arguments: The arguments as text, `nil` for null.
///   - out: Where the result is written.
///   - scratch: Room for quoting; its content stays.
/// - Returns: The text.
/// - Throws: ``EvalFault`` for a format that is wrong or wants more arguments.
func format(
    _ format: Text, _ arguments: [Text?], _ out: ByteBuffer, _ scratch: ByteBuffer
) throws(EvalFault) -> Text {
    let mark = out.count
    var reader = FormatReader(format: format, arguments: arguments)
    while let found = format.find(Text("%"), from: reader.at) {
        out.append(format.slice(reader.at, found))
        reader.at = found
        try reader.advance()
        if format[reader.at] == UInt8(ascii: "%") {
            out.append(UInt8(ascii: "%"))
        } else {
            try reader.convert(out, scratch)
        }
        reader.at += 1
        guard out.count - mark <= longestText else {
            throw EvalFault(.limitExceeded, "requested length too large")
        }
    }
    out.append(format.slice(reader.at, format.count))
    return out.text(from: mark)
}

private struct FormatReader {
    let format: Text
    let arguments: [Text?]
    var at = 0
    /// The argument used last, from 1.
    var last = 0
    var isLeft = false
    var width = 0

    static let outOfRange = EvalFault(.numericOutOfRange, "number is out of range")

    mutating func advance() throws(EvalFault) {
        at += 1
        guard at < format.count else {
            throw EvalFault(.invalidParameter, "unterminated format() type specifier")
        }
    }

    private func isAt(_ character: Unicode.Scalar) -> Bool { UInt32(format[at]) == character.value }

    private mutating func takeNumber() throws(EvalFault) -> Int? {
        var number: Int?
        while format[at] &- 48 < 10 {
            let next = (number ?? 0) * 10 + Int(format[at]) - 48
            guard next <= Int(Int32.max) else { throw Self.outOfRange }
            number = next
            try advance()
        }
        return number
    }

    private func argument(_ position: Int) throws(EvalFault) -> Int {
        guard position > 0 else {
            let message = "format specifies argument 0, but arguments are numbered from 1"
            throw EvalFault(.invalidParameter, message)
        }
        return position
    }

    private mutating func use(_ position: Int?) throws(EvalFault) -> Text? {
        last = position ?? last + 1
        guard last <= arguments.count else {
            throw EvalFault(.invalidParameter, "too few arguments for format()")
        }
        return arguments[last - 1]
    }

    /// Reads a specifier behind its percent sign, and writes what it stands for.
    mutating func convert(_ out: ByteBuffer, _ scratch: ByteBuffer) throws(EvalFault) {
        isLeft = false
        width = 0
        var position: Int?
        var widthPosition: Int?
        var takesWidth = false
        var isComplete = false
        if let number = try takeNumber() {
            if isAt("$") {
                position = try argument(number)
                try advance()
            } else {
                width = number
                isComplete = true
            }
        }
        if !isComplete {
            while isAt("-") {
                isLeft = true
                try advance()
            }
            if isAt("*") {
                takesWidth = true
                try advance()
                if let number = try takeNumber() {
                    guard isAt("$") else {
                        let message = "width argument position must be ended by \"$\""
                        throw EvalFault(.invalidParameter, message)
                    }
                    widthPosition = try argument(number)
                    try advance()
                }
            } else {
                width = try takeNumber() ?? 0
            }
        }
        guard isAt("s") || isAt("I") || isAt("L") else {
            let found = format.slice(at, at + format.characterLength(at: at)).string
            let message = "unrecognized format() type specifier \"\(found)\""
            throw EvalFault(.invalidParameter, message)
        }
        if takesWidth { try readWidth(try use(widthPosition)) }
        try write(try use(position), out, scratch)
    }

    private mutating func readWidth(_ value: Text?) throws(EvalFault) {
        guard let value else {
            width = 0
            return
        }
        guard let number = Int32(btrim(value).string) else {
            let message = "invalid input syntax for type integer: \"\(value.string)\""
            throw EvalFault(.invalidText, message)
        }
        guard number > .min else { throw Self.outOfRange }
        if number < 0 { isLeft = true }
        width = Int(abs(number))
    }

    private func write(
        _ value: Text?, _ out: ByteBuffer, _ scratch: ByteBuffer
    ) throws(EvalFault) {
        let mark = scratch.count
        defer { scratch.count = mark }
        var text = value ?? .empty
        if isAt("I") {
            guard let value else {
                let message = "null values cannot be formatted as an SQL identifier"
                throw EvalFault(.nullNotAllowed, message)
            }
            text = quoteIdent(value, scratch)
        } else if isAt("L") {
            text = quoteNullable(value, scratch)
        }
        guard width <= longestText else {
            throw EvalFault(.limitExceeded, "requested length too large")
        }
        let missing = width == 0 ? 0 : max(width - text.characterCount, 0)
        if isLeft { out.append(text) }
        out.reserve(out.count + missing)
        for _ in 0..<missing { out.append(UInt8(ascii: " ")) }
        if !isLeft { out.append(text) }
    }
}
