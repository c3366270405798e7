import PropertyTesting
import Testing
import TrancheColumnar
import TrancheFormats
import TranchePipeline

@testable import TrancheSteps

/// What a program answers to one record.
private enum Answer: Sendable {
    /// An object of these columns; one that is not named keeps its value.
    case values([String: String?])
    case null
    case refusal(String)
    case malformed(String)
    case unknownKey
}

private struct Exchange: Sendable {
    var rows: [[String?]]
    /// The rows that an earlier step has taken out.
    var gone: [Int]
    var answers: [Answer]
}

private let texts = Gen<String>.string(0...12)
private let inputs = ["a", "b", "c"]
private let outputs = ["a", "b", "c", "n"]

private func quoted(_ text: String) -> String {
    let chunk = Chunk()
    chunk.columns = [chunk.takeColumn(rows: 1)]
    chunk.bytes.append(text)
    unsafe chunk.columns[0].slices[0] = FieldSlice(offset: 0, length: chunk.bytes.count)
    chunk.setRowCount(1)
    _ = try? NDJSONEncoder(schema: Schema([Field("a")])).encode(chunk)
    return String(chunk.output.string(5..<(chunk.output.count - 2)))
}

private func line(_ answer: Answer) -> String {
    switch answer {
    case .values(let values):
        let members = values.sorted { $0.key < $1.key }.map { name, value in
            "\"\(name)\": " + (value.map { name == "n" ? $0 : quoted($0) } ?? "null")
        }
        return "{" + members.joined(separator: ", ") + "}"
    case .null: return " null\r"
    case .refusal(let text): return "{\"a\": 1, \"$error\": \(quoted(text))}"
    case .malformed(let text): return text
    case .unknownKey: return "{\"zzz\": 1}"
    }
}

private let answers = Gen<Answer> { choices in
    switch Gen<Int>.int(0...7).run(&choices) {
    case 0: return .null
    case 1: return .refusal("no " + texts.run(&choices))
    case 2: return .malformed(Gen.element(of: ["", "[]", "{", "1 2", "{}{}"]).run(&choices))
    case 3: return .unknownKey
    default:
        var values: [String: String?] = [:]
        for name in outputs where Gen<Bool>.bool.run(&choices) {
            let number = Gen<Int64>.int.map { "\($0)" }
            values[name] = .some((name == "n" ? number : texts).optional.run(&choices))
        }
        return .values(values)
    }
}

private let exchanges = Gen<Exchange> { choices in
    let rows = Gen<[String?]> { choices in inputs.map { _ in texts.optional.run(&choices) } }
        .array(1...8).run(&choices)
    let gone = rows.indices.filter { _ in Gen<Int>.int(0...3).run(&choices) == 3 }
    return Exchange(
        rows: rows, gone: gone,
        answers: (gone.count..<rows.count).map { _ in answers.run(&choices) })
}

@Suite("exec: answers in the place of records")
struct ExecAnswersTests {
    @Test("Values, filters and refusals are those of a plain model")
    func model() {
        let input = Schema(inputs.map { Field($0) })
        let output = Schema(input.fields + [Field("n", .bigint, origin: .declared)])
        forAll("merge(answers) == model(answers)", exchanges) { exchange in
            let chunk = chunk(exchange.rows)
            chunk.selection.remove(exchange.gone)
            let given = Chunk()
            for answer in exchange.answers { given.bytes.append(line(answer) + "\n") }
            let filtered = try ExecAnswers(input: input, output: output).merge(given, into: chunk)
            var wanted: [[String?]] = []
            var (nulls, faults) = (0, [Int: RowFault.Code]())
            let left = exchange.rows.indices.filter { !exchange.gone.contains($0) }
            for (row, answer) in zip(left, exchange.answers) {
                switch answer {
                case .null: nulls += 1
                case .refusal, .malformed: faults[row] = .exec
                case .unknownKey: faults[row] = .unexpectedKey
                case .values(let values):
                    let old = exchange.rows[row] + [nil]
                    wanted.append(
                        outputs.enumerated().map { index, name in values[name] ?? old[index] })
                }
            }
            let found = Dictionary(
                chunk.faults.map { ($0.row, $0.code) }, uniquingKeysWith: { first, _ in first })
            return chunk.texts == wanted && filtered == nulls && found == faults
                && chunk.faults.count == faults.count
        }
    }

    @Test(
        "A step is read, and writes itself as it is read",
        arguments: [
            ("exec './score.py --fast'", "exec './score.py --fast'"),
            ("EXEC  shell 'a | b''c' timeout 2s", "exec shell 'a | b''c' timeout 2000ms"),
            (
                "exec 'x' columns (a bigint, \"b c\" double precision, t varchar) timeout 60s",
                "exec 'x' columns (a bigint, \"b c\" double precision, t text)"
            ),
        ])
    func spelling(text: String, written: String) throws {
        let plan = try parseStep(text)
        #expect(plan.text == written)
        #expect(try parseStep(written).text == written)
    }

    @Test(
        "What is no step is refused",
        arguments: [
            "exec", "exec ./score.py", "exec 'open", "exec ''", "exec 'a \"b'", "exec 'x' columns",
            "exec 'x' columns (a)", "exec 'x' columns (a bigint", "exec 'x' columns (a biggint)",
            "exec 'x' columns (a bigint, a text)", "exec 'x' timeout", "exec 'x' timeout 0s",
            "exec 'x' timeout soon", "exec 'x' else", "exec 'x' columns ($error text)",
        ])
    func refusals(text: String) {
        #expect(throws: JobError.self) { try parseStep(text) }
    }

    @Test("Words of a command are split as a shell splits them, and joined so that they stay")
    func words() {
        #expect(commandWords("a  'b c' \"d\\\"e\" f\\ g ''") == ["a", "b c", "d\"e", "f g", ""])
        forAll("split(join(words)) == words", cases: 500, texts.array(0...5)) { words in
            commandWords(commandText(words)) == words
        }
    }
}
