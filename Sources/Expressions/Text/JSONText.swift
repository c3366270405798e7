import TrancheColumnar

/// The value of a field of an object, of the last one with that name: `json -> 'key'`.
///
/// - Parameters:
///   - json: Valid JSON.
///   - key: The name, without escapes.
///   - scratch: Room to read names with escapes; its content stays.
/// - Returns: The text of the value as it stands in `json`; `nil` when there is none.
/// - Throws: ``EvalFault`` for a name with an escape that is no character.
func jsonField(
    _ json: Text, _ key: Text, _ scratch: ByteBuffer
) throws(EvalFault) -> Text? {
    try jsonFields(json, key, scratch).last
}

/// The values of all fields of an object with that name.
private func jsonFields(
    _ json: Text, _ key: Text, _ scratch: ByteBuffer
) throws(EvalFault) -> [Text] {
    var scan = JSONScan(json)
    guard scan.byte == UInt8(ascii: "{"), scan.enter(closing: UInt8(ascii: "}")) else { return [] }
    var found: [Text] = []
    repeat {
        let name = scan.takeString()
        var isWanted = !name.isEscaped && name.text.equals(key)
        if name.isEscaped {
            let mark = scratch.count
            defer { scratch.count = mark }
            isWanted = try jsonUnescaped(name.text, scratch).equals(key)
        }
        scan.skipBlanks()
        scan.at += 1
        scan.skipBlanks()
        let value = scan.takeValue()
        if isWanted { found.append(value) }
    } while scan.advance()
    return found
}

/// The element of an array, from 0, or from the end when negative: `json -> 1`.
///
/// - Returns: The text of the value as it stands in `json`; `nil` when there is none.
func jsonElement(_ json: Text, _ index: Int) -> Text? {
    var scan = JSONScan(json)
    guard scan.byte == UInt8(ascii: "["), scan.enter(closing: UInt8(ascii: "]")) else { return nil }
    var wanted = index
    if index < 0 {
        let (place, overflow) = countElements(scan).addingReportingOverflow(index)
        guard !overflow, place >= 0 else { return nil }
        wanted = place
    }
    repeat {
        let value = scan.takeValue()
        if wanted == 0 { return value }
        wanted -= 1
    } while scan.advance()
    return nil
}

private func countElements(_ scan: JSONScan) -> Int {
    var scan = scan
    var count = 0
    repeat {
        _ = scan.takeValue()
        count += 1
    } while scan.advance()
    return count
}

/// The value at the end of a path of names and indexes: `json #> path`.
///
/// Of names that occur more than once, the last one that leads to the end counts.
///
/// - Returns: The text of the value as it stands in `json`; `nil` when there is none.
/// - Throws: ``EvalFault`` for a name with an escape that is no character.
func jsonPath(
    _ json: Text, _ path: [Text], _ scratch: ByteBuffer
) throws(EvalFault) -> Text? {
    var scan = JSONScan(json)
    var values = [scan.takeValue()]
    for step in path {
        var next: [Text] = []
        for value in values where !value.isEmpty {
            if value[0] == UInt8(ascii: "{") {
                next += try jsonFields(value, step, scratch)
            } else if value[0] == UInt8(ascii: "["), let index = pathIndex(step),
                let element = jsonElement(value, index)
            {
                next.append(element)
            }
        }
        values = next
    }
    return values.last
}

/// An index as C reads it: blanks and a sign before the digits, and nothing behind.
private func pathIndex(_ step: Text) -> Int? {
    var at = 0
    while at < step.count, step[at] == 32 || step[at] &- 9 < 5 { at += 1 }
    return Int32(step.slice(at, step.count).string).map(Int.init)
}

/// A JSON value as text: strings without quotes and escapes, null as `nil`: what `->>` adds.
///
/// - Throws: ``EvalFault`` for an escape that is no character.
func jsonUnquoted(_ value: Text, _ out: ByteBuffer) throws(EvalFault) -> Text? {
    var scan = JSONScan(value)
    switch scan.byte {
    case UInt8(ascii: "n"): return nil
    case UInt8(ascii: "\""):
        let (text, isEscaped) = scan.takeString()
        return isEscaped ? try jsonUnescaped(text, out) : text
    default: return scan.takeValue()
    }
}

