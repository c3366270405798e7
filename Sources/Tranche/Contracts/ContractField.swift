import TrancheColumnar
import TrancheSteps

/// A field of a Table Schema: its column, and the rules that its constraints make.
struct ContractField {
    private(set) var column: Contract.Column
    private(set) var rules: [ValidationRule] = []

    init(_ node: YAMLNode) throws(JobError) {
        let map = try node.mapping("a field")
        try refuse(
            map, ["groupChar", "categoriesOrdered", "categories", "missingValues"],
            known: [
                "name", "type", "format", "constraints", "title", "description", "example",
                "rdfType", "trueValues", "falseValues", "bareNumber", "decimalChar", "tranche",
            ])
        let name = try map.require("name").string("name")
        let kind = try FieldKind(map)
        column = Contract.Column(
            name: name, type: kind.type, isRequired: false, place: node.place.description)
        if kind.type != .text {
            rules.append(ValidationRule(name: "\(name)_type", column: name, type: kind.type))
        }
        if let pattern = kind.pattern {
            try add("format", patternCondition(quotedColumn(name), pattern), wanted: kind.title)
        }
        if let kinds = kind.jsonKind {
            try add(
                "type", "json_typeof(\(quotedColumn(name))) = \(quotedText(kinds))", wanted: kinds)
        }
        if let constraints = map["constraints"] {
            try add(try constraints.mapping("constraints"))
        }
    }

    private mutating func add(_ suffix: String, _ condition: String, wanted: String? = nil)
        throws(JobError)
    {
        rules.append(
            try ValidationRule(
                name: "\(column.name)_\(suffix)", condition: condition, wanted: wanted,
                at: column.place))
    }

    private mutating func add(_ constraints: YAMLMapping) throws(JobError) {
        try refuse(
            constraints, ["jsonSchema"],
            known: [
                "required", "unique", "pattern", "enum", "minimum", "maximum", "exclusiveMinimum",
                "exclusiveMaximum", "minLength", "maxLength",
            ])
        let name = quotedColumn(column.name)
        let bounds = [
            "minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<",
        ]
        for (key, value) in constraints.entries.map({ ($0.key, $0.value) }) {
            switch key {
            case "required":
                guard try value.bool(key) else { continue }
                column.isRequired = true
                rules.append(try requiredRule(column.name))
            case "unique":
                guard try value.bool(key) else { continue }
                rules.append(
                    ValidationRule(name: "\(column.name)_unique", unique: [column.name]))
            case "pattern":
                let pattern = try value.string(key)
                try add(key, patternCondition(name, pattern), wanted: "the pattern \(pattern)")
            case "enum":
                var items: [String] = []
                for item in try value.list(key) { items.append(try literal(item, key)) }
                let list = items.joined(separator: ", ")
                try add(key, "\(name) in (\(list))", wanted: "one of \(list)")
            case "minLength":
                let least = try value.int(key, in: 0...Int.max)
                try add(key, "length(\(name)::text) >= \(least)", wanted: "\(least) characters")
            case "maxLength":
                let most = try value.int(key, in: 0...Int.max)
                try add(
                    key, "length(\(name)::text) <= \(most)", wanted: "at most \(most) characters")
            default:
                guard let sign = bounds[key] else { continue }
                let bound = try literal(value, key)
                try add(key, "\(name) \(sign) \(bound)", wanted: "\(sign) \(bound)")
            }
        }
    }

    /// A value of a constraint; what stands in quotes takes its type from the column.
    private func literal(_ node: YAMLNode, _ key: String) throws(JobError) -> String {
        let text = try node.string(key)
        guard case .scalar(_, .plain) = node.content, isNumberText(text), column.type != .text
        else { return quotedText(text) }
        return text
    }
}

/// What the type and the format of a field ask of its text.
private struct FieldKind {
    var type: DataType
    /// The whole text is of this pattern.
    var pattern: String?
    /// What the value of a json column is.
    var jsonKind: String?
    /// What a person calls it.
    var title: String

