public import TrancheColumnar

/// What a SCHEMA message says of its stream: columns with their types, and which make the key.
///
/// - SeeAlso: the Singer specification 0.3.0; JSON Schema draft 4.
public struct SingerSchema: Sendable, Equatable {
    public var stream: String
    /// The columns in the order of the properties.
    public var fields: [Field]
    /// The columns whose values may be null.
    public var nullable: Set<String>
    /// The columns that each record must have: those of the key, and what the schema requires.
    public var required: Set<String>
    public var keys: [String]

    /// What one line of the head of an input is.
    public enum Line: Sendable {
        case schema(SingerSchema)
        /// A schema, a record or something else of another stream.
        case other(stream: String)
        /// A record of a stream whose schema has not come.
        case record(stream: String)
        case state([UInt8])
        case ignored
    }

    /// Reads a line before the first record.
    ///
    /// - Parameters:
    ///   - line: One line, with its line end or without.
    ///   - chosen: The stream that is read; `nil` takes the first that has a schema.
    /// - Returns: What it is.
    /// - Throws: `JobError(.data)` without a place.
    public static func line(_ line: [UInt8], choosing chosen: String?) throws(JobError) -> Line {
        let buffer = ByteBuffer(capacity: line.count)
        unsafe line.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe buffer.append(start, count: bytes.count)
        }
        while buffer.count > 0, unsafe buffer.base[buffer.count - 1] <= 0x20 { buffer.count -= 1 }
        if buffer.count == 0 { return .ignored }
        var scanner = unsafe JSONScanner(buffer.base, end: buffer.count, allowsLineFeeds: false)
        guard let message = SingerMessage(&scanner, 0) else {
            let flaw = scanner.flaw
            let found = flaw.offset < buffer.count ? scanner.byte(flaw.offset) : nil
            throw JobError(
                .data, flaw.message(found: found, place: flaw.offset + 1),
                hint: "feed the messages of a Singer tap, one a line")
        }
        let stream = scanner.text(message.stream.lowerBound, message.stream.upperBound) ?? ""
        switch message.kind {
        case .state: return .state(scanner.bytes(at: message.payload))
        case .activateVersion: return .ignored
        case .schema, .record:
            if let chosen, chosen != stream { return .other(stream: stream) }
            if message.kind == .record { return .record(stream: stream) }
            guard let tree = JSONTree(&scanner, 0) else { return .ignored }
            return .schema(try SingerSchema(tree))
        case .other, .missing:
            throw unknownMessage(scanner.text(message.type.lowerBound, message.type.upperBound))
        }
    }

    /// - Throws: `JobError(.data)` when it lacks a part, or a key is no property.
    init(_ message: JSONTree) throws(JobError) {
        guard let stream = message["stream"]?.text, let schema = message["schema"],
            case .object = schema
        else { throw flaw("found a SCHEMA message without a stream or a schema") }
        self.stream = stream
        fields = []
        nullable = []
        var names: Set<String> = []
        if case .object(let properties)? = schema["properties"] {
            for (name, property) in properties where names.insert(name).inserted {
                let type = SingerType(property)
                fields.append(type.field(name))
                if type.isNullable { nullable.insert(name) }
            }
        }
        guard !fields.isEmpty else {
            throw flaw("found a schema of stream \(stream) without properties")
        }
        keys = []
        for key in message["key_properties"]?.elements ?? [] {
            guard let name = key.text, names.contains(name) else {
                throw flaw("found a key property of stream \(stream) that is no property")
            }
            if !keys.contains(name) { keys.append(name) }
        }
        let wanted = (schema["required"]?.elements ?? []).compactMap(\.text)
        required = Set(keys).union(names.intersection(wanted))
    }

    /// The error for a message that is none of those that are known.
    static func unknownMessage(_ type: String?) -> JobError {
        let found = type.flatMap { $0.isEmpty ? nil : "a message of type \($0)" }
        return JobError(
            .data,
            "found \(found ?? "an object without a type"), wanted SCHEMA, RECORD, STATE or "
                + "ACTIVATE_VERSION", hint: "feed the messages of a Singer tap, one a line")
    }
}

private func flaw(_ message: String) -> JobError {
    JobError(.data, message + ", wanted both as Singer has them", hint: "correct the tap")
}
