import PropertyTesting
import Testing
import TrancheColumnar

@testable import TrancheExpressions

/// Short texts of few characters, so that they often share parts.
private let texts = Gen<String>.element(of: ["a", "b", "%", "_", "é", "日", "\\"])
    .array(0...10).map { $0.joined() }
private let alphabet = Gen<String>.element(of: ["a", "b", "ab", "é"]).array(0...12)
    .map { $0.joined() }

/// Whether a pattern matches, by trying every way.
private func naiveLike(_ s: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return s.isEmpty }
    let rest = pattern.dropFirst()
    switch first {
    case "%": return (s.startIndex...s.endIndex).contains { naiveLike(s[$0...], rest) }
    case "_": return !s.isEmpty && naiveLike(s.dropFirst(), rest)
    case "\\": return s.first == rest.first && naiveLike(s.dropFirst(), rest.dropFirst())
    default: return s.first == first && naiveLike(s.dropFirst(), rest)
    }
}

/// Replaces from the left, on characters.
private func naiveReplace(_ s: String, _ from: String, _ to: String) -> String {
    guard !from.isEmpty else { return s }
    var rest = Substring(s)
    var result = ""
    while !rest.isEmpty {
        if rest.hasPrefix(from) {
            result += to
            rest = rest.dropFirst(from.count)
        } else {
            result.append(rest.removeFirst())
        }
    }
    return result
}

/// The fields of a text, by removing what stands before each delimiter.
private func naiveFields(_ s: String, _ delimiter: String) -> [String] {
    guard !delimiter.isEmpty else { return [s] }
    var fields = [""]
    var rest = Substring(s)
    while !rest.isEmpty {
        if rest.hasPrefix(delimiter) {
            fields.append("")
            rest = rest.dropFirst(delimiter.count)
        } else {
            fields[fields.count - 1].append(rest.removeFirst())
        }
    }
    return fields
}

@Suite("Text functions and their plain twins")
struct TextPropertyTests {
    @Test("LIKE matches what trying every way matches")
    func like() {
        forAll("like", cases: 4000, zip(texts, texts)) { s, pattern in
            let calls = TextCalls()
            let backslashes = pattern.reversed().prefix { $0 == "\\" }.count
            // A pattern that ends with the escape character is refused.
            guard backslashes % 2 == 0 else { return calls("like", [s, pattern]).first == "!" }
            let wanted = naiveLike(ArraySlice(Array(s)), ArraySlice(Array(pattern)))
            return try same(calls("like", [s, pattern]), "\(wanted)")
        }
    }

    @Test("replace does what replacing characters does")
    func replacing() {
        forAll("replace", cases: 2000, zip(alphabet, alphabet, texts)) { s, from, to in
            let part = String(from.prefix(2))
            return try same(TextCalls()("replace", [s, part, to]), naiveReplace(s, part, to))
        }
    }

    @Test("split_part finds the fields from either end")
    func splitting() {
        forAll("split_part", cases: 2000, zip(alphabet, alphabet, Gen.int(-5...5))) { s, by, n in
            let delimiter = String(by.prefix(2))
            let fields = naiveFields(s, delimiter)
            let place = n > 0 ? n - 1 : fields.count + n
            guard n != 0 else {
                return TextCalls()("split_part", [s, delimiter, "0"]).first == "!"
            }
            let wanted = fields.indices.contains(place) ? fields[place] : ""
            return try same(TextCalls()("split_part", [s, delimiter, "\(n)"]), wanted)
        }
    }

    @Test("substr takes the characters whose numbers are wanted")
    func substrings() {
        forAll("substr", cases: 2000, zip(texts, Gen.int(-9...12), Gen.int(0...12))) { s, from, n in
            let wanted = s.enumerated().filter { $0.offset + 1 >= from && $0.offset + 1 < from + n }
            return try same(
                TextCalls()("substr", [s, "\(from)", "\(n)"]),
                String(wanted.map { $0.element }))
        }
    }

    @Test("What is encoded is decoded again", arguments: ["hex", "base64", "escape"])
    func encodings(name: String) {
        forAll(name, cases: 500, texts) { s in
            let encoded = TextCalls()("encode", [s, name])
            return try same(
                TextCalls()("decode", [encoded, name]), TextCalls()("encode", [s, "hex"]))
        }
    }

    @Test("A JSON string is the text that was quoted")
    func json() {
        forAll("to_json", cases: 1000, texts) { s in
            let quoted = TextCalls()("to_json", [s])
            return try same(TextCalls()("json_path_text", [quoted]), s)
        }
    }
}

@Suite("Patterns that make others slow")
struct TextHostilePatternTests {
    static let long = String(repeating: "a", count: 3000)

    @Test(
        "A hostile expression is answered",
        arguments: [
            ("(a*)*b", "false"), ("(a|aa)+$", "true"), ("^(a|aa)+b", "false"),
            ("(a+)+b", "false"), ("(.*)*x", "false"), ("^(([a-z])+.)+[A-Z]([a-z])+$", "false"),
        ])
    func expressions(pattern: String, wanted: String) {
        #expect(TextCalls()("regexp_like", [Self.long, pattern, ""]) == wanted)
    }

    @Test("The captures of a hostile expression are found")
    func captures() {
        let text = String(Self.long.prefix(300))
        #expect(TextCalls()("regexp_match", [text, "(a|aa)+$", ""]) == "a")
        #expect(TextCalls()("regexp_match", [text + "b", "(a*)*b", ""]) == text)
    }

    @Test("A back reference that would take for ever is refused")
    func backReference() {
        let result = TextCalls()("regexp_like", [Self.long + "bc", "^(a|aa)+\\1c$", ""])
        #expect(result == "!54000 regular expression match takes too many steps")
    }

    @Test("Many percent signs take no time that explodes")
    func percentSigns() {
        #expect(TextCalls()("like", [Self.long, "%a%a%a%a%a%a%b"]) == "false")
        #expect(TextCalls()("like", [Self.long, "%a_%_a%_b"]) == "false")
    }

    @Test("Searching a text that nearly matches everywhere finds what is there")
    func nearMatches() {
        let needle = String(repeating: "a", count: 1000) + "b"
        let text = Self.long + "b" + Self.long
        #expect(TextCalls()("strpos", [text, needle]) == "2001")
        #expect(TextCalls()("strpos", [text, needle + "b"]) == "0")
    }

    @Test("Nesting without end is refused")
    func nesting() {
        let pattern = String(repeating: "(", count: 5000) + String(repeating: ")", count: 5000)
        let wanted = "!2201B invalid regular expression: regular expression is too complex"
        #expect(TextCalls()("regexp_like", ["", pattern, ""]) == wanted)
    }

    @Test("Brackets of JSON nested deep are skipped")
    func deepJSON() {
        let deep = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(TextCalls()("json_get", ["{\"a\":\(deep),\"b\":2}", "b"]) == "2")
    }

    @Test(
        "JSON that is cut short is read to its end and no further",
        arguments: [
            "", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1,", "[", "[1,", "\"\\", "[\"\\u12",
        ])
    func cutJSON(json: String) {
        let calls = TextCalls()
        #expect(calls("json_get_text", [json, "b"]) == "\\N")
        #expect(calls("json_path_text", [json, "b", "0"]) == "\\N")
        #expect(calls("json_typeof", [json]).isEmpty == false)
    }

    @Test("A text may be of any length for the captures of a repeated group")
    func longRepetition() {
        let words = String(repeating: "ab ", count: 5000)
        #expect(TextCalls()("regexp_match", [words, "^((\\w+) )*$", ""]) == "ab |ab")
    }
}
