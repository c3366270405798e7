public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// `select a, b as c, upper(d) as e, *`: these columns and values, in this order.
public struct SelectPlan: StepPlan {
    public struct Item: Sendable, Hashable {
        public var column: String
        public var alias: String

        public init(column: String, alias: String? = nil) {
            self.column = column
            self.alias = alias ?? column
        }
    }

    public let name = "select"
    /// The items when all of them are names; names may hold what elsewhere is an operator.
    private let names: [Item]?
    private let source: ExpressionText

    /// A selection of columns alone.
    public init(_ items: [Item]) {
        names = items
        source = ExpressionText(step: "select", text: Self.text(of: items), location: nil)
    }

    private static func text(of items: [Item]) -> String {
        items.map { item in
            item.column == item.alias
                ? quotedName(item.column)
                : "\(quotedName(item.column)) as \(quotedName(item.alias))"
        }.joined(separator: ", ")
    }

    /// - Parameters:
    ///   - text: Columns and expressions, separated by commas, each with `as name` where wanted.
    ///   - names: The items, when the text can be read as names alone.
    ///   - location: Where the text stands in a pipeline file, for messages.
    init(_ text: String, names: [Item]?, at location: String?) {
        source = ExpressionText(step: "select", text: text, location: location)
        self.names = names
    }

    public var text: String {
        guard let names, names.allSatisfy({ isPlainName($0.column) }) else {
            return "select \(source.text)"
        }
        return "select " + Self.text(of: names)
    }

    /// Names alone pass their columns on as they are.
    public var readsTypes: Bool {
        guard let names else { return true }
        return names.contains { !isPlainName($0.column) }
    }

