import Testing
import Tranche
import TrancheColumnar

/// The value of the only key, `k`, of a document.
private func value(_ text: String) throws -> YAMLNode {
    try YAMLNode(parsing: Array("k: \(text)\n".utf8), file: "job.yaml")
        .mapping("the file").require("k")
}

@Suite("Asking a YAML node for what it must be")
struct YAMLAccessTests {
    @Test(
        "Text, numbers and booleans are what the YAML 1.2 core schema says",
        arguments: [("5", 5), ("-17", -17), ("+3", 3), ("0", 0), ("007", 7)])
    func int(text: String, expected: Int) throws {
        #expect(try value(text).int("k") == expected)
    }

    @Test(
        "A whole number is neither quoted, nor broken, nor in words",
        arguments: [
            ("'5'", "'k' is quoted text, wanted a whole number"),
            ("1.5", "'k' is text, wanted a whole number"),
            ("1_000", "'k' is text, wanted a whole number"),
            ("9223372036854775808", "'k' is text, wanted a whole number"),
            ("", "'k' is empty, wanted a whole number"),
            ("[1]", "'k' is a list, wanted a whole number"),
        ])
    func notInt(text: String, message: String) throws {
        let error = try #require(throws: JobError.self) { try value(text).int("k") }
        #expect(error.message == message)
        #expect(error.code == .pipeline)
        #expect(error.location?.hasPrefix("job.yaml:1:") == true)
    }

    @Test("A number outside its range is told the range")
    func range() throws {
        #expect(try value("64").int("k", in: 1...64) == 64)
        let error = try #require(throws: JobError.self) { try value("65").int("k", in: 1...64) }
        #expect(error.message == "'k' is out of range, wanted 1 to 64")
        #expect(error.hint == "write k: 1, or a number up to 64")
        #expect(error.location == "job.yaml:1:4")
    }

    @Test(
        "Only true and false are booleans", arguments: ["yes", "on", "True", "1", "'true'", "{}"])
    func bool(text: String) throws {
        #expect(try value("true").bool("k"))
        #expect(try !value("false").bool("k"))
        let error = try #require(throws: JobError.self) { try value(text).bool("k") }
        #expect(error.message.hasSuffix("wanted true or false"))
        #expect(error.hint == "write true or false without quotes")
    }

    @Test(
        "A string is any scalar that is not null",
        arguments: [("x", "x"), ("5", "5"), ("''", ""), ("'null'", "null"), ("1.10", "1.10")])
    func string(text: String, expected: String) throws {
        #expect(try value(text).string("k") == expected)
        #expect(try !value(text).isNull)
    }

    @Test("Nothing, a tilde and null are no string", arguments: ["", "~", "null", "[a]", "{a: b}"])
    func notString(text: String) throws {
        let error = try #require(throws: JobError.self) { try value(text).string("k") }
        #expect(error.message.hasSuffix("wanted text"))
    }

    @Test("A list of strings is read, and its item that is none is placed")
    func strings() throws {
        #expect(try value("[a, 'b c', 3]").strings("k") == ["a", "b c", "3"])
        let nested = try #require(throws: JobError.self) { try value("[a, [b]]").strings("k") }
        #expect(nested.message == "'an item of k' is a list, wanted text")
        #expect(nested.location == "job.yaml:1:8")
        let single = try #require(throws: JobError.self) { try value("a").strings("k") }
        #expect(single.message == "'k' is text, wanted a list")
    }

    @Test("No message repeats a value, which may be a password")
    func secrecy() throws {
        let node = try value("hunter2")
        for read in [
            { _ = try node.int("k") }, { _ = try node.bool("k") }, { _ = try node.list("k") },
            { _ = try node.mapping("k") },
        ] as [() throws -> Void] {
            let error = try #require(throws: JobError.self) { try read() }
            #expect(!error.description.contains("hunter2"))
        }
    }

    @Test(
        "An unknown key is placed and told the nearest known one, or all of them",
        arguments: [
            ("sorce", "write 'source' if that was meant"),
            ("zzzzzz", "use one of: source, sink"),
        ])
    func unknownKey(key: String, hint: String) throws {
        let mapping = try value("{source: a, \(key): b}").mapping("k")
        let error = try #require(throws: JobError.self) {
            try mapping.allowOnly(["source", "sink"])
        }
        #expect(error.message == "unknown key '\(key)' in 'k'")
        #expect(error.location == "job.yaml:1:16")
        #expect(error.hint == hint)
        #expect(throws: Never.self) { try mapping.allowOnly(["source", key]) }
    }

    @Test("A key that is missing is named with the mapping that lacks it")
    func missingKey() throws {
        let mapping = try value("\n  a: 1").mapping("sink")
        #expect(mapping["b"] == nil)
        let error = try #require(throws: JobError.self) { try mapping.require("b") }
        #expect(error.message == "'sink' has no key 'b'")
        #expect(error.location == "job.yaml:2:3")
    }
}
