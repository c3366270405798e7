/// Runs `body` on the bytes of `text`, behind which stands what would be read on as more of it.
func withText<Result>(
    _ text: String, followedBy filler: UInt8 = UInt8(ascii: "7"),
    _ body: (UnsafePointer<UInt8>, Int) throws -> Result
) rethrows -> Result {
    unsafe try withBytes(Array(text.utf8), followedBy: filler, body)
}

/// Runs `body` on a copy of `bytes` with 64 bytes of `filler` behind it.
func withBytes<Result>(
    _ bytes: [UInt8], followedBy filler: UInt8 = UInt8(ascii: "7"),
    _ body: (UnsafePointer<UInt8>, Int) throws -> Result
) rethrows -> Result {
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 64)
    defer { unsafe buffer.deallocate() }
    for (index, byte) in bytes.enumerated() { unsafe buffer[index] = byte }
    for index in 0..<64 { unsafe buffer[bytes.count + index] = filler }
    return unsafe try body(buffer, bytes.count)
}

/// The text that `body` writes; fails to match anything when it writes beyond `room`.
func written(room: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int?) -> String? {
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: room + 64)
    defer { unsafe buffer.deallocate() }
    // Every byte differs from its neighbours, so that bytes moved within the buffer show too.
    for index in 0..<(room + 64) { unsafe buffer[index] = UInt8(index % 251) }
    guard let count = unsafe body(buffer) else { return nil }
    for index in room..<(room + 64) where unsafe buffer[index] != UInt8(index % 251) {
        return "wrote at \(index), beyond the \(room) bytes it may use"
    }
    return unsafe String(decoding: UnsafeBufferPointer(start: buffer, count: count), as: UTF8.self)
}
