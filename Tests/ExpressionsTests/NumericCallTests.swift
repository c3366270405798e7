import Testing
import TrancheColumnar

@testable import TrancheExpressions

/// One line of the table: an operation on operands that are text.
struct NumericCall {
    struct Unknown: Error {}

    private let operation: Substring
    private let operands: [Substring]

    /// A line of the operation, its operands, and the answer, which is not read.
    init(_ line: [Substring]) {
        operation = line[0]
        operands = Array(line[1..<(line.count - 1)])
    }

    /// The answer as PostgreSQL prints it, or its error after `!`.
    func answer() throws -> String {
        do {
            if let number = try arithmetic() ?? unary() ?? transcendental() { return number.text }
            if let text = try converted() { return text }
            throw Unknown()
        } catch let fault as EvalFault {
            return "!\(fault.code.rawValue) \(fault.message)"
        }
    }

    private func number(_ index: Int) throws -> Numeric { try Numeric(reading: operands[index]) }

    private func whole(_ index: Int) throws -> Int {
        try #require(Int(operands[index]))
    }

    private func arithmetic() throws -> Numeric? {
        switch operation {
        case "+": try number(0).adding(number(1))
        case "-": try number(0).subtracting(number(1))
        case "*": try number(0).multiplied(by: number(1))
        case "/": try number(0).divided(by: number(1))
        case "%": try number(0).remainder(dividingBy: number(1))
        case "div": try number(0).wholeQuotient(dividingBy: number(1))
        case "gcd": Numeric.greatestCommonDivisor(try number(0), try number(1))
        case "lcm": try Numeric.leastCommonMultiple(number(0), number(1))
        default: nil
        }
    }

    private func unary() throws -> Numeric? {
        switch operation {
        case "in": try number(0)
        case "neg": try number(0).negated()
        case "abs": try number(0).absolute()
        case "sign": try number(0).sign()
        case "round": try number(0).rounded(whole(1))
        case "trunc": try number(0).truncated(whole(1))
        case "ceil": try number(0).ceiling()
        case "floor": try number(0).floor()
        case "trim_scale": try number(0).trimmed()
        case "fit": try number(0).fitted(precision: whole(1), scale: whole(2))
        default: nil
        }
    }

    private func transcendental() throws -> Numeric? {
        switch operation {
        case "factorial": try Numeric.factorial(Int64(whole(0)))
        case "sqrt": try number(0).squareRoot()
        case "exp": try number(0).exponential()
        case "ln": try number(0).naturalLogarithm()
        case "log10": try number(0).commonLogarithm()
        case "log": try number(1).logarithm(base: number(0))
        case "power": try number(0).power(number(1))
        case "fromfloat8": Numeric(double: try #require(Double(operands[0])))
        default: nil
        }
    }

    private func converted() throws -> String? {
        switch operation {
        case "cmp": return String(Numeric.compare(try number(0), try number(1)))
        case "int8": return String(try number(0).whole(Int64.self))
        case "int4": return String(try number(0).whole(Int32.self))
        case "int2": return String(try number(0).whole(Int16.self))
        case "float8": return Self.text(try number(0).toDouble())
        case "scale": return try number(0).isFinite ? String(number(0).displayScale) : ""
        case "min_scale": return try number(0).isFinite ? String(number(0).minimumScale()) : ""
        case "width_bucket":
            let count = Int32(try whole(3))
            return String(try Numeric.widthBucket(number(0), number(1), number(2), count))
        default: return nil
        }
    }

    private static func text(_ value: Double) -> String {
        let buffer = ByteBuffer(capacity: maximumDoubleLength)
        buffer.count = unsafe formatDouble(value, to: buffer.base)
        return buffer.string(0..<buffer.count)
    }
}

extension Numeric {
    /// The number that `text` spells.
    init(reading text: some StringProtocol) throws(EvalFault) {
        // SAFETY: the array outlives the call, which keeps no pointer.
        let bytes = Array(text.utf8)
        let result = unsafe bytes.withUnsafeBufferPointer { bytes in
            Result { () throws(EvalFault) in unsafe try Numeric(parsing: bytes) }
        }
        self = try result.get()
    }
}
