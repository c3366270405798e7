public import TrancheColumnar

/// The kinds of JSON values.
public enum JSONKind: String, Sendable {
    case object, array, string, number, boolean, null

    /// The kind of the value that begins with `byte`.
    public init(firstByte byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"): self = .object
        case UInt8(ascii: "["): self = .array
        case UInt8(ascii: "\""): self = .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean
        case UInt8(ascii: "n"): self = .null
        default: self = .number
        }
    }
}

extension Text {
    /// The kind of a JSON value, blanks before it or not.
    public var jsonKind: JSONKind { JSONKind(firstByte: JSONScan(self).byte) }
}

/// Calls `body` with the text of each element of a JSON array, in order.
///
/// - Parameters:
///   - json: A valid JSON array; what is none has no elements.
///   - body: Gets the element as it stands in `json`.
/// - Throws: What `body` throws.
public func eachJSONElement<Failure: Error>(
    of json: Text, _ body: (Text) throws(Failure) -> Void
) throws(Failure) {
    var scan = JSONScan(json)
    guard scan.byte == UInt8(ascii: "["), scan.enter(closing: UInt8(ascii: "]")) else { return }
    repeat { try body(scan.takeValue()) } while scan.advance()
}

/// Calls `body` with the key and the text of the value of each member of a JSON object, in order.
///
/// - Parameters:
///   - json: A valid JSON object; what is none has no members.
///   - scratch: Room to read keys with escapes; its content stays, and keys end with the call.
///   - body: Gets the key without escapes and the value as it stands in `json`.
/// - Throws: ``EvalFault`` for a key with an escape that is no character, and what `body` throws.
public func eachJSONMember(
    of json: Text, _ scratch: ByteBuffer, _ body: (_ key: Text, _ value: Text) throws -> Void
) throws {
    var scan = JSONScan(json)
    guard scan.byte == UInt8(ascii: "{"), scan.enter(closing: UInt8(ascii: "}")) else { return }
    let mark = scratch.count
    defer { scratch.count = mark }
    repeat {
        scratch.count = mark
        let name = scan.takeString()
        let key = name.isEscaped ? try jsonUnescaped(name.text, scratch) : name.text
        scan.skipBlanks()
        scan.at += 1
        scan.skipBlanks()
        try body(key, scan.takeValue())
    } while scan.advance()
}

/// A JSON value as text, as `->>` gives it: strings without quotes and escapes, null as `nil`.
///
/// - Parameters:
///   - value: Valid JSON without blanks around it.
///   - out: Gets the text of a string with escapes; at most as many bytes as the value has.
/// - Returns: A part of `value`, or what was appended to `out`.
/// - Throws: ``EvalFault`` for an escape that is no character.
public func jsonText(_ value: Text, _ out: ByteBuffer) throws(EvalFault) -> Text? {
    try jsonUnquoted(value, out)
}
