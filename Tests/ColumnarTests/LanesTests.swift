import PropertyTesting
import Testing
import TrancheColumnar

@Suite("Scanning 64 bytes at a time")
struct LanesTests {
    /// 64 bytes and where in a buffer they begin, so that every alignment is met.
    private static let lanes = zip(
        Gen<UInt8>.weighted([
            (1, .element(of: [0, 0x22, 0x2C, 0x0A, 0x7F, 0x80, 0xFF])), (1, .int),
        ]).array(64...64),
        Gen<Int>.int(0...63))

    /// Bit *i* is set where `isSet` holds for byte *i*.
    private func plainBits(_ bytes: [UInt8], _ isSet: (UInt8) -> Bool) -> UInt64 {
        var bits: UInt64 = 0
        for (place, byte) in bytes.enumerated() where isSet(byte) { bits |= 1 << UInt64(place) }
        return bits
    }

    private func withLane<Result>(
        _ bytes: [UInt8], _ offset: Int, _ body: (UnsafeRawPointer) throws -> Result
    ) rethrows -> Result {
        let filled = [UInt8](repeating: 0x22, count: offset) + bytes + [0x22]
        return unsafe try filled.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an empty array") }
            return unsafe try body(base + offset)
        }
    }

    @Test(
        "A needle's bits are those of a loop over the bytes",
        arguments: [0, 0x22, 0x2C, 0x80, 0xFF])
    func needle(_ byte: UInt8) {
        forAll("bits of a needle", Self.lanes) { bytes, offset in
            let found = unsafe withLane(bytes, offset) { unsafe ByteNeedle(byte).bits($0) }
            return try same(found, plainBits(bytes) { $0 == byte })
        }
    }

    @Test("The high bits are those of a loop over the bytes")
    func high() {
        forAll("high bits", Self.lanes) { bytes, offset in
            let found = unsafe withLane(bytes, offset) { unsafe highBits($0) }
            return try same(found, plainBits(bytes) { $0 >= 0x80 })
        }
    }

    @Test("The quoted region toggles at each quote, over many words")
    func region() {
        forAll("quoted region", Gen<UInt64>.int.array(1...8)) { words in
            var carry: UInt64 = 0
            var isInside = false
            for quotes in words {
                var wanted: UInt64 = 0
                for place in 0..<64 {
                    if quotes >> UInt64(place) & 1 == 1 { isInside.toggle() }
                    if isInside { wanted |= 1 << UInt64(place) }
                }
                _ = try same(quotedRegion(quotes, &carry), wanted)
                _ = try same(carry, isInside ? ~0 : 0)
            }
            return true
        }
    }
}
