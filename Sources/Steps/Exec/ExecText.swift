import TrancheColumnar

extension ExecPlan {
    /// The step as it is written.
    public var text: String {
        var words = ["exec"] + (usesShell ? ["shell"] : []) + [quotedText(command)]
        if !columns.isEmpty {
            let list = columns.map { "\(quotedKeyName($0.name)) \($0.type.rawValue)" }
            words.append("columns (\(list.joined(separator: ", ")))")
        }
        if timeout != Self.usualTimeout {
            let (seconds, rest) = timeout.components
            let milliseconds = seconds * 1000 + rest / 1_000_000_000_000_000
            words.append("timeout \(milliseconds)ms")
        }
        return words.joined(separator: " ")
    }
}

/// Reads what stands after `exec`: `shell` or nothing, the command in single quotes, and in any order
/// `columns (a bigint, b text)` and `timeout 60s`.
///
/// - Throws: `JobError(.pipeline)` with what was wanted.
func parseExec(_ text: String, at location: String?) throws(JobError) -> ExecPlan {
    var rest = text[...]
    let usesShell = rest.prefix { !$0.isWhitespace }.lowercased() == "shell"
    if usesShell { rest = rest.dropFirst(5).drop { $0.isWhitespace } }
    guard let command = takeQuoted(&rest) else {
        throw JobError(
            .pipeline, "step exec: wanted a command in single quotes", at: location,
            hint: "write: exec './score.py --fast', or exec shell 'a | b'")
    }
    var reader = StepReader(text: String(rest), location: location, hasParentheses: true)
    var columns: [Field] = []
    var timeout: Duration?
    while let token = try reader.next() {
        switch token.word {
        case "columns": columns += try reader.declaredColumns()
        case "timeout": timeout = try reader.timeout()
        default:
            throw reader.unexpected(token, wanted: "columns (name type, …) or timeout 60s")
        }
    }
    return try ExecPlan(
        command, usesShell: usesShell, columns: columns, timeout: timeout, at: location)
}

/// Takes a text in single quotes, where two stand for one.
private func takeQuoted(_ rest: inout Substring) -> String? {
    guard rest.first == "'" else { return nil }
    var text = ""
    var isOpen = true
    rest = rest.dropFirst()
    while let character = rest.popFirst() {
        if character != "'" {
            text.append(character)
        } else if rest.first == "'" {
            text.append("'")
            rest = rest.dropFirst()
        } else {
            isOpen = false
            break
        }
    }
    return isOpen ? nil : text
}

extension StepReader {
    /// `(a bigint, b double precision)`.
    fileprivate mutating func declaredColumns() throws(JobError) -> [Field] {
        var token = try next()
        guard token == .open else { throw unexpected(token, wanted: "( and columns") }
        var fields: [Field] = []
        repeat {
            token = try next()
            guard case .name(let name, _) = token else {
                throw unexpected(token, wanted: "a column and its type")
            }
            var words: [String] = []
            token = try next()
            while case .name(let word, _) = token {
                words.append(word)
                token = try next()
            }
            guard let type = DataType(name: words.joined(separator: " ")) else {
                let known = DataType.allCases.map(\.rawValue)
                throw error(
                    "found type '\(words.joined(separator: " "))' of \(name), wanted one of "
                        + known.joined(separator: ", "),
                    hint: nearestName(to: words.joined(separator: " "), among: known)
                        .map { "did you mean \($0)?" } ?? "write: columns (\(name) bigint)")
            }
            fields.append(Field(name, type, origin: .declared))
        } while token == .comma
        guard token == .close else { throw unexpected(token, wanted: "a comma or )") }
        return fields
    }

    /// `60s`, `500ms` or `5m`.
    fileprivate mutating func timeout() throws(JobError) -> Duration {
        let word = try next()?.word ?? ""
        let digits = word.prefix { $0.isNumber || $0 == "." }
        let factors: [String: Double] = ["ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600]
        guard let amount = Double(digits), amount > 0, amount < 1e6,
            let factor = factors[String(word.dropFirst(digits.count))]
        else {
            throw error(
                "found timeout '\(word)', wanted a duration such as 500ms, 60s or 5m",
                hint: "write: timeout 60s")
        }
        return .milliseconds(Int64(max(1, amount * factor * 1000)))
    }
}
