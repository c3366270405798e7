/// A named, typed column of a schema.
public struct Field: Sendable, Hashable {
    /// How the type became known; a later value that does not fit is judged by it.
    public enum Origin: Sendable, Hashable {
        /// Nobody has asked for a type: the column is text and passes through untouched.
        case untyped
        /// Read from a sample of the input; only the canonical spelling of a value fits.
        case inferred
        /// Named by the user, a database or a step; every spelling PostgreSQL reads fits.
        case declared
    }

    public var name: String
    public var type: DataType
    public var origin: Origin
    /// For a column that was inferred to be text although other values were not: the value that
    /// made it text, for messages.
    public var outlier: String?
    /// For a column that was inferred to be text because no value of it was seen: expressions may
    /// take it for what they need.
    public var isUnseen = false
    /// What the arrays or objects of a json column hold, where a sample was asked for it; `nil` when
    /// it is not known, or not the same in all of them.
    public var shape: JSONShape?

    public init(_ name: String, _ type: DataType = .text, origin: Origin = .untyped) {
        self.name = name
        self.type = type
        self.origin = origin
    }
}

/// What the values of a json column are made of, as a sample tells.
public indirect enum JSONShape: Sendable, Hashable {
    /// Arrays of such elements.
    case array(Field)
    /// Objects of such keys, in order of their first appearance.
    case object([Field])
}

/// The columns of a chunk, in order; names are unique and compared byte for byte.
public struct Schema: Sendable, Hashable {
    public var fields: [Field]

    public init(_ fields: [Field]) {
        self.fields = fields
    }

    public var count: Int { fields.count }
    public var names: [String] { fields.map(\.name) }

    /// The position of the column called `name`, from 0.
    ///
    /// - Complexity: O(*n*); callers resolve names once, before the run.
    public func index(of name: String) -> Int? {
        fields.firstIndex { $0.name == name }
    }

    /// The name nearest to `name`, for a hint; `nil` when none is near.
    public func nearest(to name: String) -> String? {
        nearestName(to: name, among: names)
    }
}
