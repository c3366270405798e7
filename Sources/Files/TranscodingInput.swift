public import TrancheColumnar

/// Latin-1 or UTF-16 turned into UTF-8.
///
/// A byte order mark is dropped, and decides the order of UTF-16 whatever was asked for.
///
/// - SeeAlso: The Unicode Standard §3.9, table 3-5 (UTF-16) and table 3-6 (UTF-8).
// One task at a time uses an input, so its state needs no lock.
@safe public final class TranscodingInput: ByteInput, @unchecked Sendable {
    public var name: String { source.name }
    public var wasWoken: Bool { source.wasWoken }
    public var consumedBytes: Int64 { source.consumedBytes }

    private static let blockBytes = 128 << 10

    private let source: any ByteInput
    private let encoding: TextEncoding
    private var isBigEndian: Bool
    private let raw = ByteBuffer(capacity: blockBytes)
    private let converted = ByteBuffer(capacity: blockBytes * 2)
    private var convertedStart = 0
    /// Where `raw` begins in the unpacked input.
    private var rawOffset: Int64 = 0

    public init(_ source: any ByteInput, _ encoding: TextEncoding) {
        self.source = source
        self.encoding = encoding
        isBigEndian = encoding == .utf16BigEndian
    }

    public func read(into target: UnsafeMutableRawPointer, count: Int) throws(JobError) -> Int {
        while convertedStart == converted.count {
            converted.count = 0
            convertedStart = 0
            let taken = unsafe try source.read(
                into: raw.base + raw.count, count: Self.blockBytes - raw.count)
            raw.count += taken
            if taken == 0 {
                if !source.wasWoken, raw.count > 0 { throw tornEnd() }
                return 0
            }
            if encoding == .latin1 { convertLatin1() } else { try convertUTF16() }
        }
        let taken = min(count, converted.count - convertedStart)
        unsafe target.copyMemory(from: converted.base + convertedStart, byteCount: taken)
        convertedStart += taken
        return taken
    }

    /// Every byte is one character, so the whole block is used up.
    private func convertLatin1() {
        converted.reserve(raw.count * 2)
        let (input, output, count) = unsafe (raw.base, converted.base, raw.count)
        var (index, written) = (0, 0)
        while index < count {
            // SAFETY: a ByteBuffer has 64 bytes of padding, and `converted` twice the room.
            let word = unsafe UnsafeRawPointer(input + index).loadUnaligned(as: UInt64.self)
            if word & 0x8080_8080_8080_8080 == 0 {
                unsafe UnsafeMutableRawPointer(output + written).storeBytes(
                    of: word, as: UInt64.self)
                let step = min(8, count &- index)
                index &+= step
                written &+= step
                continue
            }
            for _ in 0..<min(8, count &- index) {
                let byte = unsafe input[index]
                index &+= 1
                let isHigh = Int(byte &>> 7)
                unsafe output[written] = isHigh == 0 ? byte : 0xC0 | byte &>> 6
                unsafe output[written &+ 1] = 0x80 | byte & 0x3F
                written &+= 1 &+ isHigh
            }
        }
        converted.count = written
        useUp(raw.count)
    }

    /// Uses up whole characters; half a unit or half a pair stays for the next block.
    private func convertUTF16() throws(JobError) {
        var start = 0
        if rawOffset == 0, raw.count >= 2, let order = byteOrderMark() {
            isBigEndian = order
            start = 2
        }
        // Two bytes become at most three.
        converted.reserve(raw.count * 2)
        let (input, count) = unsafe (raw.base, raw.count)
        var writer = unsafe UTF8Writer(output: converted.base)
        let shift = (high: isBigEndian ? 0 : 1, low: isBigEndian ? 1 : 0)
        while start &+ 1 < count {
            if start &+ 8 <= count,
                unsafe writer.appendFourASCII(input + start, isBigEndian: isBigEndian)
            {
                start &+= 8
                continue
            }
            let unit =
                unsafe UInt32(input[start &+ shift.high]) &<< 8 | UInt32(input[start &+ shift.low])
            if unit & 0xF800 != 0xD800 {
                writer.append(unit)
                start &+= 2
                continue
            }
            guard unit < 0xDC00 else { throw loneSurrogate(unit, at: start) }
            guard start &+ 3 < count else { break }
            let low =
                unsafe UInt32(input[start &+ 2 &+ shift.high]) &<< 8
                | UInt32(input[start &+ 2 &+ shift.low])
            guard low & 0xFC00 == 0xDC00 else { throw loneSurrogate(unit, at: start) }
            writer.append(0x10000 &+ (unit & 0x3FF) &<< 10 &+ (low & 0x3FF))
            start &+= 4
        }
        converted.count = writer.count
        useUp(start)
    }

