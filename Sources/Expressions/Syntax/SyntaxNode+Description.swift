extension SyntaxNode: CustomStringConvertible {
    /// SQL with parentheses around every operation, which is read back as an equal node.
    ///
    /// A chain of more than 16 operators has one pair around it all.
    public var description: String {
        switch kind {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let text, _): text
        case .text(let text): quotedText(text)
        case .typedText(let type, let text): typed(type, text)
        case .column(let name): name.description
        case .unary(let sign, let node): "(\(sign.symbol) \(node))"
        case .chain(let first, let rest): chain(first, rest)
        case .not(let node): "(not \(node))"
        case .and(let nodes): "(\(joined(nodes, " and ")))"
        case .or(let nodes): "(\(joined(nodes, " or ")))"
        case .test(let node, let truth, let isNegated):
            "(\(node) is \(isNegated ? "not " : "")\(truth.rawValue))"
        case .distinct(let left, let right, let isNegated):
            "(\(left) is \(isNegated ? "not " : "")distinct from \(right))"
        case .cast(let node, let type): "(\(node)::\(type))"
        case .element(let node, let index): element(node, index)
        case .array(let nodes): "array[\(joined(nodes, ", "))]"
        case .call(let name, let arguments): call(name, arguments)
        default: condition
        }
    }

    private var condition: String {
        switch kind {
        case .between(let node, let low, let high, let isSymmetric, let isNegated):
            "(\(node) \(isNegated ? "not " : "")between \(isSymmetric ? "symmetric " : "")"
                + "\(low) and \(high))"
        case .inList(let node, let items, let isNegated):
            "(\(node) \(isNegated ? "not " : "")in (\(joined(items, ", "))))"
        case .match(let node, let matcher, let pattern, let escape, let isNegated):
            "(\(node) \(isNegated ? "not " : "")\(matcher.rawValue) \(pattern)"
                + (escape.map { " escape \($0))" } ?? ")")
        case .choice(let operand, let branches, let otherwise):
            "case " + (operand.map { "\($0) " } ?? "")
                + branches.map { "when \($0.condition) then \($0.result) " }.joined()
                + (otherwise.map { "else \($0) end" } ?? "end")
        default: ""
        }
    }

    private func joined(_ nodes: [SyntaxNode], _ separator: String) -> String {
        nodes.map(\.description).joined(separator: separator)
    }

    private func chain(_ first: SyntaxNode, _ rest: [Operation]) -> String {
        let isShort = rest.count <= 16
        var text = String(repeating: "(", count: isShort ? rest.count : 1) + first.description
        for operation in rest {
            text += " \(operation.operator.symbol) \(operation.operand)" + (isShort ? ")" : "")
        }
        return isShort ? text : text + ")"
    }

    private func typed(_ type: TypeName, _ text: String) -> String {
        guard let fields = type.fields else { return "\(type) \(quotedText(text))" }
        let list = type.modifiers.map(String.init).joined(separator: ", ")
        return "interval \(quotedText(text)) \(fields)" + (list.isEmpty ? "" : "(\(list))")
    }

    private func element(_ node: SyntaxNode, _ index: SyntaxNode) -> String {
        switch node.kind {
        case .column, .element: "\(node)[\(index)]"
        default: "(\(node))[\(index)]"
        }
    }

    private func call(_ name: Name, _ arguments: [SyntaxNode]) -> String {
        guard !name.isQuoted else { return "\(name)(\(joined(arguments, ", ")))" }
        switch (name.text, arguments.count) {
        case ("extract", 2): return "extract(\(arguments[0]) from \(arguments[1]))"
        case ("position", 2): return "position(\(arguments[1]) in \(arguments[0]))"
        case ("overlay", 3...4):
            let end = arguments.count == 4 ? " for \(arguments[3])" : ""
            return "overlay(\(arguments[0]) placing \(arguments[1]) from \(arguments[2])\(end))"
        case ("current_date", 0), ("current_timestamp", 0), ("localtimestamp", 0),
            ("current_time", 0), ("localtime", 0):
            return name.text
        default: return "\(name.text)(\(joined(arguments, ", ")))"
        }
    }

    private func quotedText(_ text: String) -> String { quoted(text, with: "'") }
}

extension Name: CustomStringConvertible {
    /// The name as SQL.
    public var description: String { isQuoted ? quoted(text, with: "\"") : quotedWhenNeeded(text) }
}
