import TrancheColumnar

/// Columns as texts that the state store keeps, so that a retry reads records as their run did.
enum FieldWords {
    static func words(of fields: [Field]) -> [String] {
        fields.flatMap { field in
            [field.name, field.type.rawValue, word(of: field.origin)]
                + [field.isUnseen ? "unseen" : "", field.outlier.map { "+\($0)" } ?? ""]
                + words(of: field.shape)
        }
    }

    /// The columns of ``words(of:)-([Field])``; `nil` when the words are not such.
    static func fields(of words: [String]) -> [Field]? {
        var rest = words[...]
        var fields: [Field] = []
        while !rest.isEmpty {
            guard let field = takeField(&rest) else { return nil }
            fields.append(field)
        }
        return fields
    }

    private static func word(of origin: Field.Origin) -> String {
        switch origin {
        case .untyped: "untyped"
        case .inferred: "inferred"
        case .declared: "declared"
        }
    }

    private static func words(of shape: JSONShape?) -> [String] {
        switch shape {
        case nil: ["0"]
        case .array(let element): ["array"] + words(of: [element])
        case .object(let keys): ["\(keys.count + 1)"] + words(of: keys)
        }
    }

    private static func takeField(_ rest: inout ArraySlice<String>) -> Field? {
        guard let name = rest.popFirst(),
            let type = rest.popFirst().flatMap({ DataType(rawValue: $0) }),
            let origin = rest.popFirst(), let unseen = rest.popFirst(),
            let outlier = rest.popFirst(), let shape = rest.popFirst()
        else { return nil }
        var field = Field(name, type)
        switch origin {
        case "untyped": field.origin = .untyped
        case "inferred": field.origin = .inferred
        case "declared": field.origin = .declared
        default: return nil
        }
        field.isUnseen = unseen == "unseen"
        field.outlier = outlier.hasPrefix("+") ? String(outlier.dropFirst()) : nil
        if shape == "array" {
            guard let element = takeField(&rest) else { return nil }
            field.shape = .array(element)
        } else if shape != "0" {
            guard let count = Int(shape), count > 0, count <= rest.count + 1 else { return nil }
            var keys: [Field] = []
            for _ in 1..<count {
                guard let key = takeField(&rest) else { return nil }
                keys.append(key)
            }
            field.shape = .object(keys)
        }
        return field
    }
}
