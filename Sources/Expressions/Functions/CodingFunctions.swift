import TrancheColumnar

/// Digests, encodings and formats.
let codingFunctions: [FunctionEntry] = digests + encodings + formats + places

private let digests: [FunctionEntry] = [
    FunctionEntry(
        "md5", [.text], .text, "the MD5 digest, as hexadecimal digits",
        ("md5('abc')", "900150983cd24fb0d6963f7d28e17f72"),
        kernel: lift { (a: Text, frame: Frame) in md5(a, frame.scratch) }),
    FunctionEntry(
        "md5", [.bytea], .text, "the MD5 digest, as hexadecimal digits",
        kernel: lift { (a: Text, frame: Frame) in md5(a, frame.scratch) }),
    digest("sha224") { sha224($0, $1) }, digest("sha256") { sha256($0, $1) },
    digest("sha384") { sha384($0, $1) }, digest("sha512") { sha512($0, $1) },
]

private func digest(
    _ name: String, _ make: @escaping @Sendable (Text, ByteBuffer) -> Text
) -> FunctionEntry {
    FunctionEntry(
        name, [.bytea], .bytea, "the \(name.uppercased()) digest",
        kernel: lift { (a: Text, frame: Frame) in make(a, frame.scratch) })
}

private let encodings: [FunctionEntry] = [
    FunctionEntry(
        "encode", [.bytea, .text], .text, "bytes as hex, base64 or escape",
        ("encode('abc'::bytea, 'base64')", "YWJj"),
        bind: { constants throws(EvalFault) in
            let encoding = try Prepared(constants[1]) { name throws(EvalFault) in
                try TextEncoding(name: name)
            }
            return lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
                encode(a, try encoding(b), frame.scratch)
            }
        }),
    FunctionEntry(
        "decode", [.text, .text], .bytea, "the bytes of hex, base64 or escape",
        ("decode('YWJj', 'base64')", "\\x616263"),
        bind: { constants throws(EvalFault) in
            let encoding = try Prepared(constants[1]) { name throws(EvalFault) in
                try TextEncoding(name: name)
            }
            return lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
                try decode(a, try encoding(b), frame.scratch)
            }
        }),
    FunctionEntry(
        "convert_to", [.text, .text], .bytea, "the bytes of a text in an encoding: utf8",
        kernel: lift { (a: Text, b: Text, _: Frame) throws(EvalFault) in
            try checkUTF8(b)
            return a
        }),
    FunctionEntry(
        "convert_from", [.bytea, .text], .text, "the text of bytes in an encoding: utf8",
        kernel: lift { (a: Text, b: Text, _: Frame) throws(EvalFault) in
            try checkUTF8(b)
            guard unsafe String(validating: a.bytes, as: UTF8.self) != nil,
                !(0..<a.count).contains(where: { a[$0] == 0 })
            else {
                throw EvalFault(
                    .characterNotInRepertoire, "invalid byte sequence for encoding \"UTF8\"")
            }
            return a
        }),
]

private func checkUTF8(_ name: Text) throws(EvalFault) {
    let known = name.string.lowercased().filter { $0 != "-" && $0 != "_" }
    guard known == "utf8" || known == "unicode" else {
        throw EvalFault(
            .invalidParameter, "encoding \"\(name.string)\" is not supported, only UTF8 is")
    }
}

