import TrancheColumnar
import TrancheSteps

/// The mapping of a `validate` step as one line: `rules` by name, and `columns` with their checks.
///
/// - Parameters:
///   - node: `{rules: {positive: amount > 0}, columns: {code: {required: true}}, else: warn}`.
///   - expand: Reads a scalar under a name, with the params' values in it.
/// - Returns: The step's text.
/// - Throws: `JobError(.pipeline)` at the place of what cannot be understood.
func validateText(
    _ node: YAMLNode, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    let map = try node.mapping("validate")
    try map.allowOnly(["rules", "columns", "else"])
    let action = try map["else"].map { node throws(JobError) in try expand(node, "else") }
    var parts: [String] = []
    for rule in try map["rules"]?.mapping("rules").entries ?? [] {
        parts.append(try ruleText(rule.key, rule.value, action, expand))
    }
    for column in try map["columns"]?.mapping("columns").entries ?? [] {
        parts.append(try columnText(column.key, column.value, action, expand))
    }
    guard !parts.isEmpty else {
        throw JobError(
            .pipeline, "found no rule in validate, wanted rules or columns",
            at: node.place.description, hint: "write rules: { positive: amount > 0 }")
    }
    return "validate " + parts.joined(separator: ", ")
}

/// `amount > 0`, or `{check: amount > 0, message: …, else: warn}`.
private func ruleText(
    _ name: String, _ node: YAMLNode, _ action: String?,
    _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    var (message, action) = (String?.none, action)
    let condition: String
    if case .scalar = node.content {
        condition = try expand(node, name)
    } else {
        let map = try node.mapping(name)
        try map.allowOnly(["check", "message", "else"])
        condition = try expand(try map.require("check"), "check")
        message = try map["message"].map { node throws(JobError) in try expand(node, "message") }
        if let own = map["else"] { action = try expand(own, "else") }
    }
    return "(\(condition)) as \(quotedColumn(name))" + tail(message, action)
}

/// `{required: true, type: bigint, min: 0, enum: [1, 2], length: [2, 5], unique: true}`.
private func columnText(
    _ column: String, _ node: YAMLNode, _ action: String?,
    _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    let map = try node.mapping(column)
    try map.allowOnly([
        "required", "type", "pattern", "enum", "min", "max", "length", "unique", "message", "else",
    ])
    var checks: [String] = []
    for (key, value) in map.entries.map({ ($0.key, $0.value) }) {
        switch key {
        case "required", "unique": if try value.bool(key) { checks.append(key) }
        case "type": checks.append("type \(try expand(value, key))")
        case "pattern": checks.append("pattern \(quotedText(try expand(value, key)))")
        case "enum":
            var items: [String] = []
            for item in try value.list(key) { items.append(try literal(item, key, expand)) }
            checks.append("enum (\(items.joined(separator: ", ")))")
        case "min", "max": checks.append("\(key) \(try literal(value, key, expand))")
        case "length":
            if case .scalar = value.content {
                checks.append("length \(try value.int(key, in: 0...Int.max))")
            } else {
                let bounds = try value.list(key)
                guard bounds.count == 2 else {
                    throw JobError(
                        .pipeline, "found \(bounds.count) bounds of length, wanted two",
                        at: value.place.description, hint: "write length: [2, 5]")
                }
                let least = try bounds[0].int(key, in: 0...Int.max)
                checks.append("length \(least) to \(try bounds[1].int(key, in: least...Int.max))")
            }
        default: break
        }
    }
    guard !checks.isEmpty else {
        throw JobError(
            .pipeline, "found no check of column \(column)", at: node.place.description,
            hint: "write required: true, or leave the column out")
    }
    let message = try map["message"].map { node throws(JobError) in try expand(node, "message") }
    let own = try map["else"].map { node throws(JobError) in try expand(node, "else") }
    return "\(quotedColumn(column)) " + checks.joined(separator: " ") + tail(message, own ?? action)
}

private func tail(_ message: String?, _ action: String?) -> String {
    (message.map { " message \(quotedText($0))" } ?? "") + (action.map { " else \($0)" } ?? "")
}

/// A number as it stands, everything else as a text, whose type the column decides.
private func literal(
    _ node: YAMLNode, _ name: String, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    let text = try expand(node, name)
    guard case .scalar(_, .plain) = node.content, isNumberText(text) else {
        return quotedText(text)
    }
    return text
}

/// Whether a text is a number as JSON has them.
func isNumberText(_ text: String) -> Bool {
    let buffer = ByteBuffer(capacity: text.utf8.count + 16)
    buffer.append(text)
    return unsafe isCanonicalNumber(UnsafePointer(buffer.base), text.utf8.count)
}
