public import TrancheColumnar
import TrancheExpressions

/// What happens to a record that breaks a rule.
public enum RuleAction: String, Sendable, CaseIterable {
    /// The record is set aside.
    case reject
    /// The run fails at the record.
    case fail
    /// The record passes; it is counted, and the first ones are shown.
    case warn
}

/// One rule of `validate`: what a record must meet, and what happens when it does not.
public struct ValidationRule: Sendable {
    /// What is checked.
    enum Check: Sendable {
        /// A condition; a record for which it is false breaks the rule, NULL passes.
        case condition(ExpressionText, SyntaxNode)
        /// Text of a column that must be readable as a type.
        case type(Name, DataType)
        /// Values of columns that may come once; a key with a NULL in it passes.
        case unique([Name])
    }

    /// What the rule is called; faults and warnings are grouped by it.
    public let name: String
    let check: Check
    /// What is told of a record that breaks the rule; `nil` tells what was wanted.
    let message: String?
    let action: RuleAction
    /// What a record must meet, in the words of the step, for messages.
    let wanted: String

    /// A rule that a condition states.
    ///
    /// - Parameters:
    ///   - name: What the rule is called.
    ///   - condition: A boolean expression.
    ///   - wanted: What to tell as wanted; the condition when left out.
    ///   - message: What is told of a record that breaks it, in place of what was wanted.
    ///   - action: What happens to the record.
    ///   - location: Where the rule stands in a file, for messages.
    /// - Throws: `JobError(.pipeline)` when the condition cannot be understood.
    public init(
        name: String, condition: String, wanted: String? = nil, message: String? = nil,
        action: RuleAction = .reject, at location: String? = nil
    ) throws(JobError) {
        let source = ExpressionText(step: "validate", text: condition, location: location)
        let syntax = try source.explaining { () throws(ExpressionError) in
            try parseExpression(condition)
        }
        self.init(
            name: name, check: .condition(source, syntax), message: message, action: action,
            wanted: wanted ?? condition)
    }

    /// A rule that a column's values are of a type.
    public init(name: String, column: String, type: DataType, action: RuleAction = .reject) {
        self.init(
            name: name, check: .type(Name(column, isQuoted: true, at: 0..<0), type), message: nil,
            action: action, wanted: type.rawValue)
    }

    /// A rule that the values of some columns together come once.
    public init(name: String, unique columns: [String], action: RuleAction = .reject) {
        self.init(
            name: name, check: .unique(columns.map { Name($0, isQuoted: true, at: 0..<0) }),
            message: nil, action: action,
            wanted: "each \(columns.joined(separator: ", ")) once")
    }

    init(name: String, check: Check, message: String?, action: RuleAction, wanted: String) {
        self.name = name
        self.check = check
        self.message = message
        self.action = action
        self.wanted = wanted
    }

    /// The step's name in faults and warnings, which are grouped by it.
    var step: String { "validate \(name)" }

    /// The rule as it is written in a step.
    var text: String {
        let check =
            switch check {
            case .condition(let source, _): source.text
            case .type(let name, let type): "\(Self.written(name)) type \(type.rawValue)"
            case .unique(let names):
                "unique (" + names.map(Self.written).joined(separator: ", ") + ")"
            }
        let message = message.map { " message \(quotedText($0))" } ?? ""
        return "\(check) as \(quotedKeyName(name))\(message) else \(action.rawValue)"
    }

    private static func written(_ name: Name) -> String {
        name.isQuoted ? quotedColumn(name.text) : name.text
    }

    /// What is told of a record that breaks the rule.
    func fault(row: Int, found: String?, column: String?) -> RowFault {
        let told = message ?? found.map { "found \($0), wanted \(wanted)" } ?? "wanted \(wanted)"
        var fault = RowFault(
            row: row, code: .validation, step: step, column: column, message: told,
            hint: "correct the record, or change the rule")
        fault.isFatal = action == .fail
        return fault
    }
}

/// A column's name as expressions and steps have it, in double quotes.
public func quotedColumn(_ name: String) -> String {
    // By bytes: a quote before a combining mark is no character of its own.
    let parts = name.utf8.split(separator: 0x22, omittingEmptySubsequences: false)
    return "\"" + parts.map { String(Substring($0)) }.joined(separator: "\"\"") + "\""
}

/// A text as an expression has it, in single quotes.
public func quotedText(_ text: String) -> String {
    let parts = text.utf8.split(separator: 0x27, omittingEmptySubsequences: false)
    return "'" + parts.map { String(Substring($0)) }.joined(separator: "''") + "'"
}

extension Schema {
    /// The column that a name of an expression means; `nil` when there is none.
    func index(of name: Name) -> Int? {
        if let exact = index(of: name.text) { return exact }
        guard !name.isQuoted else { return nil }
        let similar = fields.indices.filter { fields[$0].name.lowercased() == name.text }
        return similar.count == 1 ? similar[0] : nil
    }
}
