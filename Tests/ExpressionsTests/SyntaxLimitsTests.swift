import Synchronization
import Testing
import TrancheExpressions

@Suite("Long and deep expressions")
struct SyntaxLimitsTests {
    /// A long text under a short name.
    struct Long: Sendable, CustomTestStringConvertible {
        let start: String
        let text: String
        var testDescription: String { start + "…" }
    }

    private static func many(
        _ term: String, _ separator: String, _ start: String = "", _ end: String = ""
    ) -> Long {
        let terms = Array(repeating: term, count: 10_000).joined(separator: separator)
        return Long(start: start + term + separator, text: start + terms + end)
    }

    private static func nested(_ start: String, _ opening: String, _ end: String = "") -> Long {
        Long(start: start + opening, text: start + String(repeating: opening, count: 5000) + end)
    }

    /// The outcome of parsing on a small stack, printed and dropped there, too.
    private func outcome(_ text: String) -> (printed: String?, height: Int, error: String?) {
        let result = Mutex<(String?, Int, String?)>((nil, 0, nil))
        onSmallStack {
            do throws(ExpressionError) {
                let node = try parseExpression(text)
                let (printed, height) = (node.description, node.height)
                result.withLock { $0 = (printed, height, nil) }
            } catch {
                let message = error.message
                result.withLock { $0 = (nil, 0, message) }
            }
        }
        return result.withLock { $0 }
    }

    @Test(
        "Ten thousand terms are wide, not high, and are read back",
        arguments: [
            many("a", " + "), many("a", " - "), many("a", " * "), many("a", " || "),
            many("a", " or "), many("a", " and "), many("1", ", ", "x in (", ")"),
            many("1", ", ", "f(", ")"), many("when a then b", " ", "case ", " end"),
            many("1", ", ", "array[", "]"), many("a = 1", " or "), many("a * 2", " + "),
            many("a is null", " and "),
        ])
    func wide(_ long: Long) throws {
        let text = long.text
        let (printed, height, error) = outcome(text)
        #expect(error == nil)
        #expect((2...3).contains(height))
        let again = try parseExpression(printed ?? "")
        #expect(try again == parseExpression(text))
    }

    @Test(
        "What is too deep is refused with the limit, on a small stack, too",
        arguments: [
            nested("", "("), nested("", "- ", "a"), nested("", "not ", "a"), nested("a", "::int"),
            nested("a", " is null"), nested("a", "[1]"), nested("", "case when "),
            nested("", "f("), nested("", "a = b + c * d ^ - ("), nested("", "x between ("),
            nested("", "x in (1, "), nested("a", " at time zone b"), nested("", "coalesce("),
            nested("", "trim(both "), nested("", "substring("), nested("", "array["),
            nested("", "cast("), nested("", "a is distinct from ("), nested("", "a like ("),
            nested("", "extract(year from "), nested("", "case a when 1 then 2 else "),
        ])
    func deep(_ long: Long) {
        #expect(outcome(long.text).error == "found more than 100 levels, one inside the other")
    }

    @Test("The limit is where it says", arguments: [1, 10, 50, 99])
    func atTheLimit(_ count: Int) {
        let text = String(repeating: "(", count: count) + "a" + String(repeating: ")", count: count)
        #expect(outcome(text).printed == "a")
        let calls =
            String(repeating: "f(", count: count) + "a" + String(repeating: ")", count: count)
        #expect(outcome(calls).height == count + 1)
        #expect(outcome(calls).printed == calls)
        let deeper = String(repeating: "(", count: 100) + "a" + String(repeating: ")", count: 100)
        #expect(outcome(deeper).error == "found more than 100 levels, one inside the other")
    }

    @Test("A text of more than 1 MiB is refused")
    func tooLong() {
        let text = String(repeating: " ", count: (1 << 20) - 1) + "a"
        #expect(outcome(text).printed == "a")
        #expect(outcome(text + " ").error == "found 1048577 bytes, wanted at most 1048576")
    }
}
