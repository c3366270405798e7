import BigInt
import PropertyTesting
import Testing
import TrancheColumnar

@testable import TrancheExpressions

/// A number told by its digits and its scale, as the oracle holds it.
private struct Decimal: Sendable {
    var digits: BigInt
    var scale: Int

    var number: Numeric { Numeric(unchecked: digits, scale: scale) }

    /// The digits at a greater scale.
    func digits(at wanted: Int) -> BigInt { digits * BigInt(10).power(wanted - scale) }

    /// Digits of up to `words` times 30 bits and a scale of 0 to `scale`.
    static func gen(words: Int, scale: Int) -> Gen<Decimal> {
        let digits = Gen<Int>.int(0...(1 << 30 - 1)).array(1...words).map { parts in
            parts.reduce(BigInt(0)) { $0 * BigInt(1 << 30) + BigInt($1) }
        }
        return zip(digits, Gen<Int>.int(0...scale), Gen<Bool>.bool).map {
            Decimal(digits: $2 ? -$0 : $0, scale: $1)
        }
    }

    /// Numbers within 64 bits, around 128 bits, and far beyond.
    static let any = Gen<Decimal>.oneOf([
        gen(words: 2, scale: 18), gen(words: 5, scale: 40), gen(words: 20, scale: 200),
    ])
    static let pair = zip(any, any)
}

extension Numeric {
    fileprivate func isSame(_ digits: BigInt, _ scale: Int) -> Bool {
        self.digits == digits && displayScale == scale && isFinite
            && (limbs == nil) == (digits.magnitude.bitWidth <= 127)
    }
}

@Suite("Exact decimal numbers")
struct NumericPropertyTests {
    @Test("Sums, differences and products are those of whole numbers, on every path")
    func arithmetic() {
        forAll("arithmetic", cases: 4000, Decimal.pair) { left, right in
            let (first, second) = (left.number, right.number)
            let scale = max(left.scale, right.scale)
            let aligned = (left.digits(at: scale), right.digits(at: scale))
            let product = (left.digits * right.digits, left.scale + right.scale)
            return try first.adding(second).isSame(aligned.0 + aligned.1, scale)
                && first.addingSlowly(second).isSame(aligned.0 + aligned.1, scale)
                && first.subtracting(second).isSame(aligned.0 - aligned.1, scale)
                && first.multiplied(by: second).isSame(product.0, product.1)
                && first.multipliedSlowly(by: second).isSame(product.0, product.1)
                && first.negated().isSame(-left.digits, left.scale)
                && first.negatedSlowly().isSame(-left.digits, left.scale)
        }
    }

    @Test("The order is that of whole numbers, and equal numbers have one hash")
    func order() {
        forAll("order", cases: 4000, Decimal.pair) { left, right in
            let (first, second) = (left.number, right.number)
            let scale = max(left.scale, right.scale)
            let aligned = (left.digits(at: scale), right.digits(at: scale))
            let order = aligned.0 < aligned.1 ? -1 : aligned.0 > aligned.1 ? 1 : 0
            let longer = Numeric(
                unchecked: left.digits(at: left.scale + 30), scale: left.scale + 30)
            return Numeric.compare(first, second) == order
                && Numeric.compareSlowly(first, second) == order
                && (first == second) == (order == 0)
                && longer == first && longer.hashValue == first.hashValue
                && longer.trimmed().displayScale == first.minimumScale()
        }
    }

    @Test("A quotient is the nearest of its scale, and the rest of a division is exact")
    func division() {
        forAll("division", cases: 4000, Decimal.pair) { left, right in
            guard !right.digits.isZero else { return true }
            let scale = max(left.scale, right.scale)
            let (dividend, divisor) = (left.digits(at: scale), right.digits(at: scale))
            let quotient = try left.number.divided(by: right.number)
            // |dividend / divisor - quotient| is at most half a unit of the quotient.
            let unit = BigInt(10).power(quotient.displayScale)
            let error = 2 * (dividend * unit - quotient.digits * divisor).magnitude
            let whole = try left.number.wholeQuotient(dividingBy: right.number)
            let rest = try left.number.remainder(dividingBy: right.number)
            return error <= divisor.magnitude
                && quotient.displayScale >= scale
                && whole.isSame(dividend / divisor, 0)
                && rest.isSame(dividend % divisor, scale)
        }
    }

