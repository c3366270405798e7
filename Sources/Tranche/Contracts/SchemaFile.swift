import TrancheColumnar

/// Writes what was inferred of a source as a Table Schema, with the evidence under `tranche`.
enum SchemaFile {
    /// The standard's word for a type; several of ours may have one.
    static func word(for type: DataType) -> String {
        switch type {
        case .boolean: "boolean"
        case .bigint: "integer"
        case .numeric, .doublePrecision: "number"
        case .text, .bytea, .uuid: "string"
        case .date: "date"
        case .timestamp, .timestamptz: "datetime"
        case .json: "any"
        }
    }

    /// - Parameters:
    ///   - columns: What is known of each column.
    ///   - source: What a person calls the source.
    ///   - records: How many records were looked at.
    ///   - isWhole: Whether those are all.
    ///   - nullTokens: Texts that meant NULL, besides the empty field.
    /// - Returns: The whole file.
    static func text(
        _ columns: [InferredColumn], source: String, records: Int, isWhole: Bool,
        nullTokens: [String]
    ) -> String {
        var text = "{\n  \"fields\": [\n"
        text += columns.map { "    " + field($0) }.joined(separator: ",\n")
        text += "\n  ],\n  \"missingValues\": ["
        text += ([""] + nullTokens).map(jsonText).joined(separator: ", ")
        text += "],\n  \"tranche\": {\"source\": \(jsonText(source)), \"records\": \(records), "
        return text + "\"wholeInput\": \(isWhole)}\n}\n"
    }

    private static func field(_ column: InferredColumn) -> String {
        var parts = ["\"name\": \(jsonText(column.name))"]
        parts.append("\"type\": \(jsonText(word(for: column.type)))")
        if column.type == .uuid { parts.append("\"format\": \"uuid\"") }
        var evidence: [(String, String)] = []
        if ![.text, .bigint, .numeric, .boolean, .date, .uuid].contains(column.type) {
            evidence.append(("type", jsonText(column.type.rawValue)))
        }
        evidence.append(("values", "\(column.values)"))
        evidence.append(("nulls", "\(column.nulls)"))
        if let least = column.least { evidence.append(("min", jsonText(least))) }
        if let most = column.most { evidence.append(("max", jsonText(most))) }
        if column.type == .text, column.values > 0 {
            evidence.append(("minLength", "\(column.shortest)"))
            evidence.append(("maxLength", "\(column.longest)"))
        }
        if let example = column.example { evidence.append(("example", jsonText(example))) }
        evidence.append(("why", jsonText(column.why)))
        let inner = evidence.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
        parts.append("\"tranche\": {\(inner)}")
        return "{" + parts.joined(separator: ", ") + "}"
    }
}

/// A JSON string (RFC 8259 §7), which YAML reads the same.
package func jsonText(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case "\r": result += "\\r"
        default:
            // DEL and C1 need no escape in JSON, but the line may be read on a terminal.
            if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result + "\""
}