    /// Whether the whole selection is columns of `input`, or at least looks like nothing else.
    private func columns(_ input: Schema) -> [Item]? {
        guard let names else { return nil }
        let areColumns = names.allSatisfy { item in
            input.index(of: item.column) != nil || isPlainName(item.column)
        }
        return areColumns ? names.map { $0.spelled(as: input) } : nil
    }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        if let items = columns(input) { return try project(items, input, wanted) }
        let items = try values(input, isNarrowed: wanted != nil)
        try refuseTwins(items.map { ($0.alias, $0.alias) })
        let kept = items.filter { wanted?.contains($0.alias) ?? true || $0.value.column == nil }
        return try makeStep(kept, input)
    }

    private func makeStep(_ items: [ValueItem], _ input: Schema) throws(JobError) -> SelectStep {
        var parts: [SelectStep.Part] = []
        var fields: [Field] = []
        var calculated: [CheckedExpression] = []
        for item in items {
            if let column = item.value.column {
                parts.append(.column(column))
                var field = input.fields[column]
                field.name = item.alias
                fields.append(field)
            } else {
                parts.append(.value(calculated.count))
                calculated.append(item.value)
                fields.append(
                    Field(item.alias, item.value.type.columnType, origin: .declared))
            }
        }
        let compiled = try source.explaining { () throws(ExpressionError) in
            try ExpressionChecker(schema: input).compile(calculated)
        }
        return SelectStep(values: compiled, parts: parts, output: Schema(fields))
    }

    private func project(_ items: [Item], _ input: Schema, _ wanted: Set<String>?)
        throws(JobError) -> any Step
    {
        try refuseTwins(items.map { ($0.alias, $0.column) })
        var columns: [Int] = []
        var fields: [Field] = []
        for item in items {
            if let wanted, !wanted.contains(item.alias) { continue }
            guard let index = input.index(of: item.column) else {
                throw missing(item.column, in: input)
            }
            columns.append(index)
            var field = input.fields[index]
            field.name = item.alias
            fields.append(field)
        }
        return ProjectionStep(name: name, columns: columns, output: Schema(fields))
    }

    private func refuseTwins(_ items: [(alias: String, column: String)]) throws(JobError) {
        var taken: Set<String> = []
        for (alias, column) in items where !taken.insert(alias).inserted {
            throw JobError(
                .pipeline, "step select: two columns are called \(alias)", at: source.location,
                hint: "give one of them another name with: \(column) as …")
        }
    }

    // MARK: Expressions

    private struct ValueItem {
        var value: CheckedExpression
        var alias: String
    }

    /// The items as checked expressions with their names; `*` is every column.
    ///
    /// When the input is narrowed, columns that nobody reads are gone, and their items with them.
    private func values(_ input: Schema, isNarrowed: Bool = false) throws(JobError) -> [ValueItem] {
        try source.explaining { () throws(ExpressionError) in
            var checker = ExpressionChecker(schema: input)
            var items: [ValueItem] = []
            for item in try parseSelection(source.text) {
                switch item {
                case .everything(let place):
                    for field in input.fields {
                        let node = SyntaxNode(
                            .column(Name(field.name, isQuoted: true, at: place)), at: place)
                        let value = try checker.check(node, in: source.text)
                        items.append(ValueItem(value: value, alias: field.name))
                    }
                case .value(let node, let alias):
                    if isNarrowed, case .column = node.kind,
                        (try? checker.check(node, in: source.text)) == nil
                    {
                        continue
                    }
                    let value = try checker.check(node, in: source.text)
                    let name =
                        alias.map { spelling($0) } ?? value.column.map { input.fields[$0].name }
                    items.append(ValueItem(value: value, alias: name ?? defaultName(node)))
                }
            }
            return items
        }
    }

    /// An alias keeps the capitals it was written with.
    private func spelling(_ name: Name) -> String {
        let bytes = Array(source.text.utf8)
        guard !name.isQuoted, name.place.upperBound <= bytes.count else { return name.text }
        return String(decoding: bytes[name.place], as: UTF8.self)
    }

    /// What PostgreSQL calls a value without an alias, and the expression's text where it gives up.
    private func defaultName(_ node: SyntaxNode) -> String {
        switch node.kind {
        case .call(let name, _): name.text
        case .cast(let inner, let type):
            if case .column(let name) = inner.kind { name.text } else { type.name }
        case .choice: "case"
        default:
            String(decoding: Array(source.text.utf8)[node.place], as: UTF8.self)
        }
    }

    public func makesType(of name: String) -> Bool {
        guard names == nil else { return false }
        return (try? parseSelection(source.text))?.contains { item in
            if case .value(let node, let alias?) = item, spelling(alias) == name {
                if case .column = node.kind { false } else { true }
            } else {
                false
            }
        } ?? false
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        if let items = columns(input) {
            return Set(items.filter { outputs.contains($0.alias) }.map(\.column))
        }
        guard let items = try? values(input) else { return Set(input.names) }
        var names: Set<String> = []
        for item in items {
            if let column = item.value.column {
                if outputs.contains(item.alias) { names.insert(input.fields[column].name) }
            } else if let compiled = try? ExpressionChecker(schema: input).compile([item.value]) {
                names.formUnion(input.names(of: compiled.columns))
            }
        }
        return names
    }

    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        if let items = columns(input) {
            return Set(items.filter { marked.contains($0.column) }.map(\.alias))
        }
        guard let items = try? values(input) else { return marked }
        var output: Set<String> = []
        for item in items {
            let read =
                item.value.column.map { [$0] as Set<Int> }
                ?? (try? ExpressionChecker(schema: input).compile([item.value]).columns)
            // What cannot be understood is not known to be harmless.
            let names = read.map { input.names(of: $0) } ?? marked
            if !names.isDisjoint(with: marked) { output.insert(item.alias) }
        }
        return output
    }
}

extension SelectPlan.Item {
    /// The item with its column spelled as the input has it, when only capitals differ.
    fileprivate func spelled(as input: Schema) -> SelectPlan.Item {
        guard input.index(of: column) == nil else { return self }
        let similar = input.names.filter { $0.lowercased() == column.lowercased() }
        guard similar.count == 1 else { return self }
        return SelectPlan.Item(column: similar[0], alias: alias == column ? similar[0] : alias)
    }
}

/// Whether a text can be nothing but a name: letters, digits and underscores.
private func isPlainName(_ text: String) -> Bool {
    text.utf8.first.map { !(0x30...0x39 ~= $0) } ?? true
        && text.utf8.allSatisfy {
            $0 == 0x5F || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 >= 0x80
        }
}

/// Takes columns as they are and calculates the others.
struct SelectStep: Step {
    enum Part: Sendable {
        case column(Int)
        /// The value of this number among the expressions.
        case value(Int)
    }

    let name = "select"
    let values: CompiledExpressions
    let parts: [Part]
    let output: Schema
    var needs: RecordPlaces { values.places }

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        let made = values.evaluate(chunk, evaluationContext(chunk), step: name)
        let before = chunk.columns
        chunk.columns = parts.map { part in
            switch part {
            case .column(let index): before[index]
            case .value(let index): made[index]
            }
        }
    }
}
