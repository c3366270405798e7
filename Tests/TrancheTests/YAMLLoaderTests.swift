import Testing
import Tranche
import TrancheColumnar

/// The node of `text`, as the file `job.yaml`.
private func parse(_ text: String) throws -> YAMLNode {
    try YAMLNode(parsing: Array(text.utf8), file: "job.yaml")
}

/// What parsing `text` throws; records an issue when it throws nothing.
private func failure(_ text: String) throws -> JobError {
    try #require(throws: JobError.self) { try parse(text) }
}

/// A node without its places, written as JSON writes it, plain scalars without quotes.
private func outline(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let text, let style): style == .plain ? text : "\"\(text)\""
    case .sequence(let items): "[" + items.map(outline).joined(separator: ",") + "]"
    case .mapping(let entries):
        "{" + entries.map { "\($0.key):\(outline($0.value))" }.joined(separator: ",") + "}"
    }
}

@Suite("Loading YAML")
struct YAMLLoaderTests {
    @Test(
        "Scalars, lists and mappings come out in the order of the file",
        arguments: [
            ("b: 1\na: [x, 'y', \"z\"]\n", "{b:1,a:[x,\"y\",\"z\"]}"),
            ("- |\n  two\n  lines\n- >\n  one\n  line\n", "[\"two\nlines\n\",\"one line\n\"]"),
            ("key:\n", "{key:}"),
            ("--- # comment\nkey: 'it''s'\n...\n", "{key:\"it's\"}"),
            ("a: \"\\u00e9\\n\"\r\nb: 2\r\n", "{a:\"é\n\",b:2}"),
            ("\u{FEFF}a: 1\n", "{a:1}"),
            ("base: &b {x: 1}\ncopies: [*b, *b]\n", "{base:{x:1},copies:[{x:1},{x:1}]}"),
            ("&k key: 1\nother: *k\n", "{key:1,other:key}"),
        ])
    func structure(text: String, expected: String) throws {
        #expect(try outline(parse(text)) == expected)
    }

    @Test(
        "JSON is read as it is",
        arguments: [
            (
                #"{"a":1,"b":[true,null,"x"],"c":{"d":"\u0041\/\t"}}"#,
                "{a:1,b:[true,null,\"x\"],c:{d:\"A/\t\"}}"
            ),
            ("{\n\t\"a\": [\n\t\t1,\n\t\t2\n\t]\n}\n", "{a:[1,2]}"),
            ("[]", "[]"),
            ("\"x\"", "\"x\""),
        ])
    func json(text: String, expected: String) throws {
        #expect(try outline(parse(text)) == expected)
    }

    @Test("Every node knows its line and column in characters, from 1")
    func places() throws {
        let root = try parse("# é\nsource:\n  paths: [é, b]\n  \"header\": true\n")
        let source = try root.mapping("the file").require("source").mapping("source")
        #expect(root.place.description == "job.yaml:2:1")
        #expect(source.place.description == "job.yaml:3:3")
        #expect(source.entries[1].keyPlace.description == "job.yaml:4:3")
        let paths = try source.require("paths").list("paths")
        #expect(paths.map(\.place.description) == ["job.yaml:3:11", "job.yaml:3:14"])
    }

