import TrancheColumnar

/// What errors say about types, and what they advise.
extension ExpressionChecker {
    /// For the columns among `nodes`, what their types are and how they became known.
    func origins(of nodes: [TypedNode]) -> String {
        var told: [String] = []
        for node in nodes {
            guard case .column(let index) = node.kind else { continue }
            let field = schema.fields[index]
            let usual =
                switch field.origin {
                case .untyped: "no type was asked for"
                case .inferred:
                    field.outlier.map { "inferred, since it holds \($0)" }
                        ?? "inferred from the sample"
                case .declared: "declared"
                }
            let reason = evidence[field.name] ?? usual
            let sentence = "\(nameAsWritten(field.name)) is \(field.type.rawValue): \(reason)"
            if !told.contains(sentence) { told.append(sentence) }
        }
        return told.map { "; \($0)" }.joined()
    }

    /// The operand as it was written, in parentheses where a cast would take only a part of it.
    func operandText(_ node: TypedNode) -> String {
        if case .column(let index) = node.kind { return nameAsWritten(schema.fields[index].name) }
        let written = excerpt(node.place)
        guard !written.isEmpty, written.utf8.count <= 60 else { return "(…)" }
        let isAtom = written.utf8.allSatisfy {
            ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F || $0 == 0x2E || $0 >= 0x80
        }
        let isQuoted = written.first == "'" && written.last == "'"
        let isWrapped = written.last == ")" && !written.contains(" ")
        return isAtom || isQuoted || isWrapped ? written : "(\(written))"
    }

    /// How to make a value one of `type`: a cast, or for a column that holds text its type.
    func castHint(_ node: TypedNode, to type: SQLType) -> String {
        let cast = "write \(operandText(node))::\(type.rawValue)"
        guard case .column(let index) = node.kind, node.type == .text,
            schema.fields[index].origin != .declared
        else { return cast }
        let name = schema.fields[index].name
        // What stands among numbers and is none is mostly a spelling of NULL.
        if let outlier = schema.fields[index].outlier {
            let token = outlier.dropFirst().dropLast()
            return "if \(outlier) stands for NULL, add --null \(token); else \(cast)"
        }
        return
            "\(cast), or name the column's type with --types '\(name):\(type.columnType.rawValue)'"
    }

    func noOperator(
        _ symbol: String, _ operands: [TypedNode], _ entries: [FunctionEntry],
        _ resolution: Resolution, _ place: Range<Int>
    ) -> ExpressionError {
        let types = operands.map(\.type.printedName)
        let written =
            types.count == 1
            ? "\(symbol) \(types[0])"
            : types[0] + " \(symbol) " + types.dropFirst().joined(separator: " escape ")
        if case .ambiguous = resolution {
            let literal = operands.first { $0.type == .unknown } ?? operands[0]
            return ExpressionError(
                message: "operator is not unique: \(written)", place: place,
                hint: "name a literal's type, as in \(operandText(literal))::text")
        }
        return ExpressionError(
            message: "operator does not exist: \(written)\(origins(of: operands))", place: place,
            hint: replacementHint(symbol, operands) ?? conversionHint(entries, operands))
    }

    private func replacementHint(_ symbol: String, _ operands: [TypedNode]) -> String? {
        if symbol == "||", operands.count == 2, operands.allSatisfy({ $0.type != .textArray }) {
            return "write \(operandText(operands[0]))::text to join them as texts"
        }
        guard symbol == "+", operands.count == 2,
            operands.contains(where: { $0.type == .text }),
            operands.allSatisfy({ $0.type == .text || $0.type == .unknown })
        else { return nil }
        return "|| joins texts; to add numbers, \(castHint(operands[0], to: .numeric))"
    }

    func noFunction(
        _ name: String, _ arguments: [TypedNode], _ entries: [FunctionEntry],
        _ resolution: Resolution, _ place: Range<Int>
    ) -> ExpressionError {
        let types = arguments.map(\.type.printedName).joined(separator: ", ")
        if case .ambiguous = resolution {
            return ExpressionError(
                message: "function \(name)(\(types)) is not unique; \(listed(entries))",
                place: place, hint: "name the types of literals, as in '1'::integer")
        }
        guard !entries.isEmpty else {
            let words = FunctionTable.names.filter { $0.first?.isLetter == true }
            let near = nearestName(to: name, among: words)
            return ExpressionError(
                message: "function \(name)(\(types)) does not exist", place: place,
                hint: near.map { "did you mean \($0)?" })
        }
        return ExpressionError(
            message: "function \(name)(\(types)) does not exist; \(listed(entries))"
                + origins(of: arguments),
            place: place, hint: conversionHint(entries, arguments))
    }

    private func listed(_ entries: [FunctionEntry]) -> String {
        let shown = entries.prefix(6).map { entry in
            "\(entry.name)(\(entry.arguments.map(\.rawValue).joined(separator: ", "))"
                + (entry.isVariadic ? ", …)" : ")")
        }
        let rest = entries.count > 6 ? " and \(entries.count - 6) more" : ""
        return "there \(entries.count == 1 ? "is" : "are") \(shown.joined(separator: ", "))\(rest)"
    }

    /// The fewest casts that make one of `entries` fit; `nil` when casts do not help.
    private func conversionHint(_ entries: [FunctionEntry], _ arguments: [TypedNode]) -> String? {
        var best: (score: Int, wrong: [(TypedNode, SQLType)])?
        for entry in entries where entry.accepts(count: arguments.count) {
            var wrong: [(TypedNode, SQLType)] = []
            var score = 0
            for (index, argument) in arguments.enumerated() {
                let wanted = entry.parameter(index)
                if argument.type.converts(to: wanted) {
                    score += argument.type.widened == wanted ? 0 : 1
                } else {
                    wrong.append((argument, wanted))
                    score += (argument.type == .text ? 10 : 12) + (wanted == .smallint ? 1 : 0)
                }
            }
            let isPossible = wrong.allSatisfy {
                CastTable.entry(from: $0.0.type, to: $0.1) != nil
            }
            if isPossible, !wrong.isEmpty, score < best?.score ?? .max { best = (score, wrong) }
        }
        guard let wrong = best?.wrong, let (node, type) = wrong.first else { return nil }
        guard wrong.count > 1 else { return castHint(node, to: type) }
        // Two values of other types than text are rather a mistake than in need of casts.
        guard wrong.allSatisfy({ $0.0.type == .text || $0.1 == .integer }) else { return nil }
        let casts = wrong.map { "\(operandText($0.0))::\($0.1.rawValue)" }
        return "write \(casts.joined(separator: " and "))"
    }
}
