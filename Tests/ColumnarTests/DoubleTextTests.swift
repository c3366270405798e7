import PropertyTesting
import Testing
import TrancheColumnar

private func parse(_ text: String) -> Double? {
    var value = 0.0
    return unsafe withText(text) { unsafe parseDouble($0, $1, &value) } ? value : nil
}

private func text(_ value: Double) -> String {
    unsafe written(room: maximumDoubleLength) { unsafe formatDouble(value, to: $0) } ?? ""
}

/// The significant digits of a number's text, without zeros at either end.
private func digits(_ text: String) -> Substring {
    let digits = text.prefix { $0 != "e" }.filter(\.isNumber)
    guard let last = digits.lastIndex(where: { $0 != "0" }) else { return "" }
    return digits[...last].drop { $0 == "0" }
}

/// The digits of the description; `nil` where it lies in the middle between two doubles, which
/// PostgreSQL takes for neither.
private func describedDigits(_ value: Double) -> Substring? {
    let found = digits(value.description)
    let size = value.magnitude
    guard size >= 0x1p53, size < 0x1p120, var whole = UInt128(found) else { return found }
    let exact = UInt128(size)
    while whole * 10 <= exact + exact / 100 { whole *= 10 }
    let distance = whole > exact ? whole - exact : exact - whole
    let gap = whole > exact ? size.nextUp - size : size - size.nextDown
    return UInt128(gap) == 2 * distance ? nil : found
}

@Suite("Doubles from text")
struct DoubleParsingTests {
    @Test("Any double's description is read as the standard library reads it")
    func descriptions() {
        forAll("parse(description)", cases: 100_000, Gen<Double>.finiteDouble) { value in
            try same(parse(value.description)?.bitPattern, value.bitPattern)
        }
    }

    @Test("Decimals of any length, point and exponent are correctly rounded")
    func decimals() {
        let digits = Gen<String>.string(from: "0123456789", 1...40)
        let exponent = Gen<Int>.int(-345...320).map { "e\($0)" }
        let parts = zip(digits, digits.optional, Gen.oneOf([.constant(""), exponent]))
        let texts = parts.map { $0 + ($1.map { "." + $0 } ?? "") + $2 }
        forAll("decimals", cases: 50_000, texts) { text in
            guard let wanted = Double(text) else { return false }
            let isLost = wanted == 0 && text.prefix { $0 != "e" }.contains { "1"..."9" ~= $0 }
            return try same(parse(text), wanted.isInfinite || isLost ? nil : wanted)
        }
    }

    @Test(
        "Halfway between two doubles, and a digit beside it, goes the way of the standard library")
    func ties() {
        forAll("ties", cases: 20_000, Gen<UInt64>.int(0...1 << 52)) { bits in
            // 54 bits, the last one set, are halfway between two doubles of 53.
            let tie = (1 << 53 | bits) << 1 | 1
            return try ["", ".0", ".000000000000000000001", "e0", "e1", "e-1", "e25"].allSatisfy {
                try same(parse("\(tie)\($0)"), Double("\(tie)\($0)"))
            }
        }
    }

    @Test(
        "Famous numbers",
        arguments: [
            ("9007199254740993", 9_007_199_254_740_992), ("1e23", 1e23), ("8.5e22", 8.5e22),
            ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
            ("2.2250738585072014e-308", .leastNormalMagnitude),
            ("4.9e-324", .leastNonzeroMagnitude), ("2.5e-324", .leastNonzeroMagnitude),
            ("1.7976931348623157e308", .greatestFiniteMagnitude),
            ("1.7976931348623158e308", .greatestFiniteMagnitude),
            ("0.1", 0.1), ("1234.56", 1234.56), ("-1234.56", -1234.56), ("1234567.8", 1_234_567.8),
            ("0e400", 0), ("0.0e-999999999999", 0), ("0", 0), ("5.", 5), (".5", 0.5), ("-.5", -0.5),
            ("+5", 5), ("007", 7), ("1E5", 1e5), ("1e+5", 1e5), (" 1.5\t", 1.5),
            ("0.000000000000000000000000000000000000001", 1e-39),
            ("100000000000000000000000000000000000000000e-41", 1),
        ] as [(String, Double)])
    func famous(_ text: String, _ value: Double) {
        #expect(parse(text) == value)
    }

