package import TrancheColumnar

/// What a document must hold, asked for by name.
///
/// No message repeats a scalar's text: it may be a password.
extension YAMLNode {
    /// Nothing was written: an empty plain scalar, `~` or `null`.
    package var isNull: Bool {
        guard case .scalar(let text, .plain) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The mapping this node must be; `name` is what the user calls it, such as `source`.
    package func mapping(_ name: String) throws(JobError) -> YAMLMapping {
        guard case .mapping(let entries) = content else {
            throw mismatch(name, wanted: "a mapping", hint: "write 'key: value' lines below it")
        }
        return YAMLMapping(name: name, entries: entries, place: place)
    }

    /// The list this node must be.
    package func list(_ name: String) throws(JobError) -> [YAMLNode] {
        guard case .sequence(let items) = content else {
            throw mismatch(name, wanted: "a list", hint: "write [a, b] or one '- a' a line")
        }
        return items
    }

    /// The text of any scalar but null; a number or a boolean counts as the text it is written in.
    package func string(_ name: String) throws(JobError) -> String {
        guard case .scalar(let text, _) = content, !isNull else {
            throw mismatch(name, wanted: "text", hint: "write \"\" for text of no characters")
        }
        return text
    }

    /// A whole number of `range`, by default any `Int`, in decimal digits and not in quotes.
    package func int(
        _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
    ) throws(JobError) -> Int {
        guard case .scalar(let text, .plain) = content, let value = Int(text) else {
            throw mismatch(name, wanted: "a whole number", hint: "write digits without quotes")
        }
        guard range.contains(value) else {
            throw JobError(
                .pipeline,
                "'\(name)' is out of range, wanted "
                    + (range.lowerBound == range.upperBound
                        ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"),
                at: place.description,
                hint: "write \(name): \(range.lowerBound)"
                    + (range.lowerBound == range.upperBound
                        ? "" : ", or a number up to \(range.upperBound)"))
        }
        return value
    }

    /// `true` or `false`, and no other word: `yes` and `on` are text since YAML 1.2.
    ///
    /// - SeeAlso: YAML 1.2.2 §10.3.2, the core schema, of which we take the lower-case spelling.
    package func bool(_ name: String) throws(JobError) -> Bool {
        switch content {
        case .scalar("true", .plain): return true
        case .scalar("false", .plain): return false
        default:
            throw mismatch(
                name, wanted: "true or false", hint: "write true or false without quotes")
        }
    }

    /// A list of scalars, each as ``string(_:)`` reads it.
    package func strings(_ name: String) throws(JobError) -> [String] {
        var texts: [String] = []
        for item in try list(name) { texts.append(try item.string("an item of \(name)")) }
        return texts
    }

    private func mismatch(_ name: String, wanted: String, hint: String) -> JobError {
        JobError(
            .pipeline, "'\(name)' is \(kind), wanted \(wanted)", at: place.description, hint: hint)
    }

    private var kind: String {
        switch content {
        case .scalar(_, .quoted): "quoted text"
        case .scalar: isNull ? "empty" : "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
