internal import BigInt
import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `to_char` and `to_number` of numbers.
let numberFormatFunctions: [FunctionEntry] = [
    toChar(.integer, ("to_char(125, '999')", " 125")) { (a: Int64, format) throws(EvalFault) in
        try digits(of: a, &format, as: Int32.self, "integer")
    },
    toChar(.bigint) { (a: Int64, format) throws(EvalFault) in
        try digits(of: a, &format, as: Int64.self, "bigint")
    },
    toChar(.numeric, ("to_char(-1234.5, '9,999.99')", "-1,234.50")) {
        (a: Numeric, format) throws(EvalFault) in try digits(of: a, &format)
    },
    toChar(.doublePrecision) { (a: Double, format) throws(EvalFault) in
        try digits(of: a, &format)
    },
    FunctionEntry(
        "to_number", [.text, .text], .numeric, "the number that a text in a format shows",
        ("to_number('12,454.8-', '99G999D9S')", "-12454.8"),
        bind: { constants throws(EvalFault) in
            let format = try template(constants[1])
            return lift { (a: Text, b: Text, _: Frame) throws(EvalFault) in
                b.isEmpty ? nil as Numeric? : try format(b).read(a)
            }
        }),
]

private func template(_ constant: Datum?) throws(EvalFault) -> Prepared<NumberFormat> {
    try Prepared(constant) { text throws(EvalFault) in try NumberFormat(text) }
}

private func toChar<A: Lane>(
    _ type: SQLType, _ example: (String, String) = ("", ""),
    _ digits: @escaping @Sendable (A, inout NumberFormat) throws(EvalFault) -> NumberDigits
) -> FunctionEntry {
    FunctionEntry(
        "to_char", [type, .text], .text, "a number in a format", example,
        bind: { constants throws(EvalFault) in
            let format = try template(constants[1])
            return lift { (a: A, b: Text, frame: Frame) throws(EvalFault) in
                var format = try format(b)
                let number = try digits(a, &format)
                frame.scratch.count = 0
                try format.print(number, to: frame.scratch)
                return frame.scratch.text(from: 0)
            }
        })
}

private func digits<Whole: FixedWidthInteger>(
    of value: Int64, _ format: inout NumberFormat, as _: Whole.Type, _ type: String
) throws(EvalFault) -> NumberDigits {
    if format.isRoman {
        // Eight bytes are made four first.
        guard Int32(exactly: value) != nil else { throw outOfRange("integer") }
        return .roman(value)
    }
    if format.isScientific {
        if Whole.self == Int32.self {
            return scientific(printed(Double(value), format.post, isScientific: true))
        }
        return scientific(printed(Numeric(value), format.post))
    }
    var shifted = value
    if format.isShifted {
        for _ in 0..<format.shifted {
            let (product, isOver) = shifted.multipliedReportingOverflow(by: 10)
            guard !isOver, Whole(exactly: product) != nil else { throw outOfRange(type) }
            shifted = product
        }
        // The factor has to fit the type too, even for zero.
        guard format.shifted <= (Whole.self == Int32.self ? 9 : 18) else { throw outOfRange(type) }
        format.pre += format.shifted
    }
    let zeros = format.post > 0 ? "." + String(repeating: "0", count: format.post) : ""
    return NumberDigits(Array("\(shifted)\(zeros)".utf8), format)
}

private func digits(
    of value: Numeric, _ format: inout NumberFormat
) throws(EvalFault) -> NumberDigits {
    if format.isRoman { return .roman(Int64(try value.rounded(0).whole(Int32.self))) }
    if format.isScientific {
        guard value.isFinite else { return .scientificOverflow(format) }
        return scientific(printed(value, format.post))
    }
    var shifted = value
    if format.isShifted {
        shifted = try value.multiplied(by: Numeric(10).power(Numeric(Int64(format.shifted))))
        format.pre += format.shifted
    }
    return NumberDigits(Array(try shifted.rounded(format.post).text.utf8), format)
}

private func digits(
    of value: Double, _ format: inout NumberFormat
) throws(EvalFault) -> NumberDigits {
    if format.isRoman {
        let whole = value.rounded(.toNearestOrEven)
        return .roman(Int64(exactly: whole) ?? 0)
    }
    if format.isScientific {
        guard value.isFinite else { return .scientificOverflow(format) }
        return scientific(printed(value, format.post, isScientific: true))
    }
    var shifted = value
    if format.isShifted {
        shifted *= pow(10, Double(format.shifted))
        format.pre += format.shifted
    }
    // A double precision number has 15 decimal digits.
    let wholes = printed(abs(shifted), 0).count
    format.post = wholes >= 15 ? 0 : min(format.post, 15 - wholes)
    return NumberDigits(printed(shifted, format.post), format)
}

private func outOfRange(_ type: String) -> EvalFault {
    EvalFault(.numericOutOfRange, "\(type) out of range")
}

/// A number in scientific notation, with a blank in place of a plus sign.
private func scientific(_ text: [UInt8]) -> NumberDigits {
    NumberDigits(asIs: text.first == UInt8(ascii: "-") ? text : [UInt8(ascii: " ")] + text)
}

/// `d.ddde+dd` with so many digits behind the point.
private func printed(_ value: Numeric, _ places: Int) -> [UInt8] {
    let length = decimalLength(value.digits.magnitude)
    let exponent = length == 0 ? 0 : length - value.displayScale - 1
    let digits = scaled(value.digits, by: places - max(length - 1, 0))
    let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
    let text = Numeric(unchecked: digits, scale: min(places, Numeric.maximumScale)).text
    return Array("\(text)e\(exponent < 0 ? "-" : "+")\(size)".utf8)
}

/// The number as C prints it with `%.*f` or `%.*e`.
private func printed(_ value: Double, _ places: Int, isScientific: Bool = false) -> [UInt8] {
    if !value.isFinite {
        return Array((value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity").utf8)
    }
    // The greatest number has 309 digits.
    var room = [CChar](repeating: 0, count: places + 330)
    let count = unsafe withVaList([CInt(places), value]) { list in
        unsafe vsnprintf(&room, room.count, isScientific ? "%.*e" : "%.*f", list)
    }
    return room.prefix(Int(count)).map { UInt8(bitPattern: $0) }
}
