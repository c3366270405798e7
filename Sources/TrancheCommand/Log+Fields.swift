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

extension LookupStatistics {
    /// How the database was asked, in words.
    var title: String {
        var parts = ["\(grouped(Int64(hits))) from the cache"]
        parts.append("\(grouped(Int64(statements))) statement\(statements == 1 ? "" : "s")")
        if evictions > 0 { parts.append("\(grouped(Int64(evictions))) dropped from the cache") }
        return "\(grouped(Int64(keys))) key\(keys == 1 ? "" : "s") looked up in \(reference), "
            + parts.joined(separator: ", ")
    }

    /// The same as the fields of a JSON line.
    var fields: [(String, Log.Value)] {
        [
            ("event", .text("lookup")), ("reference", .text(reference)),
            ("keys", .number(Int64(keys))), ("hits", .number(Int64(hits))),
            ("evictions", .number(Int64(evictions))), ("statements", .number(Int64(statements))),
        ]
    }
}
