/// Writes the canonical form that ``RecordHashable`` describes.
enum CanonicalForm {
    static func begin(_ bytes: ByteBuffer) { bytes.append("tranche record 1") }

    /// Appends one field; `text` is `nil` for NULL, else has 16 readable bytes behind it and does
    /// not lie in `bytes`.
    static func append(
        _ name: [UInt8], _ type: DataType, _ text: UnsafePointer<UInt8>?, _ count: Int,
        to bytes: ByteBuffer
    ) {
        appendLength(name.count, to: bytes)
        unsafe bytes.append(name, count: name.count)
        guard let text = unsafe text else {
            bytes.append(UInt8(ascii: "z"))
            appendLength(0, to: bytes)
            return
        }
        let start = bytes.count
        bytes.reserve(start + 9 + count + keyTextPadding)
        let (kind, spelling) = kind(type)
        let end = unsafe bytes.base + start + 9
        if let spelling, let length = unsafe keyText(of: text, count, as: spelling, to: end) {
            bytes.append(kind)
            appendLength(length, to: bytes)
            bytes.count += length
        } else {
            bytes.append(UInt8(ascii: "t"))
            appendLength(count, to: bytes)
            unsafe bytes.append(text, count: count)
        }
    }

    /// The letter of a type, and the type whose key texts are its values.
    private static func kind(_ type: DataType) -> (UInt8, DataType?) {
        switch type {
        case .bigint, .numeric, .doublePrecision: (UInt8(ascii: "n"), .numeric)
        case .boolean: (UInt8(ascii: "b"), .boolean)
        case .uuid: (UInt8(ascii: "u"), .uuid)
        case .text, .date, .timestamp, .timestamptz, .bytea, .json: (UInt8(ascii: "t"), nil)
        }
    }

    private static func appendLength(_ length: Int, to bytes: ByteBuffer) {
        bytes.reserve(bytes.count + 8)
        let end = unsafe UnsafeMutableRawPointer(bytes.base + bytes.count)
        unsafe end.storeBytes(of: UInt64(length).littleEndian, as: UInt64.self)
        bytes.count += 8
    }
}
