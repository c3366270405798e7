import TrancheColumnar

/// MD5 of the bytes, as 32 hexadecimal digits.
func md5(_ s: Text, _ out: ByteBuffer) -> Text {
    let digest = md5Digest(s)
    return build(out, most: 32) { p in
        for index in 0..<16 {
            // SAFETY: two digits for each of 16 bytes.
            unsafe p[2 * index] = hexDigit(digest[index] &>> 4)
            unsafe p[2 * index + 1] = hexDigit(digest[index] & 15)
        }
        return 32
    }
}

/// SHA-224 of the bytes: 28 bytes, which are no UTF-8.
func sha224(_ s: Text, _ out: ByteBuffer) -> Text {
    digest(
        sha256State(
            s,
            initial: [
                0xC105_9ED8, 0x367C_D507, 0x3070_DD17, 0xF70E_5939,
                0xFFC0_0B31, 0x6858_1511, 0x64F9_8FA7, 0xBEFA_4FA4,
            ]), 28, out)
}

/// SHA-256 of the bytes: 32 bytes, which are no UTF-8.
func sha256(_ s: Text, _ out: ByteBuffer) -> Text {
    digest(
        sha256State(
            s,
            initial: [
                0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
                0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
            ]), 32, out)
}

/// SHA-384 of the bytes: 48 bytes, which are no UTF-8.
func sha384(_ s: Text, _ out: ByteBuffer) -> Text {
    digest(
        sha512State(
            s,
            initial: [
                0xCBBB_9D5D_C105_9ED8, 0x629A_292A_367C_D507, 0x9159_015A_3070_DD17,
                0x152F_ECD8_F70E_5939, 0x6733_2667_FFC0_0B31, 0x8EB4_4A87_6858_1511,
                0xDB0C_2E0D_64F9_8FA7, 0x47B5_481D_BEFA_4FA4,
            ]), 48, out)
}

/// SHA-512 of the bytes: 64 bytes, which are no UTF-8.
func sha512(_ s: Text, _ out: ByteBuffer) -> Text {
    digest(
        sha512State(
            s,
            initial: [
                0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B,
                0xA54F_F53A_5F1D_36F1, 0x510E_527F_ADE6_82D1, 0x9B05_688C_2B3E_6C1F,
                0x1F83_D9AB_FB41_BD6B, 0x5BE0_CD19_137E_2179,
            ]), 64, out)
}

private func digest<Word: FixedWidthInteger>(
    _ state: InlineArray<8, Word>, _ length: Int, _ out: ByteBuffer
) -> Text {
    let size = Word.bitWidth / 8
    return build(out, most: length) { p in
        for index in 0..<length {
            let shift = Word(8 * (size - 1 - index % size))
            // SAFETY: index < length.
            unsafe p[index] = UInt8(truncatingIfNeeded: state[index / size] &>> shift)
        }
        return length
    }
}
