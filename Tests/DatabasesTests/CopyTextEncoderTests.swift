import PropertyTesting
import Testing
import TrancheColumnar

@testable import TrancheDatabases

@Suite("Rows as lines of COPY")
struct CopyTextEncoderTests {
    private static let numbers = Gen<String?>.weighted([
        (6, Gen<Int>.int(-99_999_999...99_999_999).map { "\($0)" }),
        (
            1,
            .element(of: [
                nil, "", "-", "0", "-0", "007", "-007", "12345678", "-1234567", "-12345678",
                "123456789", "9223372036854775807", "9223372036854775808", "1x", "1 ", "+1", "1.5",
                "--1", ":0", "/0", "1:", "1é", "é", "-é", "10000000é",
            ])
        ),
    ])
    private static let texts = Gen<String?> { choices in
        guard choices.next(upTo: 4) > 0 else { return nil }
        let letters = ["a", "é", "0", " ", "🐎", "-"]
        let length = [0, 1, 3, 8, 15, 16, 17, 31, 32, 33, 48, 200][Int(choices.next(upTo: 11))]
        return (0..<length).map { _ in letters[Int(choices.next(upTo: 5))] }.joined()
    }

    private struct Input: Sendable {
        var rows: [[String?]]
        var isPlain: Bool
        var isNumbered: Bool
        var hasGaps: Bool
    }

    /// What a column of integers takes, judged digit by digit.
    private func fits(_ text: String?) -> Bool {
        guard let text else { return true }
        return Int64(text) != nil || Int64(text.trimmed) != nil
    }

    private func line(_ row: [String?]) -> String {
        row.map { value in
            guard let value else { return "\\N" }
            // Of several spellings of a number the usual one is sent.
            return value.replacing("\\", with: "\\\\").replacing("\t", with: "\\t")
        }.joined(separator: "\t")
    }

    @Test("Every value arrives whatever its length, and every misfit is set aside")
    func lines() throws {
        let row = Gen<[String?]> {
            [Self.numbers.run(&$0), Self.texts.run(&$0), Self.numbers.run(&$0)]
        }
        let input = Gen<Input> { choices in
            Input(
                rows: row.array(0...400).run(&choices), isPlain: choices.next(upTo: 1) == 1,
                isNumbered: choices.next(upTo: 1) == 1, hasGaps: choices.next(upTo: 2) == 0)
        }
        let fields = [
            Field("n", .bigint, origin: .declared), Field("t"),
            Field("m", .bigint, origin: .declared),
        ]
        let plan = try PostgreSQLSinkPlan(newTableFor: Schema(fields), mode: .append)
        forAll("lines of COPY", input) { input in
            var rows = input.rows
            if !input.isPlain, !rows.isEmpty { rows[0][1] = "a\\b\tc" }
            guard !rows.isEmpty else { return true }
            let chunk = SinkFixture().chunk(rows)
            chunk.isEscapeFree = input.isPlain
            if input.hasGaps {
                chunk.selection.remove((0..<rows.count).filter { $0 % 3 == 1 })
            }
            let selected = (0..<chunk.selection.count).map { chunk.selection.row($0) }
            CopyTextEncoder(plan: plan, isNumbered: input.isNumbered).encode(chunk)
            let good = selected.filter { fits(rows[$0][0]) && fits(rows[$0][2]) }
            let wanted = good.map { row in
                let values = [usual(rows[row][0]), rows[row][1], usual(rows[row][2])]
                return line(values) + (input.isNumbered ? "\t\(row)" : "") + "\n"
            }.joined()
            return chunk.output.string(0..<chunk.output.count) == wanted
                && chunk.faults.map(\.row).sorted()
                    == selected.filter { !fits(rows[$0][0]) || !fits(rows[$0][2]) }
        }
    }

    private func usual(_ text: String?) -> String? {
        text.map { text in Int64(text.trimmed).map(String.init) ?? text }
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
