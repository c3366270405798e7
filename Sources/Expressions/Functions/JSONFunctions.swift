import TrancheColumnar

/// Parts of json values, and json made of others.
let jsonFunctions: [FunctionEntry] = jsonOperators + jsonParts + jsonMakers

private let jsonOperators: [FunctionEntry] = [
    FunctionEntry(
        "->", [.json, .text], .json, "the value of a key",
        ("json '{\"a\": {\"b\": 1}}' -> 'a'", "{\"b\": 1}"),
        kernel: lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
            try jsonField(a, b, frame.scratch)
        }),
    FunctionEntry(
        "->", [.json, .integer], .json,
        "the element of an index, from 0, from the end when negative",
        ("json '[1, 2, 3]' -> 2", "3"),
        kernel: lift { (a: Text, b: Int64, _: Frame) in jsonElement(a, Int(b)) }),
    FunctionEntry(
        "->>", [.json, .text], .text, "the value of a key, as text",
        ("json '{\"a\": \"x\"}' ->> 'a'", "x"),
        kernel: lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
            try unquoted(try jsonField(a, b, frame.scratch), frame)
        }),
    FunctionEntry(
        "->>", [.json, .integer], .text, "the element of an index, as text",
        kernel: lift { (a: Text, b: Int64, frame: Frame) throws(EvalFault) in
            try unquoted(jsonElement(a, Int(b)), frame)
        }),
    FunctionEntry(
        "#>", [.json, .textArray], .json, "the value at the end of a path",
        ("json '{\"a\": [1, 2]}' #> '{a,1}'", "2"),
        kernel: lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
            try at(a, try elements(b), frame)
        }),
    FunctionEntry(
        "#>>", [.json, .textArray], .text, "the value at the end of a path, as text",
        kernel: lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
            try unquoted(try at(a, try elements(b), frame), frame)
        }),
]

/// The text of a part, which may lie in the scratch buffer no longer.
private func unquoted(_ value: Text?, _ frame: Frame) throws(EvalFault) -> Text? {
    frame.scratch.count = 0
    guard let value else { return nil }
    return try jsonUnquoted(value, frame.scratch)
}

/// The part at the end of a path; `nil` when a step is NULL or leads nowhere.
private func at(_ json: Text, _ path: [[UInt8]?], _ frame: Frame) throws(EvalFault) -> Text? {
    var cells: [ConstantCells] = []
    for step in path {
        guard let step else { return nil }
        cells.append(ConstantCells(.text(step)))
    }
    // The texts live in the cells, which nothing else keeps.
    return try withExtendedLifetime(cells) { () throws(EvalFault) in
        try jsonPath(json, cells.map(\.text), frame.scratch)
    }
}

private func elements(_ array: Text) throws(EvalFault) -> [[UInt8]?] {
    var found: [[UInt8]?] = []
    let room = ByteBuffer()
    for index in 0..<(try jsonArrayLength(array)) {
        room.count = 0
        let text = try jsonElement(array, index).flatMap { element throws(EvalFault) in
            try jsonUnquoted(element, room)
        }
        found.append(text.map { unsafe Array($0.bytes) })
    }
    return found
}

private let jsonParts: [FunctionEntry] = [
    FunctionEntry(
        "json_extract_path", [.json, .text], .json, isVariadic: true,
        "the value at the end of a path",
        kernel: liftTexts { (values: [Text?], frame: Frame) throws(EvalFault) in
            try extractPath(values, frame)
        }),
    FunctionEntry(
        "json_extract_path_text", [.json, .text], .text, isVariadic: true,
        "the value at the end of a path, as text",
        ("json_extract_path_text('{\"a\": {\"b\": \"x\"}}', 'a', 'b')", "x"),
        kernel: liftTexts { (values: [Text?], frame: Frame) throws(EvalFault) in
            try unquoted(try extractPath(values, frame), frame)
        }),
    FunctionEntry(
        "json_typeof", [.json], .text, "object, array, string, number, boolean or null",
        ("json_typeof('[1]')", "array"), kernel: lift { (a: Text, _: Frame) in jsonTypeof(a) }),
    FunctionEntry(
        "json_array_length", [.json], .integer, "the number of elements",
        ("json_array_length('[1, 2, 3]')", "3"),
        kernel: lift { (a: Text, _: Frame) throws(EvalFault) in Int64(try jsonArrayLength(a)) }),
]

