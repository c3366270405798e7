public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// Reads a step as ``parseStep(_:at:)`` does, where one text may stand for several steps:
/// `validate` makes one of each unique key.
public func parseSteps(_ text: String, at location: String? = nil) throws(JobError)
    -> [any StepPlan]
{
    let start = text.utf8.drop { $0 <= 0x20 }
    let word = start.prefix { $0 > 0x20 }
    guard String(Substring(word)).lowercased() == "validate" else {
        return [try parseStep(text, at: location)]
    }
    let rest = String(Substring(start.dropFirst(word.count).drop { $0 <= 0x20 }))
    return ValidatePlan.steps(for: try parseRules(rest, at: location))
}

/// Reads a validation that is one step.
func parseValidate(_ text: String, at location: String?) throws(JobError) -> any StepPlan {
    let plans = ValidatePlan.steps(for: try parseRules(text, at: location))
    guard plans.count == 1 else {
        throw JobError(
            .pipeline, "step validate: found several steps, wanted one", at: location,
            hint: "let unique keys stand in validations of their own")
    }
    return plans[0]
}

/// Reads the rules of `validate`.
///
/// Each is a condition, or a column and its checks, or `unique (a, b)`; behind it may stand `as` and
/// a name, `message` and a text, `else` and what happens to a record that breaks it.
///
/// - Throws: `JobError(.pipeline)` when they cannot be understood.
func parseRules(_ text: String, at location: String?) throws(JobError) -> [ValidationRule] {
    let source = ExpressionText(step: "validate", text: text, location: location)
    let drafts = try source.explaining { () throws(ExpressionError) in
        var reader = try TokenReader(text)
        var drafts: [RuleDraft] = []
        repeat { drafts += try reader.takeRules(of: text) } while try reader.takes(symbol: ",")
        try reader.expectEnd(wanted: "a comma, an operator, as, message or else")
        return drafts
    }
    var rules: [ValidationRule] = []
    var names: Set<String> = []
    for draft in drafts {
        var rule = try draft.rule(at: location)
        var number = 2
        while !names.insert(rule.name).inserted {
            guard !draft.hasName else {
                throw JobError(
                    .pipeline, "step validate: found two rules called \(rule.name)", at: location,
                    hint: "give each rule a name of its own")
            }
            rule = try draft.rule(at: location, number: number)
            number += 1
        }
        rules.append(rule)
    }
    return rules
}

/// What was read of a rule.
private struct RuleDraft {
    enum Form {
        case condition(String)
        case type(Name, DataType)
        case unique([Name])
    }

    var form: Form
    /// The name that it has unless one is given.
    var ownName: String
    /// What its message tells as wanted; the condition when `nil`.
    var wanted: String?
    var name: String?
    var message: String?
    var action = RuleAction.reject

    var hasName: Bool { name != nil }

    func rule(at location: String?, number: Int = 1) throws(JobError) -> ValidationRule {
        let name = name ?? (number > 1 ? "\(ownName)_\(number)" : ownName)
        switch form {
        case .condition(let text):
            return try ValidationRule(
                name: name, condition: text, wanted: wanted, message: message, action: action,
                at: location)
        case .type(let column, let type):
            return ValidationRule(
                name: name, check: .type(column, type), message: message, action: action,
                wanted: type.rawValue)
        case .unique(let columns):
            let list = columns.map(\.text).joined(separator: ", ")
            return ValidationRule(
                name: name, check: .unique(columns), message: message, action: action,
                wanted: "each \(list) once")
        }
    }
}

private let checkWords: Set = [
    "required", "type", "pattern", "enum", "min", "max", "length", "unique",
]

extension TokenReader {
    /// A condition, or a column with some checks, or a unique key, and what stands behind it.
    fileprivate mutating func takeRules(of text: String) throws(ExpressionError) -> [RuleDraft] {
        var drafts: [RuleDraft]
        if token.isWord("unique") {
            try take()
            try expect(symbol: "(")
            let names = try takeNames(wanted: "a column")
            try expect(symbol: ")")
            let name = names.map(\.text).joined(separator: "_") + "_unique"
            drafts = [RuleDraft(form: .unique(names), ownName: name)]
        } else if try isColumnCheck() {
            drafts = try takeColumnChecks(of: text)
        } else {
            let start = token.place.lowerBound
            _ = try takeExpression()
            let condition = text.bytes(start..<lastEnd)
            drafts = [RuleDraft(form: .condition(condition), ownName: condition)]
        }
        try takeTail(of: &drafts)
        return drafts
    }

