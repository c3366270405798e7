import PropertyTesting
import Testing
import Tranche

@Suite("A user name")
struct UsernameTests {
    /// The rules once more, as a person would say them.
    private func isName(_ text: String) -> Bool {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789_.-".unicodeScalars)
        let letters = Set("abcdefghijklmnopqrstuvwxyz".unicodeScalars)
        let scalars = Array(text.unicodeScalars)
        guard scalars.count >= 3, scalars.count <= 32, let first = scalars.first else {
            return false
        }
        return letters.contains(first) && scalars.allSatisfy(allowed.contains)
    }

    private func answer(_ text: String) -> String? { try? validated(username: text) }

    @Test("Is given back as it is, or refused, as a plain model says")
    func model() {
        let near = Gen<String> { choices in
            let letters = Array("aaabz09_.-AÉ \u{301}\n")
            let count = Int(choices.next(upTo: 40))
            return String(
                (0..<count).map { _ in letters[Int(choices.next(upTo: UInt64(letters.count - 1)))] }
            )
        }
        forAll("texts near to names", near) { text in
            try same(answer(text), isName(text) ? text : nil)
        }
        forAll("any text", .string(0...40)) { text in
            try same(answer(text), isName(text) ? text : nil)
        }
    }

    @Test(
        "Is refused by its one error",
        arguments: [
            "", "ab", "1ab", "-ab", "Abc", "a b", "abc\n", "abç", "a\u{0}bc",
            String(repeating: "a", count: 33),
        ])
    func refused(_ text: String) {
        #expect(throws: InvalidUsername()) { try validated(username: text) }
    }

    @Test("Has 3 to 32 characters", arguments: ["abc", "a-9", String(repeating: "a", count: 32)])
    func accepted(_ text: String) throws {
        #expect(try validated(username: text) == text)
    }
}
