/// A digest that takes its input in blocks, as MD5 and SHA-256 do.
///
/// - SeeAlso: RFC 1321 and FIPS 180-4.
private struct Block64 {
    /// Calls `take` with each block of 64 bytes, padding and length included.
    @safe static func each(
        _ s: Text, isBigEndian: Bool, _ take: (UnsafePointer<UInt8>) -> Void
    ) {
        let whole = s.count & ~63
        var at = 0
        while at < whole {
            // SAFETY: at + 64 <= whole <= count.
            unsafe take(s.start + at)
            at += 64
        }
        var tail = InlineArray<128, UInt8>(repeating: 0)
        for index in whole..<s.count { tail[index - whole] = s[index] }
        tail[s.count - whole] = 0x80
        let size = s.count - whole < 56 ? 64 : 128
        let bits = UInt64(s.count) * 8
        for index in 0..<8 {
            let place = isBigEndian ? size - 1 - index : size - 8 + index
            tail[place] = UInt8(truncatingIfNeeded: bits &>> UInt64(8 * index))
        }
        unsafe tail.span.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            // SAFETY: the tail holds one or two blocks.
            unsafe take(start)
            if size == 128 { unsafe take(start + 64) }
        }
    }
}

/// `floor(abs(sin(i + 1)) * 2^32)`, which RFC 1321 lists.
private let md5Table: [UInt32] = [
    0xD76A_A478, 0xE8C7_B756, 0x2420_70DB, 0xC1BD_CEEE, 0xF57C_0FAF, 0x4787_C62A,
    0xA830_4613, 0xFD46_9501, 0x6980_98D8, 0x8B44_F7AF, 0xFFFF_5BB1, 0x895C_D7BE,
    0x6B90_1122, 0xFD98_7193, 0xA679_438E, 0x49B4_0821, 0xF61E_2562, 0xC040_B340,
    0x265E_5A51, 0xE9B6_C7AA, 0xD62F_105D, 0x0244_1453, 0xD8A1_E681, 0xE7D3_FBC8,
    0x21E1_CDE6, 0xC337_07D6, 0xF4D5_0D87, 0x455A_14ED, 0xA9E3_E905, 0xFCEF_A3F8,
    0x676F_02D9, 0x8D2A_4C8A, 0xFFFA_3942, 0x8771_F681, 0x6D9D_6122, 0xFDE5_380C,
    0xA4BE_EA44, 0x4BDE_CFA9, 0xF6BB_4B60, 0xBEBF_BC70, 0x289B_7EC6, 0xEAA1_27FA,
    0xD4EF_3085, 0x0488_1D05, 0xD9D4_D039, 0xE6DB_99E5, 0x1FA2_7CF8, 0xC4AC_5665,
    0xF429_2244, 0x432A_FF97, 0xAB94_23A7, 0xFC93_A039, 0x655B_59C3, 0x8F0C_CC92,
    0xFFEF_F47D, 0x8584_5DD1, 0x6FA8_7E4F, 0xFE2C_E6E0, 0xA301_4314, 0x4E08_11A1,
    0xF753_7E82, 0xBD3A_F235, 0x2AD7_D2BB, 0xEB86_D391,
]

private let md5Shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

/// The 16 bytes of MD5.
func md5Digest(_ s: Text) -> InlineArray<16, UInt8> {
    var state: InlineArray<4, UInt32> = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
    Block64.each(s, isBigEndian: false) { block in unsafe md5Round(&state, block) }
    var digest = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<16 {
        digest[index] = UInt8(truncatingIfNeeded: state[index / 4] &>> UInt32(8 * (index % 4)))
    }
    return digest
}

private func md5Round(_ state: inout InlineArray<4, UInt32>, _ block: UnsafePointer<UInt8>) {
    var words = InlineArray<16, UInt32>(repeating: 0)
    for index in 0..<16 {
        // SAFETY: a block holds 64 bytes.
        let word = unsafe UnsafeRawPointer(block + 4 * index).loadUnaligned(as: UInt32.self)
        words[index] = UInt32(littleEndian: word)
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for index in 0..<64 {
        var mixed: UInt32
        var place: Int
        switch index / 16 {
        case 0: (mixed, place) = ((b & c) | (~b & d), index)
        case 1: (mixed, place) = ((d & b) | (~d & c), (5 * index + 1) & 15)
        case 2: (mixed, place) = (b ^ c ^ d, (3 * index + 5) & 15)
        default: (mixed, place) = (c ^ (b | ~d), (7 * index) & 15)
        }
        mixed = mixed &+ a &+ md5Table[index] &+ words[place]
        let shift = md5Shifts[index / 16 * 4 + index % 4]
        (a, d, c) = (d, c, b)
        b = b &+ ((mixed &<< shift) | (mixed &>> (32 &- shift)))
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
}

/// The last state of SHA-256, or of SHA-224 from another beginning.
///
/// Its constants are the upper halves of those of SHA-512.
///
/// - Parameters:
///   - s: The bytes.
///   - initial: The state to begin with, which tells SHA-224 from SHA-256.
/// - Returns: The last state, whose bytes are the digest.
func sha256State(_ s: Text, initial: InlineArray<8, UInt32>) -> InlineArray<8, UInt32> {
    var state = initial
    Block64.each(s, isBigEndian: true) { block in unsafe sha256Round(&state, block) }
    return state
}

@inline(__always)
private func rotated(_ x: UInt32, _ by: UInt32) -> UInt32 { (x &>> by) | (x &<< (32 &- by)) }

private func sha256Round(_ state: inout InlineArray<8, UInt32>, _ block: UnsafePointer<UInt8>) {
    var w = InlineArray<64, UInt32>(repeating: 0)
    for index in 0..<16 {
        // SAFETY: a block holds 64 bytes.
        let word = unsafe UnsafeRawPointer(block + 4 * index).loadUnaligned(as: UInt32.self)
        w[index] = UInt32(bigEndian: word)
    }
    for index in 16..<64 {
        let (x, y) = (w[index - 15], w[index - 2])
        let s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x &>> 3)
        let s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y &>> 10)
        w[index] = w[index - 16] &+ s0 &+ w[index - 7] &+ s1
    }
    var v = state
    for index in 0..<64 {
        let s1 = rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25)
        let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
        let constant = UInt32(truncatingIfNeeded: shaConstants[index] &>> 32)
        let first = v[7] &+ s1 &+ choice &+ constant &+ w[index]
        let s0 = rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22)
        let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
        for place in (1..<8).reversed() { v[place] = v[place - 1] }
        v[4] &+= first
        v[0] = first &+ s0 &+ majority
    }
    for index in 0..<8 { state[index] &+= v[index] }
}
