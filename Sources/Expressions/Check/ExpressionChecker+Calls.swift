/// Functions, and the constructs that are written like functions.
extension ExpressionChecker {
    mutating func call(
        _ name: Name, _ arguments: [SyntaxNode], _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let isKnown = !FunctionTable.named(name.text).isEmpty
        if !isKnown, let reason = RefusedFunctions.reason(name.text) {
            throw ExpressionError(
                message: reason.message, place: name.place, hint: reason.hint)
        }
        let nodes = try checkAll(arguments)
        guard !name.isQuoted else { return try function(name.text, nodes, place, at: name.place) }
        switch name.text {
        case "coalesce":
            let (cells, type) = try unified(nodes, in: "COALESCE")
            return TypedNode(.coalesce(cells), type, place)
        case "nullif": return try nullIf(nodes[0], nodes[1], place)
        case "greatest", "least": return try extreme(name.text, nodes, place)
        case "pg_typeof" where nodes.count == 1:
            return TypedNode(.constant(.text(nodes[0].type.printedName)), .text, place)
        default: return try function(name.text, nodes, place, at: name.place)
        }
    }

    /// NULL when both are equal, else the first, as the type it is compared as.
    private mutating func nullIf(
        _ first: TypedNode, _ second: TypedNode, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let equal = try compare("=", first, second, place)
        guard case .call(_, let operands) = equal.kind else { return first }
        // Where PostgreSQL has an operator for the very types, it converts neither.
        var value = operands[0]
        let isKept = first.type.category == second.type.category && first.type.category == .moment
        if isKept || (first.type.isInteger && value.type.isInteger) { value = first }
        if first.type == .unknown, second.type.isInteger {
            value = try coerce(first, to: second.type)
        }
        let null = TypedNode(.constant(.null), value.type, place)
        return TypedNode(
            .choice([TypedNode.Branch(condition: equal, value: null)], otherwise: value),
            value.type, place)
    }

    private mutating func extreme(
        _ name: String, _ nodes: [TypedNode], _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let (cells, type) = try unified(nodes, in: name.uppercased())
        if cells.count == 1 { return cells[0] }
        let entries = FunctionTable.named(name)
        guard let entry = entries.first(where: { $0.arguments[0] == type.widened }) else {
            throw ExpressionError(
                message: "could not identify a comparison function for type \(type.printedName)",
                place: place)
        }
        return try invoke(entry, cells, place, as: type)
    }

    /// A call of the function that fits the arguments best.
    mutating func function(
        _ name: String, _ arguments: [TypedNode], _ place: Range<Int>, at namePlace: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        var arguments = arguments
        let entries = FunctionTable.named(name)
        if Self.printing.contains(name), !entries.isEmpty {
            let hasText = name == "concat_ws" || name == "format"
            for index in arguments.indices where index > 0 || !hasText {
                arguments[index] = try printed(arguments[index])
            }
        }
        let resolution = resolveFunction(entries, arguments.map(\.type))
        guard case .found(let entry) = resolution else {
            throw noFunction(name, arguments, entries, resolution, namePlace)
        }
        return try invoke(entry, arguments, place)
    }

    /// Functions whose arguments may be of any type and are printed.
    private static let printing: Set<String> = [
        "concat", "concat_ws", "format", "quote_literal", "quote_nullable", "num_nulls",
        "num_nonnulls", "array",
    ]

    /// The text of a value as it is printed, which for a boolean is one letter.
    private func printed(_ node: TypedNode) throws(ExpressionError) -> TypedNode {
        guard node.type == .boolean else { return try converted(node, to: .text, node.place) }
        let letters = ["t", "f"].map { TypedNode(.constant(.text($0)), .text, node.place) }
        let no = TypedNode(.not(node), .boolean, node.place)
        return TypedNode(
            .choice(
                [
                    TypedNode.Branch(condition: node, value: letters[0]),
                    TypedNode.Branch(condition: no, value: letters[1]),
                ], otherwise: nil), .text, node.place)
    }
}
