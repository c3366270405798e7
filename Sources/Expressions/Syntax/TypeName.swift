/// The name of a type as written, under the name that PostgreSQL prints for it.
public struct TypeName: Sendable, Equatable {
    /// `integer` for `int` and `int4`, `timestamp with time zone` for `timestamptz`; a name
    /// that is not known is kept, for the checker to refuse.
    public let name: String
    /// `(10, 2)` of `numeric(10, 2)`, empty when none were written; `char` is `character(1)`.
    public let modifiers: [Int]
    /// `year to month` of `interval year to month`; `nil` for none.
    public let fields: String?
    /// How many `[]` follow.
    public let arrayDepth: Int
    /// Byte offsets into the text.
    public let place: Range<Int>

    public init(
        _ name: String, modifiers: [Int] = [], fields: String? = nil, arrayDepth: Int = 0,
        at place: Range<Int>
    ) {
        self.name = name
        self.modifiers = modifiers
        self.fields = fields
        self.arrayDepth = arrayDepth
        self.place = place
    }

    public static func == (left: TypeName, right: TypeName) -> Bool {
        left.name == right.name && left.modifiers == right.modifiers
            && left.fields == right.fields && left.arrayDepth == right.arrayDepth
    }

    /// The names of one word that stand for another, and those that are known as they are.
    static let canonical: [String: String] = [
        "int": "integer", "int4": "integer", "integer": "integer",
        "int2": "smallint", "smallint": "smallint", "int8": "bigint", "bigint": "bigint",
        "float4": "real", "real": "real", "float8": "double precision",
        "float": "double precision", "decimal": "numeric", "dec": "numeric",
        "numeric": "numeric", "bool": "boolean", "boolean": "boolean",
        "varchar": "character varying", "char": "character", "nchar": "character",
        "character": "character", "bpchar": "bpchar", "text": "text", "date": "date",
        "timestamp": "timestamp without time zone", "timestamptz": "timestamp with time zone",
        "time": "time without time zone", "timetz": "time with time zone",
        "interval": "interval", "json": "json", "jsonb": "jsonb", "uuid": "uuid",
        "bytea": "bytea",
    ]

    /// Types that one may call like a function of one argument.
    static let callable: Set<String> = [
        "int2", "int4", "int8", "float4", "float8", "bool", "text", "date", "timestamptz",
        "timetz", "bpchar", "json", "jsonb", "uuid",
    ]

    /// Names of several words, which are printed without quotes.
    static let phrases: Set<String> = [
        "double precision", "character varying", "timestamp without time zone",
        "timestamp with time zone", "time without time zone", "time with time zone",
    ]
}

extension TypeName: CustomStringConvertible {
    /// SQL that names the type.
    public var description: String {
        var words = name.split(separator: " ").map(String.init)
        let list =
            modifiers.isEmpty ? "" : "(\(modifiers.map(String.init).joined(separator: ", ")))"
        if name.hasPrefix("time"), Self.phrases.contains(name) {
            words[0] += list
        } else if let fields {
            words.append(fields + list)
        } else {
            words[words.count - 1] += list
        }
        let isKnown = Self.phrases.contains(name) || Self.canonical[name] == name
        let start = isKnown ? words.joined(separator: " ") : quotedWhenNeeded(name) + list
        return start + String(repeating: "[]", count: arrayDepth)
    }
}
