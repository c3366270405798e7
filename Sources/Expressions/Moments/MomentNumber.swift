#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Numbers at the start of a piece of text, as C's `strtol` and `strtod` read them.
enum MomentNumber {
    /// An integer with its optional sign, and where it ends; 0 at the start when there is none.
    static func integer(
        _ bytes: ArraySlice<UInt8>, bits: Int = 32
    ) throws(MomentTextFault) -> (value: Int, end: Int) {
        var place = bytes.startIndex
        var isNegative = false
        if place < bytes.endIndex, bytes[place] == 0x2D || bytes[place] == 0x2B {
            isNegative = bytes[place] == 0x2D
            place += 1
        }
        let start = place
        var value = 0
        while place < bytes.endIndex, MomentTextFields.isDigit(bytes[place]) {
            let digit = Int(bytes[place] - 0x30)
            let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowedSum) = tenfold.subtractingReportingOverflow(digit)
            guard !overflowed, !overflowedSum else { throw .fieldOverflow }
            value = sum
            place += 1
        }
        guard place > start else { return (0, bytes.startIndex) }
        let limit = bits == 32 ? Int(Int32.min) : Int.min
        guard value >= limit, isNegative || value > limit else { throw .fieldOverflow }
        return (isNegative ? value : -value, place)
    }

    /// A number that fills the whole of `bytes`, which begin with a point: `.` is 0.
    static func fraction(_ bytes: ArraySlice<UInt8>) throws(MomentTextFault) -> Double {
        if bytes.count == 1 { return 0 }
        guard let (value, length) = double(bytes), length == bytes.count else { throw .badFormat }
        return value
    }

    /// A fraction of a second in microseconds, rounded.
    static func microseconds(_ bytes: ArraySlice<UInt8>) throws(MomentTextFault) -> Int64 {
        Int64(rint(try fraction(bytes) * 1e6))
    }

    /// The number at the start and its length; nil when there is none or it is too large.
    static func double(_ bytes: ArraySlice<UInt8>) -> (value: Double, length: Int)? {
        var text = bytes.map { CChar(bitPattern: $0) }
        text.append(0)
        return unsafe text.withUnsafeBufferPointer { buffer -> (Double, Int)? in
            guard let start = buffer.baseAddress else { return nil }
            var end: UnsafeMutablePointer<CChar>?
            let value = unsafe strtod(start, &end)
            let length = unsafe end.map { unsafe UnsafePointer($0) - start } ?? 0
            return length > 0 && value.isFinite ? (value, length) : nil
        }
    }
}