    /// Whether a column's name comes next, and behind it a check.
    private func isColumnCheck() throws(ExpressionError) -> Bool {
        guard token.kind == .word || token.kind == .quotedName, !token.isWord("not") else {
            return false
        }
        let next = try following()
        return next.kind == .word && checkWords.contains(next.text)
    }

    private mutating func takeColumnChecks(of text: String) throws(ExpressionError) -> [RuleDraft] {
        let written = text.bytes(token.place)
        let column = try takeName(wanted: "a column")
        var drafts: [RuleDraft] = []
        while token.kind == .word, checkWords.contains(token.text) {
            let check = try take().text
            let form: RuleDraft.Form
            var pattern: String?
            switch check {
            case "required": form = .condition("\(written) is not null")
            case "min": form = .condition("\(written) >= \(try takeOperand(text))")
            case "max": form = .condition("\(written) <= \(try takeOperand(text))")
            case "pattern":
                let text = try takeText("a pattern")
                pattern = text
                form = .condition(patternCondition(written, text))
            case "enum":
                let start = token.place.lowerBound
                try expect(symbol: "(")
                repeat { _ = try takeExpression() } while try takes(symbol: ",")
                try expect(symbol: ")")
                form = .condition("\(written) in \(text.bytes(start..<lastEnd))")
            case "length": form = .condition(try takeLength(written))
            case "unique": form = .unique([column])
            default: form = .type(column, try takeType())
            }
            var draft = RuleDraft(form: form, ownName: "\(column.text)_\(check)")
            draft.wanted = check == "required" ? "a value" : pattern.map { "the pattern \($0)" }
            drafts.append(draft)
        }
        return drafts
    }

    private mutating func takeOperand(_ text: String) throws(ExpressionError) -> String {
        let start = token.place.lowerBound
        _ = try takeExpression()
        return text.bytes(start..<lastEnd)
    }

    private mutating func takeText(_ wanted: String) throws(ExpressionError) -> String {
        guard token.kind == .text else {
            throw unexpected(wanted: wanted, hint: "a text stands in single quotes")
        }
        return try take().text
    }

    /// `n`, or `n to m`.
    private mutating func takeLength(_ column: String) throws(ExpressionError) -> String {
        let least = try takeCount()
        guard try takes(word: "to") else { return "length(\(column)::text) = \(least)" }
        let start = token
        let most = try takeCount()
        guard least <= most else {
            throw ExpressionError(
                message: "found length \(least) to \(most), which no text has",
                place: start.place, hint: "write the smaller count first")
        }
        return "length(\(column)::text) between \(least) and \(most)"
    }

    private mutating func takeCount() throws(ExpressionError) -> Int {
        guard token.kind == .integer, let count = Int(token.text) else {
            throw unexpected(
                wanted: "a count of characters", hint: "write length 5, or length 2 to 5")
        }
        try take()
        return count
    }

    /// The words of a type; a modifier in parentheses is left out, as for `cast`.
    private mutating func takeType() throws(ExpressionError) -> DataType {
        let start = token
        var words: [String] = []
        while token.kind == .word, !checkWords.contains(token.text),
            !["as", "message", "else"].contains(token.text)
        {
            words.append(try take().text)
        }
        let name = words.joined(separator: " ")
        guard let type = DataType(name: name) else {
            let known = DataType.allCases.map(\.rawValue)
            throw ExpressionError(
                message: "found type '\(name)', wanted one of " + known.joined(separator: ", "),
                place: start.place,
                hint: nearestName(to: name, among: known).map { "did you mean \($0)?" })
        }
        return type
    }

    /// `as name`, `message 'text'`, `else action`, each at most once, in any order.
    private mutating func takeTail(of drafts: inout [RuleDraft]) throws(ExpressionError) {
        while token.kind == .word {
            if try takes(word: "as") {
                let name = try takeName(wanted: "a name", anyWord: true).text
                for index in drafts.indices {
                    drafts[index].name =
                        drafts.count == 1 ? name : "\(name)_\(drafts[index].ownName)"
                }
            } else if try takes(word: "message") {
                let message = try takeText("a message")
                for index in drafts.indices { drafts[index].message = message }
            } else if try takes(word: "else") {
                guard let action = RuleAction(rawValue: token.text), token.kind == .word else {
                    throw unexpected(wanted: "reject, fail or warn")
                }
                try take()
                for index in drafts.indices { drafts[index].action = action }
            } else {
                return
            }
        }
    }
}

extension String {
    /// The part at these UTF-8 bytes.
    fileprivate func bytes(_ range: Range<Int>) -> String {
        String(decoding: Array(utf8)[range], as: UTF8.self)
    }
}
