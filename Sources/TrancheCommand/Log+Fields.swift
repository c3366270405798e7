import Tranche

extension RunWarning {
    /// The warning as the fields of a JSON line.
    var fields: [(String, Log.Value)] {
        [("event", .text("warning")), ("step", .text(step)), ("records", .number(count))]
            + examples.enumerated().map { ("example\($0.offset + 1)", .text($0.element)) }
    }
}

extension RejectGroup {
    /// The group as the fields of a JSON line.
    var fields: [(String, Log.Value)] {
        var fields: [(String, Log.Value)] = [
            ("event", .text("rejects")), ("code", .text(code)), ("rejected", .number(count)),
        ]
        if let step { fields.append(("step", .text(step))) }
        if let sink { fields.append(("sink", .text(sink))) }
        if let column { fields.append(("column", .text(column))) }
        for (index, example) in examples.enumerated() {
            fields.append(("example\(index + 1)", .text(example)))
        }
        return fields
    }
}
