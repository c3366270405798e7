/// An expression whose columns, functions and types are resolved; what the checker makes of a
/// syntax tree, and the evaluator runs.
///
/// Immutable; children are never deeper than the parser's limit on nesting allows.
final class TypedNode: Sendable {
    indirect enum Kind: Sendable {
        /// The column of the input schema at this position.
        case column(Int)
        case constant(Datum)
        case call(FunctionEntry, [TypedNode])
        /// True when all are true; evaluated from the left, only as far as needed.
        case and([TypedNode])
        case or([TypedNode])
        case not(TypedNode)
        case isNull(TypedNode)
        /// `IS TRUE`, `IS FALSE`: never NULL.
        case isTruth(TypedNode, Bool)
        /// The value of the first branch whose condition is true, else `otherwise` (NULL when none).
        case choice([Branch], otherwise: TypedNode?)
        case coalesce([TypedNode])
        /// Whether the value is one of the constants, none of which is NULL; NULL when not found and
        /// `hasNull`.
        case member(TypedNode, [Datum], hasNull: Bool)
    }

    struct Branch: Sendable {
        let condition: TypedNode
        let value: TypedNode
    }

    let kind: Kind
    let type: SQLType
    /// The bytes of the expression's text that this node was written as.
    let place: Range<Int>
    /// How many nodes the longest way down passes, with this one.
    let height: Int
    /// Whether the value is the same for all records of all runs.
    let isFixed: Bool

    init(_ kind: Kind, _ type: SQLType, _ place: Range<Int> = 0..<0) {
        self.kind = kind
        self.type = type
        self.place = place
        let parts = kind.parts
        height = 1 + parts.reduce(0) { max($0, $1.height) }
        isFixed = kind.isFixedItself && parts.allSatisfy(\.isFixed)
    }

    var constant: Datum? {
        if case .constant(let datum) = kind { datum } else { nil }
    }
}

extension TypedNode.Kind {
    /// The nodes right below.
    var parts: [TypedNode] {
        switch self {
        case .column, .constant: []
        case .call(_, let nodes), .and(let nodes), .or(let nodes), .coalesce(let nodes): nodes
        case .not(let node), .isNull(let node), .isTruth(let node, _), .member(let node, _, _):
            [node]
        case .choice(let branches, let otherwise):
            branches.flatMap { [$0.condition, $0.value] } + [otherwise].compactMap(\.self)
        }
    }

    fileprivate var isFixedItself: Bool {
        switch self {
        case .column: false
        case .call(let entry, _): entry.volatility == .immutable
        default: true
        }
    }
}