/// The part of the first value at the end of the path that the others are; `nil` for any NULL.
private func extractPath(_ values: [Text?], _ frame: Frame) throws(EvalFault) -> Text? {
    guard let json = values[0] else { return nil }
    var path: [Text] = []
    for value in values.dropFirst() {
        guard let value else { return nil }
        path.append(value)
    }
    return try jsonPath(json, path, frame.scratch)
}

private let jsonMakers: [FunctionEntry] =
    [
        FunctionEntry(
            "to_json", [.text], .json, "a JSON string",
            ("to_json('a \"b\"'::text)", "\"a \\\"b\\\"\""),
            kernel: lift { (a: Text, frame: Frame) in jsonQuoted(a, frame.scratch) }),
        FunctionEntry(
            "to_json", [.json], .json, "the value itself", kernel: total { (a: Text) in a }),
        FunctionEntry(
            "to_json", [.textArray], .json, "a JSON array", kernel: total { (a: Text) in a }),
        quotedMoment(.date),
        quotedMoment(.timestamp),
        quotedMoment(.timestamptz),
        FunctionEntry(
            "to_json", [.interval], .json, "a JSON string",
            kernel: lift { (a: Interval, frame: Frame) in
                quoted(frame) { appendValue(a, to: $0) }
            }),
        FunctionEntry(
            "to_json", [.uuid], .json, "a JSON string",
            kernel: lift { (a: Text, frame: Frame) in jsonQuoted(a, frame.scratch) }),
        FunctionEntry(
            "to_json", [.doublePrecision], .json, "a JSON number",
            kernel: lift { (a: Double, frame: Frame) in
                a.isFinite
                    ? printed(frame) { appendValue(a, to: $0) }
                    : quoted(frame) { appendValue(a, to: $0) }
            }),
    ]
    + [SQLType.smallint, .integer, .bigint].map { type in
        FunctionEntry(
            "to_json", [type], .json, "a JSON number",
            kernel: lift { (a: Int64, frame: Frame) in
                printed(frame) { appendValue(a, as: .bigint, to: $0) }
            })
    } + [
        FunctionEntry(
            "to_json", [.boolean], .json, "true or false",
            kernel: lift { (a: Bool, frame: Frame) in printed(frame) { appendValue(a, to: $0) } }),
        FunctionEntry(
            "to_json", [.numeric], .json, "a JSON number",
            kernel: lift { (a: Numeric, frame: Frame) in
                let text = printed(frame) { a.append(to: $0) }
                guard !a.isFinite else { return text }
                let word = unsafe Array(text.bytes)
                return printed(frame) { out in
                    out.append(0x22)
                    for byte in word { out.append(byte) }
                    out.append(0x22)
                }
            }),
    ]

/// What `append` writes, between quotes.
private func quoted(_ frame: Frame, _ append: (ByteBuffer) -> Void) -> Text {
    printed(frame) { out in
        out.append(0x22)
        append(out)
        out.append(0x22)
    }
}

private func quotedMoment(_ type: SQLType) -> FunctionEntry {
    FunctionEntry(
        "to_json", [type], .json, "a JSON string in ISO 8601",
        kernel: lift { (a: Int64, frame: Frame) in
            quoted(frame) { out in
                let start = out.count
                appendValue(a, as: type, to: out)
                var text = out.string(start..<out.count)
                guard type != .date, text.contains(" "), text.contains(":") else { return }
                out.count = start
                if let blank = text.firstIndex(of: " ") {
                    text.replaceSubrange(blank...blank, with: "T")
                }
                if type == .timestamptz {
                    let place = text.lastIndex(of: "+") ?? text.endIndex
                    text.replaceSubrange(
                        place..., with: "+00:00" + (text.hasSuffix(" BC") ? " BC" : ""))
                }
                out.append(text)
            }
        })
}
