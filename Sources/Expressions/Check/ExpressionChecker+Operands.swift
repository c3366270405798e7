import TrancheColumnar

/// Literals and columns.
extension ExpressionChecker {
    func number(
        _ digits: String, _ size: SyntaxNode.NumberClass, isNegative: Bool = false,
        _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let written = isNegative ? "-\(digits)" : digits
        if size != .numeric || !digits.utf8.contains(where: { !(0x30...0x39).contains($0) }),
            let value = Int64(written)
        {
            let type: SQLType = Int32(exactly: value) == nil ? .bigint : .integer
            return TypedNode(.constant(.int64(value)), type, place)
        }
        do {
            let value = try literals.read(Array(written.utf8), as: .numeric) ?? .null
            return TypedNode(.constant(value), .numeric, place)
        } catch {
            throw ExpressionError(error, at: place)
        }
    }

    /// The digits of a number behind any minus signs, and whether the signs make it negative.
    private func signed(
        _ syntax: SyntaxNode
    ) -> (digits: String, size: SyntaxNode.NumberClass, isNegative: Bool)? {
        switch syntax.kind {
        case .number(let digits, let size): return (digits, size, false)
        case .unary(let sign, let part) where sign.symbol == "-":
            return signed(part).map { ($0.digits, $0.size, !$0.isNegative) }
        default: return nil
        }
    }

    mutating func unary(
        _ sign: SyntaxNode.Operator, _ part: SyntaxNode, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        if sign.symbol == "-", let value = signed(part) {
            return try number(
                value.digits, value.size, isNegative: !value.isNegative, place)
        }
        return try apply(sign.symbol, to: [try check(part)], place, at: sign.place)
    }

    /// The name as it was written: the parser folds it to lower case, as PostgreSQL does.
    private func written(_ name: Name) -> String {
        guard !name.isQuoted else { return name.text }
        let spelling = excerpt(name.place)
        return spelling.lowercased() == name.text.lowercased() ? spelling : name.text
    }

    func column(_ name: Name) throws(ExpressionError) -> TypedNode {
        let spelling = written(name)
        if let target = names[spelling] { return node(target, name.place) }
        let similar = names.similar(to: spelling)
        if !name.isQuoted, similar.count == 1, let target = names[similar[0]] {
            return node(target, name.place)
        }
        throw unknownColumn(name, spelling, similar)
    }

    private func node(_ target: ColumnNames.Target, _ place: Range<Int>) -> TypedNode {
        switch target {
        case .defined(let node): node
        case .column(let index):
            TypedNode(
                .column(index),
                schema.fields[index].isUnseen ? .unknown : SQLType(schema.fields[index].type),
                place)
        }
    }

    private func unknownColumn(
        _ name: Name, _ spelling: String, _ similar: [String]
    ) -> ExpressionError {
        let place = name.place
        if !name.isQuoted, similar.count > 1 {
            let list = similar.map { quoted($0, with: "\"") }.joined(separator: " and ")
            return ExpressionError(
                message: "column \(spelling) could be \(list)", place: place,
                hint: "write the name exactly, in double quotes")
        }
        let message = "column \(quoted(spelling, with: "\"")) does not exist"
        if let near = similar.first ?? nearestName(to: spelling, among: names.names) {
            return ExpressionError(
                message: message, place: place, hint: "did you mean \(nameAsWritten(near))?")
        }
        if name.isQuoted {
            return ExpressionError(
                message: message, place: place,
                hint: "a text stands in single quotes: \(quoted(spelling, with: "'"))")
        }
        if FunctionTable.named(name.text).contains(where: { $0.arguments.isEmpty }) {
            return ExpressionError(
                message: message, place: place, hint: "write \(name.text)() for the function")
        }
        let list = names.names.prefix(8).map { nameAsWritten($0) }.joined(separator: ", ")
        let rest = names.names.count > 8 ? ", …" : ""
        return ExpressionError(
            message: message, place: place,
            hint: list.isEmpty ? nil : "there are: \(list)\(rest)")
    }

    /// A column's name as one may write it here: capitals need no quotes.
    func nameAsWritten(_ name: String) -> String {
        quotedWhenNeeded(name.lowercased()).hasPrefix("\"") ? quoted(name, with: "\"") : name
    }

    /// The part of the text that stands at `place`.
    func excerpt(_ place: Range<Int>) -> String {
        let bytes = text.utf8
        guard place.upperBound <= bytes.count else { return "" }
        let start = bytes.index(bytes.startIndex, offsetBy: place.lowerBound)
        let end = bytes.index(start, offsetBy: place.count)
        return String(text[start..<end])
    }
}
