/// A part of an expression, as it was written: names and types are not looked up yet.
///
/// Two nodes are equal when they mean the same; where they stand does not count.
/// A tree is at most ``greatestHeight`` high, so a walk may recurse: what is long in an
/// expression (`a + b + …`, `x or y or …`, the items of `in`) is wide in the tree.
public struct SyntaxNode: Sendable, Equatable {
    /// The height that is refused when exceeded: a node without parts has 1.
    ///
    /// Parsing and printing that deep takes 384 KiB of stack at most in an optimized build.
    public static let greatestHeight = 100

    public let kind: Kind
    /// Byte offsets into the text, with the parentheses around the node.
    public let place: Range<Int>
    /// How many nodes the longest way down passes, with this one.
    public let height: Int

    public init(_ kind: Kind, at place: Range<Int>) {
        self.kind = kind
        self.place = place
        height = 1 + kind.greatestPartHeight
    }

    public static func == (left: SyntaxNode, right: SyntaxNode) -> Bool {
        left.height == right.height && left.kind == right.kind
    }

    /// What a node is.
    public indirect enum Kind: Sendable, Equatable {
        case null
        case boolean(Bool)
        /// Digits as written, without a sign, which is a ``unary(_:_:)`` around it.
        case number(String, NumberClass)
        /// A text in quotes, still without a type.
        case text(String)
        /// `date '2026-01-31'`, `interval '1' day`.
        case typedText(TypeName, String)
        case column(Name)
        /// `-x`, `+x`, `~x`, `@x`, `|/x`, `||/x`.
        case unary(Operator, SyntaxNode)
        /// `first op operand op operand …`: operators of one precedence, from left to right,
        /// at least one; exactly one when it compares.
        case chain(SyntaxNode, [Operation])
        case not(SyntaxNode)
        /// Two parts or more, the first of which is no `and`.
        case and([SyntaxNode])
        /// Two parts or more, the first of which is no `or`.
        case or([SyntaxNode])
        /// `x is [not] null`, `true`, `false`, `unknown`.
        case test(SyntaxNode, Truth, isNegated: Bool)
        case distinct(SyntaxNode, SyntaxNode, isNegated: Bool)
        case between(
            SyntaxNode, low: SyntaxNode, high: SyntaxNode, isSymmetric: Bool, isNegated: Bool)
        /// At least one item.
        case inList(SyntaxNode, [SyntaxNode], isNegated: Bool)
        case match(
            SyntaxNode, Matcher, pattern: SyntaxNode, escape: SyntaxNode?, isNegated: Bool)
        /// `x::type`, `cast(x as type)`, and `int4(x)`, `date(x)`, … with one argument.
        case cast(SyntaxNode, TypeName)
        /// `case [operand] when … then … [else …] end`, at least one branch.
        case choice(SyntaxNode?, [Branch], otherwise: SyntaxNode?)
        /// A function; the forms with words inside are functions as in PostgreSQL.
        case call(Name, [SyntaxNode])
        case element(of: SyntaxNode, at: SyntaxNode)
        case array([SyntaxNode])
    }

    /// The smallest type that holds a number as written.
    public enum NumberClass: Sendable, Equatable {
        /// Digits alone, at most 2147483647.
        case integer
        /// Digits alone, at most 9223372036854775807.
        case bigint
        /// Anything else.
        case numeric
    }

    /// What `is` asks.
    public enum Truth: String, Sendable, CaseIterable { case null, `true`, `false`, unknown }

    /// The languages of patterns that are words; the regular expressions are operators.
    public enum Matcher: String, Sendable, CaseIterable {
        case like, ilike
        case similar = "similar to"
    }

    /// A symbol such as `+`; `!=` is told as `<>`.
    public struct Operator: Sendable, Equatable {
        public let symbol: String
        public let place: Range<Int>

        public init(_ symbol: String, at place: Range<Int>) {
            self.symbol = symbol
            self.place = place
        }

        public static func == (left: Operator, right: Operator) -> Bool {
            left.symbol == right.symbol
        }
    }

    /// An operator and what stands right of it.
    public struct Operation: Sendable, Equatable {
        public let `operator`: Operator
        public let operand: SyntaxNode

        public init(_ operator: Operator, _ operand: SyntaxNode) {
            self.operator = `operator`
            self.operand = operand
        }
    }

    /// `when condition then result`.
    public struct Branch: Sendable, Equatable {
        public let condition: SyntaxNode
        public let result: SyntaxNode

        public init(when condition: SyntaxNode, then result: SyntaxNode) {
            self.condition = condition
            self.result = result
        }
    }
}

/// A name, folded to lower case unless it was quoted; equal when the text is.
public struct Name: Sendable, Equatable {
    public let text: String
    /// Whether it stood in double quotes, as people write who meant a text in single quotes.
    public let isQuoted: Bool
    public let place: Range<Int>

    public init(_ text: String, isQuoted: Bool = false, at place: Range<Int>) {
        self.text = text
        self.isQuoted = isQuoted
        self.place = place
    }

    public static func == (left: Name, right: Name) -> Bool {
        left.text == right.text
    }
}

extension SyntaxNode.Kind {
    /// The nodes right below, in the order of the text; for a mapped form, of the arguments.
    public var parts: [SyntaxNode] {
        switch self {
        case .null, .boolean, .number, .text, .typedText, .column: []
        case .unary(_, let node), .not(let node), .test(let node, _, _), .cast(let node, _): [node]
        case .chain(let first, let rest): [first] + rest.map(\.operand)
        case .and(let nodes), .or(let nodes), .call(_, let nodes), .array(let nodes): nodes
        case .distinct(let left, let right, _): [left, right]
        case .between(let node, let low, let high, _, _): [node, low, high]
        case .inList(let node, let items, _): [node] + items
        case .match(let node, _, let pattern, let escape, _):
            escape.map { [node, pattern, $0] } ?? [node, pattern]
        case .choice(let operand, let branches, let otherwise):
            [operand].compactMap(\.self) + branches.flatMap { [$0.condition, $0.result] }
                + [otherwise].compactMap(\.self)
        case .element(let node, let index): [node, index]
        }
    }

    fileprivate var greatestPartHeight: Int {
        switch self {
        case .null, .boolean, .number, .text, .typedText, .column: 0
        case .unary(_, let node), .not(let node), .test(let node, _, _), .cast(let node, _):
            node.height
        default: parts.reduce(0) { max($0, $1.height) }
        }
    }
}
