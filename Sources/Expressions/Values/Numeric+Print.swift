internal import BigInt
internal import TrancheColumnar

extension Numeric {
    /// The bytes that ``write(to:)`` needs at its destination; more than it writes.
    var textCapacity: Int {
        let whole = limbs.map { $0.value.bitWidth * 1234 / 4096 + 1 } ?? 39
        // The sign, a zero and the point, and what whole words overwrite.
        return max(whole, displayScale) + 3 + maximumInt64Length + 16
    }

    /// Appends the number as PostgreSQL prints it: all digits of its display scale, no exponent.
    func append(to buffer: ByteBuffer) {
        // The buffer is another module's: each of its properties is a call.
        let start = buffer.count
        buffer.reserve(start + textCapacity)
        // SAFETY: room for `textCapacity` bytes behind `start` was just made.
        unsafe buffer.count = start + write(to: buffer.base + start)
    }

    /// The number as PostgreSQL prints it.
    var text: String {
        // SAFETY: the string has the capacity that `write` asks for.
        unsafe String(unsafeUninitializedCapacity: textCapacity) { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            return unsafe write(to: start)
        }
    }

    /// Writes the number as PostgreSQL prints it: all digits of its display scale, no exponent.
    ///
    /// - Parameter destination: Room for ``textCapacity`` bytes.
    /// - Returns: The length of the text.
    @inline(__always)
    func write(to destination: UnsafeMutablePointer<UInt8>) -> Int {
        guard tag <= 18, coefficient.isInt64, coefficient != Int128(Int64.min) else {
            return unsafe writeSlowly(to: destination)
        }
        let value = Int64(truncatingIfNeeded: coefficient)
        let length = unsafe formatInt64(value, to: destination)
        if tag == 0 { return length }
        let sign = value < 0 ? 1 : 0
        let point = length &- Int(tag)
        if point > sign, tag <= 16 {
            // SAFETY: at most 20 bytes of text, and `textCapacity` has 36 more.
            let behind = unsafe UnsafeMutableRawPointer(destination + point)
            let fraction = unsafe behind.loadUnaligned(as: SIMD16<UInt8>.self)
            unsafe (behind + 1).storeBytes(of: fraction, as: SIMD16<UInt8>.self)
            unsafe destination[point] = 0x2E
            return length &+ 1
        }
        let power = powerOfTen64(Int(tag))
        let parts = value.magnitude.quotientAndRemainder(dividingBy: UInt64(bitPattern: power))
        let start = unsafe destination + sign
        let whole = unsafe formatInt64(Int64(bitPattern: parts.quotient), to: start)
        // A one in front keeps the zeros; the point takes its place.
        let fraction = Int64(bitPattern: parts.remainder) &+ power
        let behind = unsafe formatInt64(fraction, to: start + whole)
        unsafe start[whole] = 0x2E
        return sign &+ whole &+ behind
    }

    @inline(never)
    private func writeSlowly(to destination: UnsafeMutablePointer<UInt8>) -> Int {
        guard isFinite else {
            let name: StaticString =
                isNaN ? "NaN" : tag == Self.infinity.tag ? "Infinity" : "-Infinity"
            unsafe destination.update(from: name.utf8Start, count: name.utf8CodeUnitCount)
            return name.utf8CodeUnitCount
        }
        let text =
            limbs.map { decimalText($0.value.magnitude) } ?? Self.smallText(coefficient.magnitude)
        var next = unsafe destination
        func put(_ bytes: ArraySlice<UInt8>) {
            for byte in bytes {
                unsafe next.pointee = byte
                unsafe next += 1
            }
        }
        if signum < 0 { put([0x2D]) }
        let scale = displayScale
        let whole = max(text.count - scale, 0)
        put(whole == 0 ? [0x30] : text[..<whole])
        if scale > 0 {
            put([0x2E])
            put(ArraySlice(repeatElement(0x30, count: max(scale - text.count, 0))))
            put(text[whole...])
        }
        return unsafe next - destination
    }

    /// The digits of a number of up to 39, the most significant first; none for 0.
    private static func smallText(_ value: UInt128) -> [UInt8] {
        var value = value
        var text: [UInt8] = []
        text.reserveCapacity(40)
        while value > 0 {
            let parts = value.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
            var word = UInt64(truncatingIfNeeded: parts.remainder)
            value = parts.quotient
            for _ in 0..<18 where value > 0 || word > 0 {
                text.append(0x30 + UInt8(truncatingIfNeeded: word % 10))
                word /= 10
            }
        }
        text.reverse()
        return text
    }
}