    @Test(
        "What is refused is named with its place",
        arguments: [
            ("", "job.yaml:1:1", "the file is empty"),
            ("# only a comment\n", "job.yaml:2:1", "the file is empty"),
            ("a: 1\nb: 2\na: 3\n", "job.yaml:3:1", "duplicate key 'a', first on line 1"),
            ("a: {b: 1, 'b': 2}\n", "job.yaml:1:11", "duplicate key 'b', first on line 1"),
            ("a: !env HOME\n", "job.yaml:1:4", "a tag, wanted a plain value"),
            ("a: !!str 5\n", "job.yaml:1:4", "a tag, wanted a plain value"),
            ("a: !x [1]\n", "job.yaml:1:4", "a tag, wanted a plain value"),
            ("a: 1\n---\nb: 2\n", "job.yaml:2:1", "a second document, wanted one"),
            ("? [a, b]\n: 1\n", "job.yaml:1:3", "a list or mapping as a key, wanted text"),
            ("a: *nowhere\n", "job.yaml:1:4", "alias '*nowhere' of no anchor before it"),
            ("a: &a [*a]\n", "job.yaml:1:8", "alias '*a' of no anchor before it"),
        ])
    func refusals(text: String, location: String, message: String) throws {
        let error = try failure(text)
        #expect(error.code == .pipeline)
        #expect(error.location == location)
        #expect(error.message == message)
        #expect(error.hint != nil)
    }

    @Test(
        "Broken syntax says where reading stopped",
        arguments: [
            ("a: [1, 2\nb: 3\n", "job.yaml:2:2"),
            ("a: \"open\n", "job.yaml:2:1"),
            ("a:\n  b: 1\n c: 2\n", "job.yaml:3:2"),
        ])
    func syntax(text: String, location: String) throws {
        let error = try failure(text)
        #expect(error.location == location)
        #expect(error.message.hasPrefix("not valid YAML: "))
        #expect(error.hint?.hasPrefix("check the indentation") == true)
    }

    @Test("A tab as indentation gets a hint of its own")
    func tab() throws {
        let error = try failure("a:\n\tb: 1\n")
        #expect(error.location == "job.yaml:2:1")
        #expect(error.hint?.hasPrefix("indent with spaces") == true)
    }

    @Test("A byte that is no UTF-8 is found where it stands")
    func invalidText() throws {
        let bytes = Array("a: é\nbé: ".utf8) + [0xFF, 0x0A]
        let error = try #require(throws: JobError.self) {
            try YAMLNode(parsing: bytes, file: "job.yaml")
        }
        #expect(error.location == "job.yaml:2:5")
        #expect(error.hint?.contains("UTF-8") == true)
    }

    @Test("A file of the largest size is read, one byte more is refused before it is")
    func size() throws {
        let longest = "a: '" + String(repeating: "x", count: YAMLLimits.bytes - 5) + "'"
        #expect(throws: Never.self) { try parse(longest) }
        let error = try failure(longest + "\n")
        #expect(error.message == "1048577 bytes, wanted at most 1048576")
        #expect(error.location == "job.yaml")
    }

    @Test("A hundred levels are read, one more is refused", arguments: [("[", "]"), ("{a: ", "}")])
    func depth(open: String, close: String) throws {
        func nested(_ levels: Int) -> String {
            String(repeating: open, count: levels) + String(repeating: close, count: levels)
        }
        #expect(throws: Never.self) { try parse(nested(100)) }
        #expect(try failure(nested(101)).message == "nested deeper than 100 levels")
        #expect(try failure(String(repeating: open, count: 100_000)).code == .pipeline)
    }

    @Test("Aliases reach no deeper than what is written out")
    func aliasDepth() throws {
        let deep = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        let wrapped = String(repeating: "[", count: 60) + "*d" + String(repeating: "]", count: 60)
        #expect(
            try failure("a: &d \(deep)\nb: \(wrapped)\n").message
                == "nested deeper than 100 levels")
    }

    @Test("A bomb of aliases is refused before it grows")
    func bomb() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            let copies = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(copies)]\n"
        }
        #expect(try failure(text).message == "aliases repeat more than 10000 values")
    }

    @Test("Aliases may repeat ten thousand values and no more")
    func aliasLimit() throws {
        let items = Array(repeating: "*a", count: 10_000).joined(separator: ", ")
        #expect(throws: Never.self) { try parse("a: &a x\nb: [\(items)]\n") }
        let error = try failure("a: &a x\nb: [\(items), *a]\n")
        #expect(error.message == "aliases repeat more than 10000 values")
    }
}
