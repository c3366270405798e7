public import TrancheColumnar
import TrancheExpressions

/// What came of a question, all its tries together.
enum HTTPOutcome: Sendable, Equatable {
    case answer(status: Int, body: [UInt8])
    case fault(LookupFault)

    /// The line of a record: the request without headers and secrets, and the answer.
    func line(_ question: HTTPQuestion) -> [UInt8] {
        var fields = [("method", quoted(question.method)), ("url", quoted(question.shownURL))]
        if let body = question.shownBody { fields.append(("body", quoted(body))) }
        if !question.keys.isEmpty {
            fields.append(("keys", "[" + question.keys.map(quoted).joined(separator: ",") + "]"))
        }
        switch self {
        case .answer(let status, let body):
            fields.append(("status", "\(status)"))
            fields.append(("answer", quoted(String(decoding: body, as: UTF8.self))))
        case .fault(let fault):
            fields.append(("code", quoted(fault.code.rawValue)))
            fields.append(("error", quoted(fault.message)))
            if fault.isFatal { fields.append(("fatal", "true")) }
        }
        let text = fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
        return Array("{\(text)}\n".utf8)
    }
}

private func quoted(_ text: String) -> String { "\"\(jsonContent(text))\"" }

/// The answers of an earlier run, which `--record` has kept.
public struct HTTPReplay: Sendable {
    /// The record's file, for messages.
    public let name: String
    /// By method, address and body, or by method, address and key of a batch.
    private var outcomes: [String: (line: Int, outcome: HTTPOutcome)] = [:]

    /// - Parameters:
    ///   - bytes: The file's lines.
    ///   - name: What messages call it.
    /// - Throws: `JobError(.data)` at a line that is none of a record.
    public init(_ bytes: [UInt8], name: String) throws(JobError) {
        self.name = name
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            guard let (question, outcome) = Self.parse(Array(line)) else {
                // What a crash has cut off was never used.
                if index == lines.count - 1 { break }
                throw JobError(
                    .data, "found a line that --record has not written", at: "\(name):\(index + 1)",
                    hint: "name the file that a run with --record has written")
            }
            // The last line of a request counts: an earlier one may be of a run that failed.
            if question.keys.isEmpty {
                outcomes[Self.key(question, question.shownBody ?? "")] = (index, outcome)
            }
            for key in question.keys {
                outcomes[Self.key(question, key)] = (index, outcome)
            }
        }
    }

    private static func key(_ question: HTTPQuestion, _ last: String) -> String {
        "\(question.method) \(question.shownURL)\n\(last)"
    }

    func outcome(of question: HTTPQuestion) throws(LookupFault) -> HTTPOutcome {
        guard let found = outcomes[Self.key(question, question.shownBody ?? "")] else {
            let body = question.shownBody.map { " with body \($0.prefix(100))" } ?? ""
            throw missing("\(question.method) \(question.shownURL)\(body)")
        }
        return found.outcome
    }

    /// What became of one key of a batch, and the line that tells it.
    func outcome(ofKey key: String, _ question: HTTPQuestion) throws(LookupFault)
        -> (line: Int, outcome: HTTPOutcome)
    {
        guard let found = outcomes[Self.key(question, key)] else {
            throw missing("key \(key) of \(question.method) \(question.shownURL)")
        }
        return found
    }

    private func missing(_ what: String) -> LookupFault {
        LookupFault(
            message: "\(LookupFault.missingWords) \(what) in \(name)", code: .data, isFatal: true)
    }

    // MARK: Lines

    private static func parse(_ line: [UInt8]) -> (HTTPQuestion, HTTPOutcome)? {
        let buffer = ByteBuffer(capacity: line.count * 2 + 64)
        for byte in line { buffer.append(byte) }
        guard let start = line.first, start == 0x7B,
            unsafe isValidJSON(UnsafePointer(buffer.base), line.count)
        else { return nil }
        let text = unsafe Text(start: UnsafePointer(buffer.base), count: line.count)
        let scratch = ByteBuffer(capacity: line.count)
        var values: [String: String] = [:]
        var keys: [String] = []
        do {
            try eachJSONMember(of: text, scratch) { name, value in
                if name.string == "keys" {
                    try eachJSONElement(of: value) { element in
                        keys.append(try plain(element) ?? "")
                    }
                } else {
                    values[name.string] = try plain(value)
                }
            }
        } catch { return nil }
        guard let method = values["method"], let url = values["url"] else { return nil }
        var question = HTTPQuestion(method: method, url: url, shownURL: url)
        question.shownBody = values["body"]
        question.keys = keys
        if let status = values["status"].flatMap({ Int($0) }), let answer = values["answer"] {
            return (question, .answer(status: status, body: Array(answer.utf8)))
        }
        guard let code = values["code"].flatMap(JobError.Code.init), let error = values["error"]
        else { return nil }
        let isFatal = values["fatal"] == "true"
        return (question, .fault(LookupFault(message: error, code: code, isFatal: isFatal)))
    }

    private static func plain(_ value: Text) throws(EvalFault) -> String? {
        let scratch = ByteBuffer(capacity: value.count)
        return try jsonText(value, scratch)?.string
    }
}

extension LookupFault {
    /// How the fault of a missing line begins, which alone names the request.
    static var missingWords: String { "found no answer to" }
}
