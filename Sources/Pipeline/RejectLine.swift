public import TrancheColumnar

/// Writes one reject as a line of NDJSON: where it stood, why it was set aside, and its bytes.
public enum RejectLine {
    static func append(
        _ fault: RowFault, at place: RecordPlace, of chunk: Chunk, to lines: ByteBuffer,
        shield: (any RecordShield)? = nil
    ) {
        guard shield == nil else {
            append(RejectRecord(fault, at: place, of: chunk, shield: shield), to: lines)
            return
        }
        appendHead(RejectRecord(fault, at: place, original: []), to: lines)
        let range = chunk.rawBytes(of: fault.row)
        // SAFETY: the range lies inside the chunk's bytes.
        let bytes = unsafe UnsafeBufferPointer(
            start: chunk.bytes.base + range.lowerBound, count: range.count)
        unsafe appendOriginal(bytes, to: lines)
        lines.append("}\n")
    }

    /// Appends the line of a reject whose values are hidden where they have to be.
    public static func append(_ record: RejectRecord, to lines: ByteBuffer) {
        appendHead(record, to: lines)
        if record.isRedacted { lines.append(",\"redacted\":true") }
        unsafe record.original.withUnsafeBufferPointer { unsafe appendOriginal($0, to: lines) }
        lines.append("}\n")
    }

    private static func appendHead(_ record: RejectRecord, to lines: ByteBuffer) {
        let place = record.place
        lines.append("{\"file\":")
        appendString(place.file, to: lines)
        lines.append(",\"record\":\(place.record),\"line\":\(place.line)")
        lines.append(",\"offset\":\(place.offset),\"step\":")
        appendOptional(record.step, to: lines)
        if let sink = record.sink {
            lines.append(",\"sink\":")
            appendString(sink, to: lines)
        }
        lines.append(",\"column\":")
        appendOptional(record.column, to: lines)
        lines.append(",\"code\":")
        appendString(record.code, to: lines)
        lines.append(",\"message\":")
        appendString(record.message, to: lines)
    }

    /// The record's bytes as text when they are UTF-8, else in base64 (RFC 4648 §4).
    private static func appendOriginal(_ bytes: UnsafeBufferPointer<UInt8>, to lines: ByteBuffer) {
        // A NUL has no place in a text that is to be read again.
        if unsafe !bytes.contains(0), let text = unsafe String(validating: bytes, as: UTF8.self) {
            lines.append(",\"original\":")
            appendString(text, to: lines)
        } else {
            lines.append(",\"original_base64\":\"")
            unsafe appendBase64(bytes, to: lines)
            lines.append("\"")
        }
    }

    private static func appendOptional(_ text: String?, to lines: ByteBuffer) {
        if let text { appendString(text, to: lines) } else { lines.append("null") }
    }

    /// A JSON string (RFC 8259 §7).
    static func appendString(_ text: String, to lines: ByteBuffer) {
        let digits = Array("0123456789abcdef".utf8)
        lines.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C:
                lines.append(0x5C)
                lines.append(byte)
            case 0x0A: lines.append("\\n")
            case 0x0D: lines.append("\\r")
            case 0x09: lines.append("\\t")
            case 0..<0x20:
                lines.append("\\u00")
                lines.append(digits[Int(byte >> 4)])
                lines.append(digits[Int(byte & 15)])
            default: lines.append(byte)
            }
        }
        lines.append(0x22)
    }

    private static func appendBase64(_ bytes: UnsafeBufferPointer<UInt8>, to lines: ByteBuffer) {
        let letters = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = unsafe bytes[start..<min(start + 3, bytes.count)]
            var word: UInt32 = 0
            for place in 0..<3 {
                let byte = unsafe place < group.count ? unsafe group[start + place] : 0
                word = word << 8 | UInt32(byte)
            }
            for place in 0..<4 {
                let letter = letters[Int(word >> UInt32(18 - 6 * place)) & 63]
                unsafe lines.append(place <= group.count ? letter : 0x3D)
            }
        }
    }
}
