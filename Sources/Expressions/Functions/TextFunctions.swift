import TrancheColumnar

/// Functions of text beside patterns and encodings.
let textFunctions: [FunctionEntry] =
    [concatenation] + measures + cases + parts + trims + changes + splits + composed

private func text(
    _ name: String, _ summary: String, _ example: (String, String) = ("", ""),
    _ body: @escaping @Sendable (Text, ByteBuffer) throws(EvalFault) -> Text
) -> FunctionEntry {
    FunctionEntry(
        name, [.text], .text, summary, example,
        kernel: lift { (a: Text, frame: Frame) throws(EvalFault) in try body(a, frame.scratch) })
}

private let concatenation = FunctionEntry(
    "||", [.text, .text], .text, "both, one after the other", ("'a' || 'b'", "ab"),
    kernel: { frame, rows, arguments, result in
        let (a, b) = (arguments[0], arguments[1])
        let (cellsA, cellsB) = unsafe (a.cells(Text.self), b.cells(Text.self))
        let out = unsafe result.cells(Text.self)
        let texts = frame.texts
        rows.each { row in
            guard !a.isNull(row), !b.isNull(row) else { return result.setNull(row) }
            let (left, right) = unsafe (cellsA[row], cellsB[row])
            let count = left.count &+ right.count
            // SAFETY: the arena gives room for as many bytes as both have.
            let room = unsafe texts.take(count).assumingMemoryBound(to: UInt8.self)
            unsafe copyBytes(left.start, to: room, count: left.count)
            unsafe copyBytes(right.start, to: room + left.count, count: right.count)
            unsafe out[row] = unsafe Text(start: UnsafePointer(room), count: count)
        }
    })

private let measures: [FunctionEntry] =
    ["length", "char_length", "character_length"].map { name in
        FunctionEntry(
            name, [.text], .integer, "characters", ("\(name)('naïve')", "5"),
            kernel: lift { (a: Text, _: Frame) in Int64(length(a)) })
    } + [
        FunctionEntry(
            "octet_length", [.text], .integer, "bytes of UTF-8", ("octet_length('naïve')", "6"),
            kernel: lift { (a: Text, _: Frame) in Int64(octetLength(a)) }),
        FunctionEntry(
            "octet_length", [.bytea], .integer, "bytes",
            kernel: lift { (a: Text, _: Frame) in Int64(a.count) }),
        FunctionEntry(
            "length", [.bytea], .integer, "bytes",
            kernel: lift { (a: Text, _: Frame) in Int64(a.count) }),
        FunctionEntry(
            "bit_length", [.text], .integer, "bits of UTF-8",
            kernel: lift { (a: Text, _: Frame) in Int64(bitLength(a)) }),
        FunctionEntry(
            "ascii", [.text], .integer, "the code of the first character", ("ascii('A')", "65"),
            kernel: lift { (a: Text, _: Frame) in Int64(ascii(a)) }),
        FunctionEntry(
            "strpos", [.text, .text], .integer,
            "where the second begins in the first, from 1; 0 when not",
            ("strpos('high', 'ig')", "2"),
            kernel: lift { (a: Text, b: Text, _: Frame) in Int64(strpos(a, b)) }),
        FunctionEntry(
            "position", [.text, .text], .integer,
            "where the second begins in the first: POSITION(b IN a)",
            ("position('ig' in 'high')", "2"),
            kernel: lift { (a: Text, b: Text, _: Frame) in Int64(strpos(a, b)) }),
        FunctionEntry(
            "starts_with", [.text, .text], .boolean, "whether the second begins the first",
            ("starts_with('alphabet', 'alph')", "true"),
            kernel: lift { (a: Text, b: Text, _: Frame) in startsWith(a, b) }),
    ]

private let cases: [FunctionEntry] = [
    text("lower", "in small letters", ("lower('TOM')", "tom")) { lower($0, $1) },
    text("upper", "in capitals", ("upper('tom')", "TOM")) { upper($0, $1) },
    text("initcap", "each word with a capital", ("initcap('hi THOMAS')", "Hi Thomas")) {
        initcap($0, $1)
    },
    text("reverse", "from the last character to the first", ("reverse('abc')", "cba")) {
        reverse($0, $1)
    },
]

