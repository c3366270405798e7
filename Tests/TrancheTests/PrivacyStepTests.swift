import PropertyTesting
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A key in the environment, under a name of its own for each test that wants another one.
func setKey(_ name: String, _ value: String) { unsafe setenv(name, value, 1) }

@Suite("The steps mask, hash, encrypt and decrypt")
struct PrivacyStepTests {
    private let key = "TRANCHE_TEST_KEY"

    init() { setKey(key, String(repeating: "0f", count: 32)) }

    private func run(_ steps: [String], _ values: [String?], _ field: Field = Field("a"))
        async throws -> (texts: [String?], faults: [RowFault])
    {
        let chunk = chunk(values.map { [$0] })
        try await apply(steps, on: Schema([field]), to: chunk)
        return (chunk.texts.map { $0[0] }, chunk.faults)
    }

    @Test(
        "A mask leaves what it says and no more",
        arguments: [
            ("keep last 4", "4111111111111234", "************1234"),
            ("keep last 4", "4111-1111-1234", "**********1234"), ("keep last 4", "1234", "****"),
            ("keep last 4", "12", "**"), ("keep last 4", "", ""), ("keep last 0", "ab", "**"),
            ("keep first 1 last 1", "Grace", "G***e"), ("keep first 2", "äöüß", "äö**"),
            ("keep last 1", "日本語", "**語"), ("keep first 3 last 3", "abcdef", "******"),
            ("as email", "ada@example.org", "a***@example.org"),
            ("as email", "a@example.org", "***@example.org"), ("as email", "ß@x.de", "***@x.de"),
            ("as email", "ßa@x.de", "ß***@x.de"), ("as email", "\"a@b\"@x.de", "\"***@x.de"),
            ("as email", "no address", "***"), ("as email", "@x.de", "***"),
            ("as email", "ada@", "***"), ("as email", "", "***"),
            ("as digits", "+49 (30) 90-1820", "+** (**) **-****"),
            ("as digits", "call mum", "**** ***"), ("as digits", "٣é-", "**-"),
            ("as constant 'it''s hidden'", "x", "it's hidden"), ("as constant ''", "x", ""),
            ("as year", "2026-02-28", "2026"), ("as year", "1999-12-31 23:59:59", "1999"),
            ("as year", "0044-03-15 BC", "0044 BC"), ("as year", "0044-3-15 1:02 bc ", "0044 BC"),
            ("as year", "1999-12-31T23:59:59+02", "1999"), ("as null", "x", nil),
        ] as [(String, String, String?)])
    func masks(_ mask: String, _ value: String, _ wanted: String?) async throws {
        let found = try await run(["mask a \(mask)"], [value, nil])
        #expect(found.texts == [wanted, nil], "NULL stays NULL")
        #expect(found.faults.isEmpty)
    }

