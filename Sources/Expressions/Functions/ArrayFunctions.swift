import TrancheColumnar

/// Arrays of texts, which are held as JSON arrays: their elements and their number.
let arrayFunctions: [FunctionEntry] = [
    FunctionEntry(
        "[]", [.textArray, .integer], .text, "the element of that number, from 1",
        ("(regexp_match('foobarbaz', 'b(.)r'))[1]", "a"),
        kernel: lift { (a: Text, b: Int64, frame: Frame) throws(EvalFault) in
            guard b >= 1, let element = jsonElement(a, Int(b) - 1) else { return nil as Text? }
            return try jsonUnquoted(element, frame.scratch)
        }),
    FunctionEntry(
        "array", [.text], .textArray, isVariadic: true, "an array of texts: ARRAY[a, b]",
        kernel: liftTexts { (values: [Text?], frame: Frame) in arrayText(values, frame.scratch) }),
    FunctionEntry(
        "cardinality", [.textArray], .integer, "the number of elements",
        kernel: lift { (a: Text, _: Frame) throws(EvalFault) in Int64(try jsonArrayLength(a)) }),
    FunctionEntry(
        "array_length", [.textArray, .integer], .integer, "the number of elements; NULL when none",
        kernel: lift { (a: Text, b: Int64, _: Frame) throws(EvalFault) in
            let count = try jsonArrayLength(a)
            return b == 1 && count > 0 ? Int64(count) : nil as Int64?
        }),
    FunctionEntry(
        "array_to_string", [.textArray, .text], .text,
        "the elements with a text between them, without NULLs",
        ("array_to_string(regexp_split_to_array('a b', ' '), '-')", "a-b"),
        kernel: lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
            try joined(a, b, nil, frame)
        }),
    FunctionEntry(
        "array_to_string", [.textArray, .text, .text], .text,
        "the elements with a text between them, and one for NULLs",
        kernel: liftTexts { (values: [Text?], frame: Frame) throws(EvalFault) in
            guard let a = values[0], let b = values[1] else { return nil as Text? }
            return try joined(a, b, values[2], frame)
        }),
    FunctionEntry(
        "string_to_array", [.text, .text], .textArray,
        "the parts between delimiters; the characters when the delimiter is NULL",
        ("(string_to_array('a,b', ','))[2]", "b"),
        kernel: liftTexts { (values: [Text?], frame: Frame) in
            guard let a = values[0] else { return nil as Text? }
            return arrayText(split(a, values[1]), frame.scratch)
        }),
]

private func split(_ a: Text, _ delimiter: Text?) -> [Text] {
    var parts: [Text] = []
    var start = 0
    guard let delimiter else {
        while start < a.count {
            let end = start + a.characterLength(at: start)
            parts.append(a.slice(start, end))
            start = end
        }
        return parts
    }
    while !delimiter.isEmpty, let found = a.find(delimiter, from: start) {
        parts.append(a.slice(start, found))
        start = found + delimiter.count
    }
    if !a.isEmpty { parts.append(a.slice(start, a.count)) }
    return parts
}

private func joined(
    _ array: Text, _ between: Text, _ null: Text?, _ frame: Frame
) throws(EvalFault) -> Text {
    let joined = ByteBuffer()
    var isFirst = true
    for index in 0..<(try jsonArrayLength(array)) {
        guard let element = jsonElement(array, index),
            let text = try jsonUnquoted(element, frame.scratch) ?? null
        else { continue }
        if !isFirst { joined.append(between) }
        joined.append(text)
        frame.scratch.count = 0
        isFirst = false
    }
    frame.scratch.append(joined.text(from: 0))
    return frame.scratch.text(from: 0)
}

/// Texts as a JSON array, which is how arrays are held.
func arrayText(_ items: [Text?], _ out: ByteBuffer) -> Text {
    let mark = out.count
    out.append("[")
    for (index, item) in items.enumerated() {
        if index > 0 { out.append(",") }
        if let item { _ = jsonQuoted(item, out) } else { out.append("null") }
    }
    out.append("]")
    return out.text(from: mark)
}