    /// Whether the mark at the start says big endian; `nil` without a mark.
    private func byteOrderMark() -> Bool? {
        switch unsafe (raw.base[0], raw.base[1]) {
        case (0xFE, 0xFF): true
        case (0xFF, 0xFE): false
        default: nil
        }
    }

    private func useUp(_ count: Int) {
        let left = raw.count - count
        // SAFETY: at most three bytes are left, all inside the buffer.
        for index in 0..<left { unsafe raw.base[index] = unsafe raw.base[count + index] }
        raw.count = left
        rawOffset += Int64(count)
    }

    private func loneSurrogate(_ unit: UInt32, at start: Int) -> JobError {
        JobError(
            .data,
            "lone surrogate \(String(unit, radix: 16, uppercase: true)) "
                + "at byte \(rawOffset + Int64(start))", at: name,
            hint: "mend the file, or check that it is \(encoding.rawValue) at all")
    }

    private func tornEnd() -> JobError {
        JobError(
            .data, "ends inside a character that starts at byte \(rawOffset)", at: name,
            hint: "fetch the file again, or check that it is \(encoding.rawValue) at all")
    }

    public func skip(_ bytes: Int64) throws(JobError) { try readAndDrop(bytes) }

    public func close() { source.close() }
}

/// Writes code points as UTF-8 from the start of a buffer with room for them.
@safe private struct UTF8Writer {
    let output: UnsafeMutablePointer<UInt8>
    var count = 0

    /// Appends four UTF-16 units when all are ASCII, else nothing.
    @inline(__always) mutating func appendFourASCII(
        _ units: UnsafePointer<UInt8>, isBigEndian: Bool
    ) -> Bool {
        // SAFETY: the caller has eight bytes here, and room for as many.
        var word = unsafe UnsafeRawPointer(units).loadUnaligned(as: UInt64.self).littleEndian
        if isBigEndian {
            word = (word & 0x00FF_00FF_00FF_00FF) &<< 8 | (word &>> 8) & 0x00FF_00FF_00FF_00FF
        }
        guard word & 0xFF80_FF80_FF80_FF80 == 0 else { return false }
        word = (word | word &>> 8) & 0x0000_FFFF_0000_FFFF
        let packed = UInt32(truncatingIfNeeded: word | word &>> 16)
        unsafe UnsafeMutableRawPointer(output + count)
            .storeBytes(of: packed.littleEndian, as: UInt32.self)
        count &+= 4
        return true
    }

    @inline(__always) mutating func append(_ scalar: UInt32) {
        if scalar < 0x80 {
            unsafe output[count] = UInt8(truncatingIfNeeded: scalar)
            count &+= 1
        } else if scalar < 0x800 {
            unsafe output[count] = UInt8(truncatingIfNeeded: 0xC0 | scalar &>> 6)
            unsafe output[count &+ 1] = continuation(scalar)
            count &+= 2
        } else if scalar < 0x10000 {
            unsafe output[count] = UInt8(truncatingIfNeeded: 0xE0 | scalar &>> 12)
            unsafe output[count &+ 1] = continuation(scalar &>> 6)
            unsafe output[count &+ 2] = continuation(scalar)
            count &+= 3
        } else {
            unsafe output[count] = UInt8(truncatingIfNeeded: 0xF0 | scalar &>> 18)
            unsafe output[count &+ 1] = continuation(scalar &>> 12)
            unsafe output[count &+ 2] = continuation(scalar &>> 6)
            unsafe output[count &+ 3] = continuation(scalar)
            count &+= 4
        }
    }

    @inline(__always) private func continuation(_ bits: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: 0x80 | bits & 0x3F)
    }
}
