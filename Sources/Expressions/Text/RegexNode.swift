/// Whether a part of an expression takes as much or as little as it can.
enum RegexPreference {
    case none, longest, shortest
}

/// Where an expression matches without taking characters.
enum RegexAssertion: String {
    case textStart = "\\A"
    case textEnd = "\\z"
    case lineStart = "(?<![^\\n])"
    case lineEnd = "(?![^\\n])"
    case wordStart = "(?<!@)(?!(?!@))"
    case wordEnd = "(?<=@)(?!@)"
    case wordBoundary = "(?:(?<!@)(?!(?!@))|(?<=@)(?!@))"
    case noWordBoundary = "(?:(?<!@)(?!@)|(?<=@)(?!(?!@)))"

    /// The expression of PCRE2, with the characters of words as PostgreSQL has them.
    var source: String {
        let word = RegexClass.word.expression
        return rawValue.split(separator: "@", omittingEmptySubsequences: false)
            .joined(separator: word)
    }
}

/// How often a part is wanted.
struct RegexCount {
    var least: Int
    /// `nil` when there is no limit.
    var most: Int?
    /// `none` for exactly `{m}`, which leaves the preference to the part.
    var preference: RegexPreference
}

/// A part of a parsed expression.
indirect enum RegexNode {
    case empty
    case set(RegexSet)
    case assertion(RegexAssertion)
    case look(ahead: Bool, negated: Bool, RegexNode)
    case backReference(Int, ignoresCase: Bool)
    /// Parentheses, with a number from 1 when they capture.
    case group(Int?, RegexNode)
    case sequence([RegexNode])
    /// Two branches or more.
    case branches([RegexNode])
    case repeated(RegexNode, RegexCount)

    /// PostgreSQL's rules for what a part prefers.
    var preference: RegexPreference {
        switch self {
        case .empty, .set, .assertion, .look, .backReference: .none
        case .group(_, let inner): inner.preference
        case .sequence(let nodes): nodes.lazy.map(\.preference).first { $0 != .none } ?? .none
        case .branches: .longest
        case .repeated(_, let count) where count.most == 0: .none
        case .repeated(let inner, let count):
            count.preference == .none ? inner.preference : count.preference
        }
    }

    /// Whether any part of it, itself included, is as told.
    func contains(_ isWanted: (RegexNode) -> Bool) -> Bool {
        if isWanted(self) { return true }
        switch self {
        case .empty, .set, .assertion, .backReference: return false
        case .look(_, _, let inner), .group(_, let inner), .repeated(let inner, _):
            return inner.contains(isWanted)
        case .sequence(let nodes), .branches(let nodes):
            return nodes.contains { $0.contains(isWanted) }
        }
    }

    var hasCaptures: Bool {
        contains { if case .group(.some, _) = $0 { true } else { false } }
    }

    var hasBackReferences: Bool {
        contains { if case .backReference = $0 { true } else { false } }
    }

    /// Whether what follows a match can matter to it.
    var looksAround: Bool {
        contains {
            switch $0 {
            case .assertion, .look: true
            default: false
            }
        }
    }

    /// The expression of PCRE2.
    ///
    /// - Parameter capturing: Whether parentheses that capture do so there too.
    /// - Returns: Text that can stand as one atom of another expression.
    func source(capturing: Bool) -> String {
        switch self {
        case .empty: return "(?:)"
        case .set(let set): return set.source
        case .assertion(let assertion): return assertion.source
        case .look(let ahead, let negated, let inner):
            let source = inner.source(capturing: false)
            // Not `(?=`: with it, PCRE2 10.42 can miss matches that begin with what it looks at.
            if ahead { return negated ? "(?!\(source))" : "(?!(?!\(source)))" }
            return "(?<\(negated ? "!" : "=")\(source))"
        case .backReference(let number, let ignoresCase):
            return ignoresCase ? "(?i:\\g{\(number)})" : "\\g{\(number)}"
        case .group(let number, let inner):
            let isCapture = capturing && number != nil
            return (isCapture ? "(" : "(?:") + inner.source(capturing: capturing) + ")"
        case .sequence(let nodes): return nodes.map { $0.source(capturing: capturing) }.joined()
        case .branches(let nodes):
            return "(?:\(nodes.map { $0.source(capturing: capturing) }.joined(separator: "|")))"
        case .repeated(.backReference(let number, let ignoresCase), let count)
        where count.least == 0 && count.most != 0:
            // A reference to what took no part matches nothing, not even no times.
            var others = count
            others.least = 1
            let reference = RegexNode.backReference(number, ignoresCase: ignoresCase)
            let some = RegexNode.repeated(reference, others).source(capturing: false)
            let order = count.preference == .shortest ? "|\(some)" : "\(some)|"
            return "(?:(?(\(number))|(?!))(?:\(order)))"
        case .repeated(let inner, let count):
            let most = count.most.map(String.init) ?? ""
            let mark = count.preference == .shortest ? "?" : ""
            return "(?:\(inner.source(capturing: capturing))){\(count.least),\(most)}\(mark)"
        }
    }
}
