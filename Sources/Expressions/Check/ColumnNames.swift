import TrancheColumnar

/// The names an expression may use: the columns of the schema and what was defined since.
struct ColumnNames {
    enum Target {
        /// The column of the schema at this position.
        case column(Int)
        case defined(TypedNode)
    }

    private(set) var names: [String]
    private var targets: [String: Target]

    init(_ schema: Schema) {
        names = schema.names
        targets = Dictionary(
            zip(schema.names, schema.fields.indices.map { Target.column($0) }),
            uniquingKeysWith: { first, _ in first })
    }

    mutating func define(_ name: String, _ node: TypedNode) {
        if targets.updateValue(.defined(node), forKey: name) == nil { names.append(name) }
    }

    subscript(name: String) -> Target? { targets[name] }

    /// The names that differ from `name` in the case of letters at most.
    func similar(to name: String) -> [String] {
        let folded = name.lowercased()
        return names.filter { $0.utf8.count == name.utf8.count && $0.lowercased() == folded }
    }
}