    @Test(
        "What has no year is a reject that does not tell the value",
        arguments: ["x", "28.2.26", "", "0004-02-29 BC"])
    func noYear(_ value: String) async throws {
        let found = try await run(["mask a as year"], [value, "2026-01-01"])
        #expect(found.texts == ["2026"])
        #expect(found.faults.map(\.code) == [.typeMismatch])
        #expect(
            found.faults.first?.message
                == "found a value without a year, wanted a date such as 2026-01-31")
    }

    @Test("Equal values are one pseudonym, in any column and with any chunk")
    func pseudonyms() async throws {
        let chunk = chunk([["x", "y"], ["y", "x"], [nil, ""]])
        try await apply(
            ["hash a, b key env:\(key) length 12 prefix p_"], on: schema("a", "b"), to: chunk)
        let texts = chunk.texts
        #expect(texts[0][0] == texts[1][1] && texts[0][1] == texts[1][0])
        #expect(texts[0][0] != texts[0][1])
        #expect(texts[2][0] == nil && texts[2][1]?.hasPrefix("p_") == true)
        #expect(texts[0].allSatisfy { $0?.count == 14 })
    }

    @Test(
        "Every type comes back as its text",
        arguments: [
            (DataType.text, ["", "a,\"b\"\n", "日本", "*"]), (.boolean, ["true", "f"]),
            (.bigint, ["-9223372036854775808", "7"]), (.numeric, ["1.10", "-0.000"]),
            (.doublePrecision, ["1.5", "-0", "1e+300"]), (.date, ["2026-02-28"]),
            (.timestamp, ["2026-02-28 10:00:00.5"]), (.timestamptz, ["2026-02-28 10:00:00+02"]),
            (.uuid, ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]), (.json, ["{\"a\": [1]}"]),
        ] as [(DataType, [String])])
    func types(_ type: DataType, _ values: [String]) async throws {
        let field = Field("a", type, origin: .declared)
        let steps = type == .text ? [] : ["cast a as \(type.rawValue)"]
        let plain = try await run(steps, values + [nil], field)
        for algorithm in ["", " with chacha20"] {
            let hidden = steps + ["encrypt a key env:\(key)\(algorithm)"]
            let sealed = try await run(hidden, values + [nil], field)
            #expect(sealed.texts.last == .some(nil))
            #expect(sealed.texts.dropLast().allSatisfy { $0?.hasPrefix("e1") == true })
            let opened = try await run(hidden + ["decrypt a key env:\(key)"], values + [nil], field)
            #expect(opened.texts == plain.texts && opened.faults.isEmpty)
        }
    }

    @Test("Raw bytes are encrypted as \\x and hexadecimal digits, and can be cast back")
    func binary() async throws {
        let steps = [
            "cast a as bytea", "encrypt a key env:\(key)", "decrypt a key env:\(key)",
        ]
        #expect(try await run(steps, ["\\x00ff", "\\x"]).texts == ["\\x00ff", "\\x"])
    }

    @Test("A column that stands twice is protected where it is named alone")
    func shared() async throws {
        let chunk = chunk([["x"]])
        let names = try await apply(
            ["select a, a as b", "encrypt b key env:\(key)", "mask a as digits"], on: schema("a"),
            to: chunk)
        #expect(names == ["a", "b"])
        #expect(chunk.texts[0][0] == "*" && chunk.texts[0][1]?.hasPrefix("e1a.") == true)
    }

    @Test("A salt makes equal values differ, and is not changed by it")
    func salt() async throws {
        let chunk = chunk([["x", "1"], ["x", "2"], ["x", nil], ["x", "1"]])
        try await apply(
            ["cast b as bigint", "encrypt a key env:\(key) salt b"], on: schema("a", "b"), to: chunk
        )
        let texts = chunk.texts
        #expect(Set(texts.map { $0[0] }).count == 3 && texts[0][0] == texts[3][0])
        #expect(texts.map { $0[1] } == ["1", "2", nil, "1"])
    }

    @Test("A renamed column is decrypted under the name it was encrypted with")
    func renamed() async throws {
        let steps = ["encrypt a key env:\(key)", "rename a as b"]
        let failed = try await run(steps + ["decrypt b key env:\(key)"], ["x"])
        #expect(failed.texts.isEmpty && failed.faults.map(\.code) == [.decryption])
        #expect(failed.faults.first?.hint?.contains("column NAME") == true)
        let opened = try await run(steps + ["decrypt b key env:\(key) column a"], ["x"])
        #expect(opened.texts == ["x"])
    }

    @Test("What cannot be opened is a reject that names the key's id, and no key")
    func wrongKey() async throws {
        setKey("TRANCHE_TEST_RING", "old=" + String(repeating: "0f", count: 32))
        setKey("TRANCHE_TEST_OTHER", "new=" + String(repeating: "a5", count: 32))
        let found = try await run(
            ["encrypt a key env:TRANCHE_TEST_RING", "decrypt a key env:TRANCHE_TEST_OTHER"],
            ["x", nil])
        #expect(found.texts == [nil])
        let fault = try #require(found.faults.first)
        #expect(
            fault.message
                == "found a value under key old, wanted one of env:TRANCHE_TEST_OTHER: new")
        #expect(!"\(fault)".contains("0f0f") && !"\(fault)".contains("a5a5"))
    }

    @Test(
        "A step's text reads back as the same step",
        arguments: [
            "hash a, \"b c\" key env:TRANCHE_TEST_KEY length 16 prefix p_",
            "encrypt a key env:TRANCHE_TEST_KEY with chacha20 salt id salt \"the day\"",
            "encrypt a key \"command:echo 1, 2\" hex column phone",
            "decrypt a, b key file:/etc/key raw", "mask a, b keep first 1 last 4",
            "mask a as constant 'it''s, \"x\"'", "mask a as email", "mask a as null",
        ])
    func texts(_ text: String) throws { #expect(try parseStep(text).text == text) }

    @Test(
        "What is not understood is told without the text, in which a key may stand",
        arguments: [
            "hash", "hash a", "hash a key s3cret", "hash a key env:", "hash a key env:K length 4",
            "hash a key env:K length s3cret", "hash a key env:K s3cret", "hash a, a key env:K",
            "encrypt a key env:K with s3cret", "encrypt a, b key env:K column s3cret",
            "encrypt a key env:K salt a", "decrypt a key env:K with", "decrypt a key env:K, s3cret",
            "mask a", "mask a s3cret", "mask a keep", "mask a keep last", "mask a keep last s3cret",
            "mask a as", "mask a as constant s3cret", "mask a as email s3cret",
            "mask a as constant 's3cret",
        ])
    func refusals(_ text: String) throws {
        let error = #expect(throws: JobError.self) { try parseStep(text) }
        let message = try #require(error).description
        #expect(!message.contains("s3cret") && message.contains("hint: "), "\(message)")
    }

    @Test("A key is looked for before the run")
    func missing() throws {
        let plan = try parseStep("hash a key env:TRANCHE_NO_KEY")
        let error = #expect(throws: JobError.self) { try plan.plan(schema("a"), keeping: nil) }
        #expect(try #require(error).message.contains("env:TRANCHE_NO_KEY"))
    }

    @Test("Another key makes another pipeline, another place of the same key the same pseudonyms")
    func identity() throws {
        setKey("TRANCHE_TEST_CHANGING", String(repeating: "1", count: 64))
        let first = try parseStep("hash a key env:TRANCHE_TEST_CHANGING").identity
        setKey("TRANCHE_TEST_CHANGING", String(repeating: "2", count: 64))
        let second = try parseStep("hash a key env:TRANCHE_TEST_CHANGING").identity
        #expect(first != second && !first.contains("1111") && !second.contains("2222"))
    }
}
