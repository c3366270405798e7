public import TrancheColumnar

/// Opens a file or standard input and unpacks and decodes it: UTF-8 without byte order mark.
///
/// - Parameters:
///   - path: `-` is standard input.
///   - compression: `.automatic` looks at the first bytes, which waits for them on a pipe.
///   - encoding: What the unpacked bytes are.
///   - wakeDescriptor: Ends a waiting read when it becomes readable; -1 for none.
/// - Returns: The decoded bytes from their start.
/// - Throws: ``JobError``: `.inputMissing` for no such file or a directory, `.permission`, `.data`
///   for a kind of compression that cannot be read.
public func openInput(
    path: String, compression: InputCompression = .automatic, encoding: TextEncoding = .utf8,
    wakeDescriptor: Int32 = -1
) throws(JobError) -> any ByteInput {
    let plain = try DescriptorInput(path: path, wakeDescriptor: wakeDescriptor)
    return try decodeInput(plain, compression: compression, encoding: encoding)
}

/// Unpacks and decodes an input that is open already; see ``openInput``.
public func decodeInput(
    _ plain: DescriptorInput, compression: InputCompression = .automatic,
    encoding: TextEncoding = .utf8
) throws(JobError) -> any ByteInput {
    let kind = compression == .automatic ? try detectCompression(plain) : compression
    let unpacked: any ByteInput =
        switch kind {
        case .gzip: try GzipInput(plain)
        case .zstd: try ZstdInput(plain)
        case .none, .automatic: plain
        }
    return encoding == .utf8 ? MarkStrippingInput(unpacked) : TranscodingInput(unpacked, encoding)
}

/// First bytes that no text begins with, and what they tell.
private struct Signature {
    let bytes: [UInt8]
    /// `nil` for what we recognise only to say that we cannot read it.
    let compression: InputCompression?
    let name: String
    let unpacker: String

    static let all =
        [
            Signature(bytes: [0x1F, 0x8B], compression: .gzip, name: "gzip", unpacker: "gzip"),
            Signature(
                bytes: [0x28, 0xB5, 0x2F, 0xFD], compression: .zstd, name: "zstd", unpacker: "zstd"),
            Signature(
                bytes: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], compression: nil, name: "xz",
                unpacker: "xz -dc"),
            Signature(
                bytes: [0x50, 0x4B, 0x03, 0x04], compression: nil, name: "zip", unpacker: "unzip -p"
            ),
        ]
        // RFC 8878 §3.1.2: a skippable frame may come first.
        + (0x50...0x5F).map { first in
            Signature(
                bytes: [first, 0x2A, 0x4D, 0x18], compression: .zstd, name: "zstd", unpacker: "zstd"
            )
        }
}

func detectCompression(_ input: DescriptorInput) throws(JobError) -> InputCompression {
    var seen: [UInt8] = []
    while true {
        let known = seen.count
        if let found = Signature.all.first(where: { seen.starts(with: $0.bytes) }) {
            if let compression = found.compression { return compression }
            throw JobError(
                .data, "is compressed with \(found.name), which cannot be read", at: input.name,
                hint: "unpack it on the way: \(found.unpacker) FILE | tranche copy - …")
        }
        // A pipe may bring one byte at a time: wait only while the bytes so far may become one.
        guard Signature.all.contains(where: { $0.bytes.starts(with: seen) }) else { return .none }
        seen = try input.peek(atLeast: known + 1)
        if seen.count == known { return .none }
    }
}