private let parts: [FunctionEntry] =
    [
        FunctionEntry(
            "left", [.text, .integer], .text,
            "the first characters; all but the last when negative",
            ("left('abcde', 2)", "ab"),
            kernel: lift { (a: Text, b: Int64, _: Frame) in left(a, Int(b)) }),
        FunctionEntry(
            "right", [.text, .integer], .text,
            "the last characters; all but the first when negative",
            ("right('abcde', 2)", "de"),
            kernel: lift { (a: Text, b: Int64, _: Frame) in
                // The least integer has no opposite, and PostgreSQL cuts nothing then.
                b == Int64(Int32.min) ? a : right(a, Int(b))
            }),
    ]
    + ["substr", "substring"].flatMap { name in
        [
            FunctionEntry(
                name, [.text, .integer], .text, "from a character on, counted from 1",
                kernel: lift { (a: Text, b: Int64, _: Frame) in substr(a, Int(b)) }),
            FunctionEntry(
                name, [.text, .integer, .integer], .text,
                "from a character on, so many, counted from 1", ("\(name)('alphabet', 3, 2)", "ph"),
                kernel: lift { (a: Text, b: Int64, c: Int64, _: Frame) throws(EvalFault) in
                    try substr(a, Int(b), Int(c))
                }),
        ]
    }

private let trims: [FunctionEntry] = [
    FunctionEntry(
        "btrim", [.text], .text, "without blanks at both ends", ("btrim('  a ')", "a"),
        kernel: lift { (a: Text, _: Frame) in btrim(a) }),
    FunctionEntry(
        "btrim", [.text, .text], .text, "without these characters at both ends",
        ("btrim('xyax', 'xy')", "a"), kernel: lift { (a: Text, b: Text, _: Frame) in btrim(a, b) }),
    FunctionEntry(
        "ltrim", [.text], .text, "without blanks at the front",
        kernel: lift { (a: Text, _: Frame) in ltrim(a) }),
    FunctionEntry(
        "ltrim", [.text, .text], .text, "without these characters at the front",
        ("ltrim('007', '0')", "7"), kernel: lift { (a: Text, b: Text, _: Frame) in ltrim(a, b) }),
    FunctionEntry(
        "rtrim", [.text], .text, "without blanks at the end",
        kernel: lift { (a: Text, _: Frame) in rtrim(a) }),
    FunctionEntry(
        "rtrim", [.text, .text], .text, "without these characters at the end",
        ("rtrim('1.500', '0')", "1.5"), kernel: lift { (a: Text, b: Text, _: Frame) in rtrim(a, b) }
    ),
]

private let changes: [FunctionEntry] = [
    FunctionEntry(
        "lpad", [.text, .integer], .text, "filled with blanks at the front, or cut, to a length",
        kernel: lift { (a: Text, b: Int64, frame: Frame) throws(EvalFault) in
            try lpad(a, Int(b), Text(" "), frame.scratch)
        }),
    FunctionEntry(
        "lpad", [.text, .integer, .text], .text, "filled at the front, or cut, to a length",
        ("lpad('7', 3, '0')", "007"),
        kernel: lift { (a: Text, b: Int64, c: Text, frame: Frame) throws(EvalFault) in
            try lpad(a, Int(b), c, frame.scratch)
        }),
    FunctionEntry(
        "rpad", [.text, .integer], .text, "filled with blanks at the end, or cut, to a length",
        kernel: lift { (a: Text, b: Int64, frame: Frame) throws(EvalFault) in
            try rpad(a, Int(b), Text(" "), frame.scratch)
        }),
    FunctionEntry(
        "rpad", [.text, .integer, .text], .text, "filled at the end, or cut, to a length",
        ("rpad('hi', 5, 'xy')", "hixyx"),
        kernel: lift { (a: Text, b: Int64, c: Text, frame: Frame) throws(EvalFault) in
            try rpad(a, Int(b), c, frame.scratch)
        }),
    FunctionEntry(
        "repeat", [.text, .integer], .text, "so many times", ("repeat('ab', 3)", "ababab"),
        kernel: lift { (a: Text, b: Int64, frame: Frame) throws(EvalFault) in
            try `repeat`(a, Int(b), frame.scratch)
        }),
    FunctionEntry(
        "replace", [.text, .text, .text], .text, "with every occurrence of a text replaced",
        ("replace('1,000', ',', '')", "1000"),
        kernel: lift { (a: Text, b: Text, c: Text, frame: Frame) throws(EvalFault) in
            try replace(a, b, c, frame.scratch)
        }),
    FunctionEntry(
        "translate", [.text, .text, .text], .text, "each character of a set replaced by another",
        ("translate('12345', '143', 'ax')", "a2x5"),
        kernel: lift { (a: Text, b: Text, c: Text, frame: Frame) in
            translate(a, b, c, frame.scratch)
        }),
    FunctionEntry(
        "overlay", [.text, .text, .integer], .text, "with a part replaced from a character on",
        kernel: lift { (a: Text, b: Text, c: Int64, frame: Frame) throws(EvalFault) in
            try overlay(a, b, Int(c), nil, frame.scratch)
        }),
    FunctionEntry(
        "overlay", [.text, .text, .integer, .integer], .text,
        "with so many characters replaced from one on",
        ("overlay('Txxxxas' placing 'hom' from 2 for 4)", "Thomas"),
        kernel: lift { (a: Text, b: Text, c: Int64, d: Int64, frame: Frame) throws(EvalFault) in
            try overlay(a, b, Int(c), Int(d), frame.scratch)
        }),
    FunctionEntry(
        "chr", [.integer], .text, "the character of a code", ("chr(65)", "A"),
        kernel: lift { (a: Int64, frame: Frame) throws(EvalFault) in
            try chr(Int(a), frame.scratch)
        }),
    FunctionEntry(
        "to_hex", [.integer], .text, "hexadecimal digits", ("to_hex(255)", "ff"),
        kernel: lift { (a: Int64, frame: Frame) in
            toHex(Int32(truncatingIfNeeded: a), frame.scratch)
        }),
    FunctionEntry(
        "to_hex", [.bigint], .text, "hexadecimal digits",
        kernel: lift { (a: Int64, frame: Frame) in toHex(a, frame.scratch) }),
    FunctionEntry(
        "varchar", [.text, .integer], .text, "cut to a length",
        kernel: lift { (a: Text, b: Int64, _: Frame) in left(a, Int(b)) }),
]