    @Test("The sign of zero is kept")
    func negativeZero() {
        for text in ["-0", "-0.0", "-0e5", "-0.00000000000000000000000"] {
            #expect(parse(text)?.bitPattern == (-0.0).bitPattern)
        }
    }

    @Test(
        "Infinity in any letter case, with a sign or without",
        arguments: [
            ("Infinity", 1), ("infinity", 1), ("INFINITY", 1), ("inf", 1), ("+Inf", 1),
            ("-infinity", -1), ("-INF", -1), (" -inf ", -1), ("+infinity", 1),
        ] as [(String, Double)])
    func infinities(_ text: String, _ sign: Double) {
        #expect(parse(text) == sign * .infinity)
    }

    @Test("NaN in any letter case", arguments: ["NaN", "nan", "NAN", " nan "])
    func notANumber(_ text: String) {
        #expect(parse(text)?.isNaN == true)
    }

    @Test(
        "What is no number, or does not fit, is refused",
        arguments: [
            "", " ", ".", "-", "+", "-.", "e5", "1e", "1e+", "1e5.5", "1..2", "1.2.3", "--1",
            "1 2", "1,5", "0x10", "1_000", "in", "infinit", "infinityy", "na", "1f", "1e400",
            "-1e400", "1e-400", "1.8e308", "2e-324", "1e99999999999999999999", "\u{A0}1", "1\0",
        ])
    func refused(_ text: String) {
        #expect(parse(text) == nil)
    }
}

@Suite("Doubles to text")
struct DoublePrintingTests {
    @Test("Any double reads back identically from as few digits as its description")
    func shortest() {
        forAll("format", cases: 100_000, Gen<Double>.finiteDouble) { value in
            let text = text(value)
            return try same(Double(text)?.bitPattern, value.bitPattern)
                && same(digits(text), describedDigits(value) ?? digits(text))
        }
    }

    @Test("Random bit patterns too")
    func randomBits() {
        forAll("bits", cases: 100_000, Gen<UInt64> { $0.next(upTo: .max) }) { bits in
            let value = Double(bitPattern: bits)
            guard value.isFinite else { return true }
            let text = text(value)
            return try same(parse(text)?.bitPattern, bits)
                && same(digits(text), describedDigits(value) ?? digits(text))
        }
    }

    @Test("Every power of two and ten, and its neighbours")
    func powers() {
        var values = (-1074...1023).map { Double(sign: .plus, exponent: $0, significand: 1) }
        values += (-323...308).compactMap { Double("1e\($0)") }
        for value in values.flatMap({ [$0.nextDown, $0, $0.nextUp, -$0] }) where value.isFinite {
            #expect(Double(text(value))?.bitPattern == value.bitPattern)
            #expect(digits(text(value)) == describedDigits(value) ?? digits(text(value)))
        }
    }

    @Test(
        "The notation is PostgreSQL's",
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (-0.5, "-0.5"),
            (100, "100"), (1234.56, "1234.56"), (0.0001, "0.0001"), (0.00001, "1e-05"),
            (0.000123456789, "0.000123456789"), (1.5e-5, "1.5e-05"), (1e14, "100000000000000"),
            (1e15, "1e+15"), (123_456_789_012_345, "123456789012345"),
            (1_234_567_890_123_456, "1.234567890123456e+15"),
            (99_999_999_999_999.9, "99999999999999.9"),
            (-123_456_789_012_345.6, "-123456789012345.6"), (1e23, "9.999999999999999e+22"),
            (1e100, "1e+100"),
            (1e-100, "1e-100"),
            (Double.leastNonzeroMagnitude.nextUp, "1e-323"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
            (-2.2250738585072014e-308, "-2.2250738585072014e-308"),
            (-0.00012345678901234567, "-0.00012345678901234567"),
            (.infinity, "Infinity"), (-.infinity, "-Infinity"), (.nan, "NaN"), (-.nan, "NaN"),
        ] as [(Double, String)])
    func notation(_ value: Double, _ wanted: String) {
        #expect(text(value) == wanted)
    }
}