    private static let types: [String: DataType] = [
        "string": .text, "integer": .bigint, "number": .numeric, "boolean": .boolean,
        "date": .date, "datetime": .timestamptz, "time": .text, "object": .json, "array": .json,
        "year": .bigint, "yearmonth": .text, "any": .text,
    ]
    private static let unsupported = ["geopoint", "geojson", "duration", "list"]

    init(_ map: YAMLMapping) throws(JobError) {
        let node = map["type"]
        title = try node?.string("type") ?? "string"
        guard let type = Self.types[title] else {
            let known = Self.types.keys.sorted()
            let isOurs = Self.unsupported.contains(title)
            throw JobError(
                .pipeline,
                isOurs
                    ? "the type '\(title)' of a Table Schema is not supported"
                    : "found type '\(title)', wanted one of " + known.joined(separator: ", "),
                at: node?.place.description,
                hint: nearestName(to: title, among: known).map { "did you mean \($0)?" }
                    ?? "write string, and check the text with a pattern")
        }
        self.type = type
        switch title {
        case "object", "array": jsonKind = title
        case "time": pattern = "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d"
        case "yearmonth": pattern = "\\d{4}-(0[1-9]|1[0-2])"
        default: break
        }
        if let format = map["format"] { try take(format) }
        try takeOwnType(map["tranche"])
        try refuseSpellings(map)
    }

    private mutating func take(_ node: YAMLNode) throws(JobError) {
        let format = try node.string("format")
        switch (title, format) {
        case (_, "default"): break
        case ("string", "uuid"): type = .uuid
        case ("string", "email"): pattern = "[^@[:space:]]+@[^@[:space:]]+"
        case ("string", "uri"): pattern = "[A-Za-z][A-Za-z0-9+.-]*:[^[:space:]]+"
        case ("string", "binary"):
            pattern = "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
        case ("date", "%Y-%m-%d"), ("time", "%H:%M:%S"), ("yearmonth", "%Y-%m"), ("year", "%Y"):
            break
        default:
            throw JobError(
                .pipeline, "the format '\(format)' of the type \(title) is not supported",
                at: node.place.description, hint: "write default, or derive the value in a step")
        }
        if format != "default", pattern != nil, title == "string" { title = format }
    }

    /// `tranche: {type: double precision}`: the type among several that the standard calls one.
    private mutating func takeOwnType(_ node: YAMLNode?) throws(JobError) {
        guard let map = try node?.mapping("tranche"), let node = map["type"] else { return }
        let name = try node.string("type")
        guard let own = DataType(rawValue: name), SchemaFile.word(for: own) == title else {
            throw JobError(
                .pipeline, "found type '\(name)' for a field of the type \(title)",
                at: node.place.description, hint: "leave 'type' out of 'tranche'")
        }
        type = own
    }

    private func refuseSpellings(_ map: YAMLMapping) throws(JobError) {
        if let node = map["decimalChar"], try node.string("decimalChar") != "." {
            throw unsupported(node, "another decimalChar than the point")
        }
        if let node = map["bareNumber"], try !node.bool("bareNumber") {
            throw unsupported(node, "a bareNumber of false")
        }
        for (key, value) in [("trueValues", true), ("falseValues", false)] {
            guard let node = map[key] else { continue }
            for item in try node.list(key) {
                let word = try item.string(key)
                let buffer = ByteBuffer(capacity: word.utf8.count + 16)
                buffer.append(word)
                let read = unsafe parseBoolean(UnsafePointer(buffer.base), word.utf8.count)
                guard read == value else {
                    throw unsupported(item, "'\(word)' among \(key)")
                }
            }
        }
    }

    private func unsupported(_ node: YAMLNode, _ what: String) -> JobError {
        JobError(
            .pipeline, "\(what) is not supported", at: node.place.description,
            hint: "declare the field as a string, and make the value in a derive step")
    }
}