private let splits: [FunctionEntry] = [
    FunctionEntry(
        "split_part", [.text, .text, .integer], .text,
        "the field of that number between delimiters, from the end when negative",
        ("split_part('a-b-c', '-', 2)", "b"),
        kernel: lift { (a: Text, b: Text, c: Int64, _: Frame) throws(EvalFault) in
            try splitPart(a, b, Int(c))
        }),
    text("quote_literal", "as a literal of SQL", ("quote_literal('it''s')", "'it''s'")) {
        quoteLiteral($0, $1)
    },
    text("quote_ident", "as a name of SQL", ("quote_ident('a b')", "\"a b\"")) {
        quoteIdent($0, $1)
    },
    FunctionEntry(
        "quote_nullable", [.text], .text, "as a literal of SQL, NULL for NULL",
        kernel: liftTexts { (values: [Text?], frame: Frame) in
            quoteNullable(values[0], frame.scratch)
        }),
]

private let composed: [FunctionEntry] = [
    FunctionEntry(
        "num_nulls", [.text], .integer, isVariadic: true, "how many values are NULL",
        ("num_nulls(1, NULL, 'a')", "1"),
        kernel: liftTexts { (values: [Text?], _: Frame) in
            Int64(values.count { $0 == nil })
        }),
    FunctionEntry(
        "num_nonnulls", [.text], .integer, isVariadic: true, "how many values are not NULL",
        ("num_nonnulls(1, NULL, 'a')", "2"),
        kernel: liftTexts { (values: [Text?], _: Frame) in
            Int64(values.count { $0 != nil })
        }),
    FunctionEntry(
        "concat", [.text], .text, isVariadic: true, "all values one after the other, without NULLs",
        ("concat('a', NULL, 2)", "a2"),
        kernel: liftTexts { (values: [Text?], frame: Frame) in
            for value in values { if let value { frame.scratch.append(value) } }
            return frame.scratch.text(from: 0)
        }),
    FunctionEntry(
        "concat_ws", [.text, .text], .text, isVariadic: true,
        "all values but the first with the first between them, without NULLs",
        ("concat_ws('-', 'a', NULL, 'b')", "a-b"),
        kernel: liftTexts { (values: [Text?], frame: Frame) in
            guard let separator = values[0] else { return nil as Text? }
            var isFirst = true
            for case .some(let value) in values.dropFirst() {
                if !isFirst { frame.scratch.append(separator) }
                frame.scratch.append(value)
                isFirst = false
            }
            return frame.scratch.text(from: 0)
        }),
]