/// The kind of a JSON value.
func jsonTypeof(_ json: Text) -> Text {
    switch JSONScan(json).byte {
    case UInt8(ascii: "{"): Text("object")
    case UInt8(ascii: "["): Text("array")
    case UInt8(ascii: "\""): Text("string")
    case UInt8(ascii: "t"), UInt8(ascii: "f"): Text("boolean")
    case UInt8(ascii: "n"): Text("null")
    default: Text("number")
    }
}

/// Elements of an array.
///
/// - Throws: ``EvalFault`` for what is no array.
func jsonArrayLength(_ json: Text) throws(EvalFault) -> Int {
    var scan = JSONScan(json)
    guard scan.byte == UInt8(ascii: "[") else {
        let kind = scan.byte == UInt8(ascii: "{") ? "non-array" : "scalar"
        throw EvalFault(.invalidParameter, "cannot get array length of a \(kind)")
    }
    return scan.enter(closing: UInt8(ascii: "]")) ? countElements(scan) : 0
}

/// A text as a JSON string: `to_json`.
func jsonQuoted(_ s: Text, _ out: ByteBuffer) -> Text {
    build(out, most: s.count * 6 + 2) { p in
        var written = 1
        // SAFETY: a byte becomes six at most, between two quotes.
        unsafe p[0] = UInt8(ascii: "\"")
        for index in 0..<s.count {
            let byte = s[index]
            guard byte < 32 || byte == 0x22 || byte == 0x5C else {
                unsafe p[written] = byte
                written += 1
                continue
            }
            unsafe p[written] = UInt8(ascii: "\\")
            if let letter = shortEscape(byte) {
                unsafe p[written + 1] = letter
                written += 2
                continue
            }
            unsafe p[written + 1] = UInt8(ascii: "u")
            unsafe p[written + 2] = 48
            unsafe p[written + 3] = 48
            unsafe p[written + 4] = hexDigit(byte &>> 4)
            unsafe p[written + 5] = hexDigit(byte & 15)
            written += 6
        }
        unsafe p[written] = UInt8(ascii: "\"")
        return written + 1
    }
}

private func shortEscape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 8: UInt8(ascii: "b")
    case 9: UInt8(ascii: "t")
    case 10: UInt8(ascii: "n")
    case 12: UInt8(ascii: "f")
    case 13: UInt8(ascii: "r")
    case 0x22, 0x5C: byte
    default: nil
    }
}

/// The text of a JSON string's inside, with its escapes resolved.
func jsonUnescaped(_ s: Text, _ out: ByteBuffer) throws(EvalFault) -> Text {
    let mark = out.count
    out.reserve(mark + s.count)
    var at = 0
    while let found = s.find(Text("\\"), from: at) {
        out.append(s.slice(at, found))
        at = found + 2
        guard found + 1 < s.count else { break }
        switch s[found + 1] {
        case UInt8(ascii: "b"): out.append(8)
        case UInt8(ascii: "t"): out.append(9)
        case UInt8(ascii: "n"): out.append(10)
        case UInt8(ascii: "f"): out.append(12)
        case UInt8(ascii: "r"): out.append(13)
        case UInt8(ascii: "u"): out.append(character: try unicodeEscape(s, &at))
        default: out.append(s[found + 1])
        }
    }
    if at < s.count { out.append(s.slice(at, s.count)) }
    return out.text(from: mark)
}

/// Reads the digits at `at`, and a second escape when they are half of a pair.
private func unicodeEscape(_ s: Text, _ at: inout Int) throws(EvalFault) -> UInt32 {
    let invalid = EvalFault(.invalidText, "invalid input syntax for type json")
    guard let first = codeUnit(s, at) else { throw invalid }
    at += 4
    guard first != 0 else {
        throw EvalFault(.untranslatableCharacter, "unsupported Unicode escape sequence")
    }
    guard first &- 0xD800 < 0x800 else { return first }
    guard first < 0xDC00, at + 1 < s.count, s[at] == 0x5C, s[at + 1] == UInt8(ascii: "u"),
        let second = codeUnit(s, at + 2), second &- 0xDC00 < 0x400
    else { throw invalid }
    at += 6
    return 0x1_0000 &+ ((first &- 0xD800) &<< 10) &+ (second &- 0xDC00)
}

private func codeUnit(_ s: Text, _ at: Int) -> UInt32? {
    guard at + 4 <= s.count else { return nil }
    var value: UInt32 = 0
    for index in at..<(at + 4) {
        guard let digit = hexValue(s[index]) else { return nil }
        value = value &<< 4 | UInt32(digit)
    }
    return value
}
