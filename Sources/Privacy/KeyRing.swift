public import TrancheColumnar

/// How the text of a key is written.
public enum KeyFormat: String, Sendable, CaseIterable {
    case hex
    case base64
    /// The bytes of the text themselves.
    case raw
}

/// Keys with their ids: the first one protects, all of them open what they once protected.
///
/// The text of a ring has a key a line, or separated by commas: `ID=hex:…`, `ID=base64:…`, and `#`
/// begins a line of comment. An id has up to 32 letters, digits, `-` and `_`; a key without one is
/// called by eight digits of its own HMAC. Without `hex:` or `base64:` a key is 64 hexadecimal
/// digits, or base64 of 32 bytes: neither can be taken for the other. `raw:` in front makes all the
/// text that follows one key. Keys have 16 to 128 bytes; 32 random ones are what to use.
public struct KeyRing: Sendable {
    struct Key: Sendable {
        var id: String
        var secret: SecretBytes
    }

    let keys: [Key]
    /// Where it was read, for messages.
    let origin: String
    let crypto: CryptoLibrary

    /// The ids, the protecting one first.
    public var ids: [String] { keys.map(\.id) }

    /// Reads the keys.
    ///
    /// - Parameters:
    ///   - origin: Where they are.
    ///   - format: States that the text is one key in this format; `nil` reads a ring.
    /// - Throws: `JobError` when there is no key; no message holds any of its text.
    public init(_ origin: KeyOrigin, format: KeyFormat? = nil) throws(JobError) {
        try self.init(text: try origin.read(), format: format, origin: origin.description)
    }

    /// Reads keys from a text that is at hand; otherwise as the other initializer.
    public init(text: [UInt8], format: KeyFormat? = nil, origin: String) throws(JobError) {
        crypto = try CryptoLibrary.load()
        self.origin = origin
        let reader = KeyRingReader(origin: origin, crypto: crypto)
        if let format {
            keys = [try reader.key(text, format)]
        } else {
            keys = try reader.ring(text)
        }
    }

    /// What tells the protecting key from another one, and nothing else about it.
    public var fingerprint: String { KeyRingReader.name(of: keys[0].secret, crypto) }

    func key(_ id: String) -> Key? { keys.first { $0.id == id } }
}

private struct KeyRingReader {
    let origin: String
    let crypto: CryptoLibrary

    static func name(of secret: SecretBytes, _ crypto: CryptoLibrary) -> String {
        let hash = unsafe secret.withBytes { unsafe KeyedHash($0, crypto) }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = [0x6B]
        for byte in hash.code(of: Array("tranche key id 1".utf8)).prefix(4) {
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The whole text as one key.
    func key(_ text: [UInt8], _ format: KeyFormat) throws(JobError) -> KeyRing.Key {
        if format == .raw { return try key(id: nil, text, "the key") }
        let words = trimmed(String(decoding: text, as: UTF8.self))
        return try key(id: nil, try bytes(words, format, "the key"), "the key")
    }

    func ring(_ text: [UInt8]) throws(JobError) -> [KeyRing.Key] {
        let whole = String(decoding: text, as: UTF8.self)
        if whole.hasPrefix("raw:") {
            // An editor ends the line; that is no part of the key.
            let rest = text.dropFirst(4)
            return [
                try key(id: nil, Array(rest.last == 0x0A ? rest.dropLast() : rest), "the key")
            ]
        }
        var keys: [KeyRing.Key] = []
        for line in whole.split(whereSeparator: \.isNewline) {
            let line = trimmed(line)
            if line.hasPrefix("#") { continue }
            for entry in line.split(separator: ",").map(trimmed) where !entry.isEmpty {
                keys.append(try read(entry, "key \(keys.count + 1)"))
            }
        }
        guard !keys.isEmpty else {
            throw JobError(
                .pipeline, "found no key in \(origin)",
                hint: "make one with: openssl rand -hex 32")
        }
        for (index, key) in keys.enumerated()
        where keys[..<index].contains(where: { $0.id == key.id }) {
            throw JobError(
                .pipeline, "found two keys called \(key.id) in \(origin)",
                hint: "give every key an id of its own")
        }
        return keys
    }

    private func read(_ entry: String, _ name: String) throws(JobError) -> KeyRing.Key {
        let (id, value) = split(entry)
        let called = id.map { "key \($0)" } ?? name
        for format in [KeyFormat.hex, .base64] where value.hasPrefix("\(format.rawValue):") {
            let rest = value.dropFirst(format.rawValue.count + 1)
            return try key(id: id, try bytes(String(rest), format, called), called)
        }
        if value.utf8.count == 64, let bytes = hexadecimalBytes(of: value) {
            return try key(id: id, bytes, called)
        }
        if let bytes = Base64.bytes(of: value), bytes.count == 32 {
            return try key(id: id, bytes, called)
        }
        throw JobError(
            .pipeline,
            "found \(called) of \(value.utf8.count) characters in \(origin), wanted 64 hexadecimal "
                + "digits, base64 of 32 bytes, or a format: hex:…, base64:…, raw:…",
            hint: "make one with: openssl rand -hex 32")
    }

    /// An id before the first `=`, which base64 has at its end alone.
    private func split(_ entry: String) -> (id: String?, value: String) {
        guard let place = entry.firstIndex(of: "=") else { return (nil, entry) }
        let id = trimmed(entry[..<place])
        let value = entry[entry.index(after: place)...]
        let isID =
            (1...32).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                $0 == 0x5F || $0 == 0x2D || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10
            }
        guard isID, value.contains(where: { $0 != "=" }) else { return (nil, entry) }
        return (id, trimmed(value))
    }

    private func bytes(_ text: String, _ format: KeyFormat, _ name: String) throws(JobError)
        -> [UInt8]
    {
        let bytes =
            switch format {
            case .hex: hexadecimalBytes(of: text)
            case .base64: Base64.bytes(of: text)
            case .raw: Array(text.utf8) as [UInt8]?
            }
        guard let bytes else {
            throw JobError(
                .pipeline, "found \(name) in \(origin), which is not \(format.rawValue)",
                hint: "make one with: openssl rand -\(format.rawValue) 32")
        }
        return bytes
    }

    private func key(id: String?, _ bytes: [UInt8], _ name: String) throws(JobError) -> KeyRing.Key
    {
        guard (16...128).contains(bytes.count) else {
            throw JobError(
                .pipeline, "found \(name) of \(bytes.count) bytes in \(origin), wanted 16 to 128",
                hint: "make one with: openssl rand -hex 32")
        }
        let secret = SecretBytes(bytes, crypto)
        return KeyRing.Key(id: id ?? Self.name(of: secret, crypto), secret: secret)
    }

    private func trimmed(_ text: some StringProtocol) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let end = text.lastIndex { !isBlank($0) }.map { text.index(after: $0) } ?? text.startIndex
        return String(text[..<end].drop(while: isBlank))
    }
}
