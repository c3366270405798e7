import TrancheColumnar

/// What a property's JSON Schema allows, as a type of ours.
struct SingerType: Equatable {
    private enum Kind: Hashable {
        case boolean, integer, number, decimal, string, json
        case moment(DataType)
    }

    private var kinds: Set<Kind> = []
    private(set) var isNullable = false

    init(_ schema: JSONTree) {
        add(schema)
    }

    private mutating func add(_ schema: JSONTree) {
        let types: [String]
        switch schema["type"] {
        case .string(let type): types = [type]
        case .array(let list): types = list.compactMap(\.text)
        default:
            guard let choices = (schema["anyOf"] ?? schema["oneOf"])?.elements, !choices.isEmpty
            else {
                // Anything goes.
                kinds.insert(.json)
                isNullable = true
                return
            }
            for choice in choices { add(choice) }
            return
        }
        for type in types { add(type, schema) }
    }

    private mutating func add(_ type: String, _ schema: JSONTree) {
        let format = schema["format"]?.text
        switch type {
        case "null": isNullable = true
        case "boolean": kinds.insert(.boolean)
        case "integer":
            let isWide = ["minimum", "maximum"].contains { bound in
                guard case .number(let text)? = schema[bound] else { return false }
                return Int64(text) == nil
            }
            kinds.insert(isWide ? .number : .integer)
        case "number": kinds.insert(format == "singer.decimal" ? .decimal : .number)
        case "string":
            switch format {
            case "date-time": kinds.insert(.moment(.timestamptz))
            case "date": kinds.insert(.moment(.date))
            case "uuid": kinds.insert(.moment(.uuid))
            case "singer.decimal": kinds.insert(.decimal)
            default: kinds.insert(.string)
            }
        default: kinds.insert(.json)
        }
    }

    /// The column; its origin says how strictly values are judged when they are read.
    ///
    /// A number must be a number. A text of a format is judged as PostgreSQL would, for what taps write
    /// is not always RFC 3339.
    func field(_ name: String) -> Field {
        if kinds.count == 1, case .moment(let type)? = kinds.first {
            return Field(name, type, origin: .declared)
        }
        if kinds == [.decimal] || kinds == [.decimal, .number] || kinds == [.decimal, .integer] {
            return Field(name, .numeric, origin: .declared)
        }
        return Field(name, plainType, origin: .inferred)
    }

    private var plainType: DataType {
        let areTexts = kinds.allSatisfy { kind in
            if case .moment = kind { return true }
            return kind == .string
        }
        // Nothing but null is text, too.
        if areTexts { return .text }
        switch kinds {
        case [.boolean]: return .boolean
        case [.integer]: return .bigint
        case [.number], [.integer, .number]: return .numeric
        default: return .json
        }
    }
}
