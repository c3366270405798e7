import TrancheColumnar

@testable import TrancheExpressions

/// What an expression gives: a value's text, NULL or an error.
enum Answer: Equatable, CustomStringConvertible {
    case value(String)
    case null
    case error(String)

    /// Reads `V:…`, `N` or `E:…`, as the script and the live server write them.
    init?(_ text: String) {
        if text == "N" {
            self = .null
        } else if text.hasPrefix("V:") {
            self = .value(String(text.dropFirst(2)))
        } else if text.hasPrefix("E:") {
            self = .error(String(text.dropFirst(2)))
        } else {
            return nil
        }
    }

    var description: String {
        switch self {
        case .value(let text): text.debugDescription
        case .null: "NULL"
        case .error(let reason): "error \(reason)"
        }
    }

    /// Whether both are the same value byte for byte, both NULL, or both some error.
    func agrees(with other: Answer) -> Bool {
        switch (self, other) {
        case (.value(let a), .value(let b)): Array(a.utf8) == Array(b.utf8)
        case (.null, .null): true
        case (.error(let a), .error(let b)): agree(state(of: a), state(of: b))
        default: false
        }
    }

    /// The SQLSTATE that the text of an error begins with; `nil` where it has none.
    private func state(of error: String) -> Substring? {
        let word = error.prefix { $0 != " " }
        return word.count == 5 && word.allSatisfy { $0.isUppercase || $0.isNumber } ? word : nil
    }

    /// Whether two errors are of one kind: a value that there is not, of one SQLSTATE, or an expression
    /// that has no meaning, whose reasons differ in number and order.
    private func agree(_ a: Substring?, _ b: Substring?) -> Bool {
        func isOfValues(_ state: Substring?) -> Bool {
            state?.hasPrefix("22") == true || state == "54000"
        }
        return isOfValues(a) || isOfValues(b) ? a == b : true
    }
}

/// What this program gives for `sql` over one row.
func answer(_ sql: String, context: EvaluationContext = EvaluationContext()) -> Answer {
    do {
        return try evaluate(sql, context: context)[0].map { .value($0) } ?? .null
    } catch let failure as EvaluationFailure {
        return .error("\(failure.state) \(failure.message)")
    } catch {
        return .error(said(error))
    }
}

/// An error with the SQLSTATE before it when it is about a value.
private func said(_ error: any Error) -> String {
    guard let error = error as? ExpressionError, let state = error.state else { return "\(error)" }
    return "\(state) \(error.message)"
}

/// What this program gives for `sql` over each row of `columns`, all in one chunk.
func answers(_ sql: String, over columns: [TestColumn]) -> [Answer] {
    let count = columns.first?.values.count ?? 1
    do {
        let compiled = try compileExpressions([printing(sql)], over: schema(of: columns))
        let chunk = makeChunk(columns)
        let result = compiled.evaluate(chunk, EvaluationContext(), step: "test")[0]
        let states = states(compiled, chunk)
        let faults = Dictionary(
            chunk.faults.map { ($0.row, "\(states[$0.row] ?? "") \($0.message)") },
            uniquingKeysWith: { first, _ in first })
        return (0..<count).map { row in
            if let message = faults[row] { return .error(message) }
            if result.isNull(row) { return .null }
            let slice = unsafe result.slices[row]
            return .value(chunk.bytes.string(slice.start..<slice.end))
        }
    } catch {
        return Array(repeating: .error(said(error)), count: count)
    }
}

/// Whether a difference is one that the README tells of.
func isDocumented(_ found: Answer) -> Bool {
    guard case .error(let message) = found else { return false }
    // A malformed pattern is refused at once, not when a text gets that far.
    return message.contains("LIKE pattern must not end with escape character")
        || message.contains("invalid regular expression")
}