    @Test("Rounding, cutting and both whole neighbours agree with division of whole numbers")
    func rounding() {
        let cases = zip(Decimal.any, Gen<Int>.int(-30...60))
        forAll("rounding", cases: 4000, cases) { value, places in
            let scale = max(value.scale, places, 0)
            let unit = BigInt(10).power(scale - places)
            let all = value.digits(at: scale)
            let parts = all.quotientAndRemainder(dividingBy: unit)
            let isUp = 2 * parts.remainder.magnitude >= unit.magnitude
            let away = isUp ? BigInt(all.sign == .minus ? -1 : 1) : 0
            let kept = max(places, 0)
            let grown = BigInt(10).power(kept - places)
            let one = BigInt(10).power(value.scale)
            let whole = value.digits / one
            let isExact = whole * one == value.digits
            let floor = isExact || value.digits > 0 ? whole : whole - 1
            return try value.number.rounded(places).isSame((parts.quotient + away) * grown, kept)
                && value.number.truncated(places).isSame(parts.quotient * grown, kept)
                && value.number.floor().isSame(floor, 0)
                && value.number.ceiling().isSame(isExact ? floor : floor + 1, 0)
        }
    }

    @Test("Any number is read back from its text, digits and scale, and from an exponent")
    func text() {
        forAll("text", cases: 4000, Decimal.any) { value in
            let number = value.number
            let read = try Numeric(reading: number.text)
            let digits = value.digits.description
            let shifted = try Numeric(reading: " \(digits)E-\(value.scale) ")
            let buffer = ByteBuffer()
            buffer.append("x")
            number.append(to: buffer)
            return read.isSame(value.digits, value.scale)
                && shifted.isSame(value.digits, value.scale)
                && buffer.string(0..<buffer.count) == "x" + number.text
                && number.text.filter { $0 != "." && $0 != "-" }.drop { $0 == "0" }
                    == digits.filter { $0 != "-" }.drop { $0 == "0" }
        }
    }

    @Test("The square root is the nearest of its scale")
    func squareRoot() {
        forAll("square root", cases: 1500, Decimal.any) { value in
            let number = value.number.absolute()
            let root = try number.squareRoot()
            let scale = max(number.displayScale, root.displayScale)
            // (2 root - 1)^2 <= 4 value < (2 root + 1)^2, in units of the root.
            let unit = BigInt(10).power(2 * root.displayScale)
            let four = 4 * number.digits * unit
            let one = BigInt(10).power(number.displayScale)
            let low = 2 * root.digits - 1
            let high = 2 * root.digits + 1
            return scale == root.displayScale && high * high * one > four
                && (root.isZero || low * low * one <= four)
        }
    }

    @Test("Doubles become the number of their 15 digits, and short numbers come back from doubles")
    func doubles() {
        forAll("doubles", cases: 4000, Decimal.gen(words: 1, scale: 20)) { value in
            let double = try value.number.toDouble()
            let expected = Double(value.number.text)
            return double == expected && Numeric(double: double) == value.number
        }
        forAll("wide numbers to doubles", cases: 1500, Decimal.any) { value in
            try value.number.toDouble() == Double(value.number.text)
        }
    }

    @Test("Logarithm and exponential undo each other")
    func logarithms() {
        forAll("ln and exp", cases: 200, Decimal.gen(words: 2, scale: 18)) { value in
            guard !value.digits.isZero else { return true }
            let number = try value.number.absolute().rounded(30)
            let back = try number.naturalLogarithm().exponential()
            let distance = try back.subtracting(number).absolute()
            return try distance.toDouble() <= number.toDouble() * 1e-27
        }
    }
}
