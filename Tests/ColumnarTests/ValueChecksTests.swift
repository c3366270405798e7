import PropertyTesting
import Testing
import TrancheColumnar

private func fits(_ type: DataType, _ text: String, lenient: Bool) -> Bool {
    unsafe withText(text) { unsafe matches(type, $0, $1, lenient: lenient) }
}

private func isNumber(_ text: String) -> Bool {
    unsafe withText(text) { unsafe isCanonicalNumber($0, $1) }
}

@Suite("Checks of single values")
struct ValueChecksTests {
    @Test(
        "JSON numbers are told from their look-alikes",
        arguments: [
            (true, ["0", "-0", "7", "10", "12345678", "123456789", "-12345678", "0.5", "-0.50"]),
            (true, ["1e5", "1E5", "1e+05", "1.25E-30", "123456789012345678901234567890", "0e0"]),
            (false, ["", "-", "+1", "01", "-01", "00", ".5", "5.", "1.e5", "1e", "1e+", "1e-"]),
            (
                false,
                ["0x1", "1 ", " 1", "NaN", "Infinity", "1.5.5", "1e5e5", "--1", "1a", "12345678a"]
            ),
            (false, ["00000001", "012345678", "12345678.", "1234567."]),
        ] as [(Bool, [String])])
    func numbers(_ wanted: Bool, _ texts: [String]) {
        for text in texts { #expect(isNumber(text) == wanted, "\(text)") }
    }

    @Test("A JSON number is exactly what its grammar derives")
    func grammar() {
        forAll("grammar", cases: 10_000, Gen<String>.string(from: "0129.-+eE", 0...9)) { text in
            try same(isNumber(text), text.wholeMatch(of: jsonNumber) != nil)
        }
    }

    @Test("Strictly, a type takes the canonical spellings of its class")
    func strict() {
        let spellings: [(String, [DataType])] = [
            ("true", [.boolean]), ("5", [.bigint, .numeric, .doublePrecision, .json]),
            ("-0", [.doublePrecision, .json]), ("1.50", [.numeric, .doublePrecision, .json]),
            ("1e400", [.numeric, .json]),
            ("9223372036854775808", [.numeric, .doublePrecision, .json]),
            ("007", []), ("+5", []), ("", []), (" 5", [.json]), ("2024-02-29", [.date]),
            ("2024-02-30", []), ("2024-02-29 12:00:00", [.timestamp]),
            ("2024-02-29 12:00:00+02", [.timestamptz]), ("\\x00fF", [.bytea]), ("\\x0", []),
            ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", [.uuid]), ("{}", [.json]), ("nan", []),
            ("NaN", []), ("t", []), ("yes", []), ("infinity", []),
        ]
        for (text, types) in spellings {
            for type in DataType.allCases where type != .text && !(type == .json && text == "true")
            {
                #expect(fits(type, text, lenient: false) == types.contains(type), "\(text) \(type)")
            }
            #expect(fits(.text, text, lenient: false))
        }
    }

    @Test(
        "Leniently, a type takes what PostgreSQL reads",
        arguments: [
            (
                .boolean,
                ["t", "TRUE", " tru ", "y", "Yes", "on", "ON", "1", "f", "no", "of", "off", "0"]
            ),
            (.bigint, ["+5", "007", " 5 ", "-0"]),
            (
                .numeric,
                [
                    "+5", "007", ".5", "5.", "-.5e-3", " 1.5 ", "NaN", "nan", "Infinity", "-inf",
                    "1e5",
                ]
            ),
            (.doublePrecision, ["+5", ".5", "5.", "NaN", "-Infinity", " 1e5 ", "007"]),
            (.text, ["", "anything"]),
            (
                .date,
                [" 2024-02-29 ", "2024-2-9", "20240229", "12024-01-01", "infinity", "-Infinity"]
                    + ["0044-03-15 BC", "0005-02-29  bc ", "00010229 BC", "4713-01-01 BC"]
            ),
            (
                .timestamp,
                ["2024-02-29", "2024-02-29 1:02", "2024-02-29t12:00:00", "20240229 12:00:00"]
            ),
            (.timestamp, ["2024-02-29 24:00:00", "2024-02-29 23:59:60", "infinity", "epoch"]),
            (.timestamp, ["0044-03-15 12:00 BC", "0044-03-15 BC"]),
            (.timestamptz, ["0044-03-15 12:00:00+01 BC", "0044-03-15 12:00:00Z BC"]),
            (.timestamptz, ["2024-02-29", "2024-02-29 12:00:00", "2024-02-29 12:00z"]),
            (.timestamptz, ["2024-02-29 12:00:00 +02", "2024-02-29 12:00:00.5+02:30:15"]),
            (
                .uuid,
                ["{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", "a0eebc999c0b4ef8bb6d6bb9bd380a11"]
            ),
            (.uuid, ["a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11"]),
            (.bytea, ["\\x", "\\xDEADbeef"]),
            (.json, ["null", " [1, {\"a\": \"\\u00e9\"}] "]),
        ] as [(DataType, [String])])
    func lenient(_ type: DataType, _ texts: [String]) {
        for text in texts { #expect(fits(type, text, lenient: true), "\(text)") }
    }

    @Test(
        "What PostgreSQL refuses or would silently change is refused leniently too",
        arguments: [
            (.boolean, ["", "o", "2", "tr ue", "truee", "01", "offf", "nope"]),
            (.bigint, ["", "1.0", "1e3", "9223372036854775808"]),
            (.numeric, ["", ".", "e5", "1e", "1e200000", "1e-20000", "1 2", "infinit", "--1"]),
            (.doublePrecision, ["", "1e400", "1e-400", "x"]),
            (
                .date,
                [
                    "", "2024-02-30", "2024-02-29 12:00:00", "01/02/2024", "today", "+infinity",
                    "20240230", "0004-02-29 BC", "0044-03-15BC", "4714-01-01 BC", "BC", " BC",
                    "0044-03-15 BC BC", "0044-03-15 AC", "infinity BC",
                ]
            ),
            (.timestamp, ["2024-02-29 12:00:00+02", "2024-02-29 25:00", "2024-02-29 24:00:01"]),
            (.timestamp, ["2024-02-29 12:00:00.1234567", "2024-02-29T", "now", "2024-02-29 12"]),
            (
                .timestamptz,
                [
                    "2024-02-29 12:00:00+16", "294276-12-31 23:59:59-15:59",
                    "2024-02-29 12:00+5:60", "2024-02-29 12:00:00 CET", "2024-02-29Z",
                ]
            ),
            (
                .uuid,
                [
                    "", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    " a0eebc999c0b4ef8bb6d6bb9bd380a11", "a0eebc999c0b4ef8bb6d6bb9bd380a11 ",
                    "a0e-ebc999c0b4ef8bb6d6bb9bd380a11",
                ]
            ),
            (.bytea, ["", "\\x0", "\\xgg", "abc", "\\000"]),
            (.json, ["", "{", "{a:1}", "nul", "[1,]", "01", "'a'"]),
        ] as [(DataType, [String])])
    func refused(_ type: DataType, _ texts: [String]) {
        for text in texts { #expect(!fits(type, text, lenient: true), "\(text)") }
    }

    @Test("What fits strictly also fits leniently, and the class says so")
    func consistency() {
        let texts = Gen<String>.string(from: "0123456789-:. +TZeaf", 0...30)
        let moments = zip(.int(0...9999), .int(0...99), .int(0...99)).map { year, month, rest in
            let pad = { (number: Int, width: Int) in
                String(repeating: "0", count: width - "\(number)".count) + "\(number)"
            }
            return "\(pad(year, 4))-\(pad(month, 2))-\(pad(rest, 2))"
        }
        let stamps = zip(moments, texts).map { "\($0) 12:34:56\($1)" }
        forAll("consistency", cases: 50_000, .oneOf([texts, moments, stamps])) { (text: String) in
            let found = unsafe withText(text) { unsafe classifyValue($0, $1) }
            return DataType.allCases.allSatisfy { type in
                let isStrict = fits(type, text, lenient: false)
                return !isStrict || fits(type, text, lenient: true)
            } && fits(found.type, text, lenient: false)
        }
    }

    private var jsonNumber: Regex<(Substring)> {
        /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?/
    }
}

@Suite("JSON syntax")
struct JSONSyntaxTests {
    private func isValid(_ text: String) -> Bool {
        unsafe withText(text) { unsafe isValidJSON($0, $1) }
    }

    @Test(
        "Valid texts",
        arguments: [
            "{}", "[]", "[[]]", "{\"a\":{}}", "[1,2 , 3]", "{\"a\":1,\"b\":[true,false,null]}",
            " \t\r\n{ \"a\" : \"x\" } \n", "\"\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\uD83d\"",
            "-0.5e10", "0",
            "\"é😀\"", "{\"a\":1,\"a\":2}", "\"\u{7F}\"",
        ])
    func valid(_ text: String) {
        #expect(isValid(text))
    }

    @Test(
        "Invalid texts",
        arguments: [
            "", " ", "{", "}", "[", "]", "[}", "{]", "[1", "[1,", "[1,]", "[,1]", "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}", "{,}", "{1:2}", "{\"a\" 1}", "[1 2]", "1 2", "{}{}", "tru", "truee",
            "nulll",
            "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u123\"", "\"\n\"", "\"\u{1}\"",
            "'a'",
            "01", "1.", ".5", "+1", "NaN", "[1]]", "//", "[\u{A0}1]",
        ])
    func invalid(_ text: String) {
        #expect(!isValid(text))
    }

    @Test(
        "Nesting is followed to its limit and no further",
        arguments: [("[", "]"), ("{\"k\":", "}")])
    func depth(_ open: String, _ close: String) {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        #expect(isValid(nested(maximumJSONDepth)))
        #expect(!isValid(nested(maximumJSONDepth + 1)))
        #expect(!isValid(String(repeating: open, count: 1_000_000)))
    }

    @Test("Mixed brackets close in the order they were opened")
    func brackets() {
        forAll("brackets", Gen<Bool>.bool.array(1...200)) { isObject in
            let open = isObject.map { $0 ? "{\"\":" : "[" }.joined()
            let close = isObject.reversed().map { $0 ? "}" : "]" }
            let swapped = [close[0] == "}" ? "]" : "}"] + close.dropFirst()
            return isValid(open + "0" + close.joined()) && !isValid(open + "0" + swapped.joined())
        }
    }
}
