import Testing
import TrancheColumnar

@testable import TranchePrivacy

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Keys and where they come from")
struct KeyRingTests {
    private static let digits = String(repeating: "0f", count: 32)

    @Test(
        "One key may be written in several ways",
        arguments: [
            "hex:\(digits)", digits, digits.uppercased(), "  \(digits)\n", "a=\(digits)",
            "a = hex:\(digits)", "base64:Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8=",
            "Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8=",
            "Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8", "# mine\n\n\(digits)\r\n",
        ])
    func spellings(_ text: String) throws {
        let keys = try ring(text)
        #expect(keys.keys.count == 1)
        let bytes = unsafe keys.keys[0].secret.withBytes { unsafe Array($0) }
        #expect(bytes == [UInt8](repeating: 0x0F, count: 32))
    }

    @Test("A raw key is the text that follows, commas and all")
    func raw() throws {
        let keys = try ring("raw:correct horse, battery=staple\n")
        let secret = unsafe keys.keys[0].secret.withBytes { unsafe Array($0) }
        #expect(secret == bytes("correct horse, battery=staple"))
        let stated = try ring("correct horse, battery=staple\n", .raw)
        #expect(stated.keys[0].secret.count == 30, "a stated raw key is taken to the last byte")
    }

    @Test(
        "What is no key is refused without a word of it",
        arguments: [
            "", "# nothing\n", "secret", "0123456789abcdef0123456789abcdef", "hex:0f0", "hex:0f0f",
            "base64:????", "raw:short", "a=secret", "a=\(digits),a=\(digits)",
            "hex:" + String(repeating: "0f", count: 129),
        ])
    func refused(_ text: String) throws {
        let error = #expect(throws: JobError.self) { try ring(text) }
        let message = try #require(error).description
        #expect(message.contains("env:K") && message.contains("hint: "))
        for word in ["secret", "0f0f", "0123456789", "????", "short"] {
            #expect(!message.contains(word), "\(message)")
        }
    }

    @Test("A secret shows itself in no description, no dump and no mirror")
    func shown() throws {
        let keys = try ring("raw:correct horse battery staple")
        var text = "\(keys) " + String(reflecting: keys)
        dump(keys, to: &text)
        #expect(!text.contains("correct"))
        #expect(!text.contains("99, 111, 114"), "its bytes neither")
    }

    @Test(
        "Only env:, file: and command: name a place", arguments: ["K", "env:", "env:A B", "hex:0f"])
    func places(_ text: String) { #expect(KeyOrigin(text) == nil) }

    @Test("A variable that is not set is told by name")
    func environment() throws {
        let origin = try #require(KeyOrigin("env:TRANCHE_NO_SUCH_KEY"))
        let error = #expect(throws: JobError.self) { try KeyRing(origin) }
        #expect(try #require(error).description.contains("env:TRANCHE_NO_SUCH_KEY"))
    }

    @Test("A file is read when nobody else may read it")
    func file() throws {
        var template = Array("/tmp/tranche-key-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8($0) }, as: UTF8.self)
        defer {
            _ = unsafe unlink(path)
            _ = close(descriptor)
        }
        let text = bytes("a=\(Self.digits)\n")
        _ = unsafe write(descriptor, text, text.count)
        let origin = try #require(KeyOrigin("file:\(path)"))
        #expect(try KeyRing(origin).ids == ["a"])
        fchmod(descriptor, 0o640)
        let error = #expect(throws: JobError.self) { try KeyRing(origin) }
        #expect(try #require(error).code == .permission)
    }

    @Test("A command's output is read, and its failure is one")
    func command() throws {
        let good = try #require(KeyOrigin("command:printf 'a=%064d' 0"))
        #expect(try KeyRing(good).ids == ["a"])
        let bad = try #require(KeyOrigin("command:exit 3"))
        let error = #expect(throws: JobError.self) { try KeyRing(bad) }
        #expect(try #require(error).message.contains("status 3"))
    }
}