private let formats: [FunctionEntry] = [
    FunctionEntry(
        "format", [.text], .text, isVariadic: true, "a text with values put in: %s, %I, %L",
        ("format('Hello %s, %1$s', 'World')", "Hello World, World"),
        kernel: liftTexts { (values: [Text?], frame: Frame) throws(EvalFault) in
            guard let template = values[0] else { return nil as Text? }
            return try format(template, Array(values.dropFirst()), frame.scratch, ByteBuffer())
        }),
    toChar(
        .timestamp,
        ("to_char(timestamp '2026-11-24 17:30', 'DD.MM.YYYY HH24:MI')", "24.11.2026 17:30")
    ) {
        $0.string(timestamp: $1)
    },
    toChar(.timestamptz, ("", "")) { $0.string(timestamptz: $1) },
    FunctionEntry(
        "to_char", [.interval, .text], .text, "an interval in a format",
        bind: { constants throws(EvalFault) in
            let format = try template(constants[1])
            return lift { (a: Interval, b: Text, frame: Frame) throws(EvalFault) in
                let text = try format(b).string(interval: a)
                return text.map { text in printed(frame) { $0.append(text) } }
            }
        }),
    FunctionEntry(
        "to_date", [.text, .text], .date, "the date that a text in a format stands for",
        ("to_date('24.11.2026', 'DD.MM.YYYY')", "2026-11-24"),
        bind: { constants throws(EvalFault) in
            let format = try template(constants[1])
            return lift { (a: Text, b: Text, _: Frame) throws(EvalFault) in
                try format(b).date(a.string)
            }
        }),
    FunctionEntry(
        "to_timestamp", [.text, .text], .timestamptz, "the time that a text in a format stands for",
        ("to_timestamp('24.11.2026 17', 'DD.MM.YYYY HH24')", "2026-11-24 17:00:00+00"),
        bind: { constants throws(EvalFault) in
            let format = try template(constants[1])
            return lift { (a: Text, b: Text, _: Frame) throws(EvalFault) in
                try format(b).timestamptz(a.string)
            }
        }),
]

private func template(_ constant: Datum?) throws(EvalFault) -> Prepared<MomentFormat> {
    try Prepared(constant) { text throws(EvalFault) in MomentFormat(text.string) }
}

private func toChar(
    _ type: SQLType, _ example: (String, String),
    _ print: @escaping @Sendable (MomentFormat, Int64) -> String?
) -> FunctionEntry {
    FunctionEntry(
        "to_char", [type, .text], .text, "a time in a format", example,
        bind: { constants throws(EvalFault) in
            let format = try template(constants[1])
            return lift { (a: Int64, b: Text, frame: Frame) throws(EvalFault) in
                let text = print(try format(b), a)
                return text.map { text in printed(frame) { $0.append(text) } }
            }
        })
}

/// Where a record stands.
private let places: [FunctionEntry] = [
    FunctionEntry(
        "source_file", [], .text, volatility: .positional,
        "the file or table the record comes from",
        kernel: { frame, rows, _, result in
            let out = unsafe result.cells(Text.self)
            frame.scratch.count = 0
            frame.scratch.append(frame.context.sourceFile)
            let name = frame.texts.keep(frame.scratch.text(from: 0))
            frame.scratch.count = 0
            rows.each { row in unsafe out[row] = name }
        }),
    FunctionEntry(
        "record_number", [], .bigint, volatility: .positional,
        "the record's number in the whole input, from 1", ("record_number()", "1"),
        kernel: { frame, rows, _, result in
            guard let chunk = frame.chunk else { return }
            let out = unsafe result.cells(Int64.self)
            let first = chunk.origin.recordsBefore + 1
            rows.each { row in unsafe out[row] = first + Int64(chunk.record(of: row)) }
        }),
    FunctionEntry(
        "source_line", [], .bigint, volatility: .positional,
        "the line of its file where the record begins, NULL where there are no lines",
        kernel: { frame, rows, _, result in
            guard let chunk = frame.chunk, chunk.origin.firstLine > 0 else {
                rows.each { result.setNull($0) }
                return
            }
            let out = unsafe result.cells(Int64.self)
            var line = chunk.origin.firstLine + chunk.origin.linesBefore
            var place = 0
            rows.each { row in
                let start = unsafe Int(chunk.rowStarts[chunk.record(of: row)])
                while place < start {
                    if unsafe chunk.bytes.base[place] == 0x0A { line += 1 }
                    place += 1
                }
                unsafe out[row] = line
            }
        }),
]
