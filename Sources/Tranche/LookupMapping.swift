import TrancheColumnar
import TrancheSteps

/// The mapping of a `lookup` step as one line.
///
/// - Parameters:
///   - node: `{from: airlines.csv, delimiter: ';', null: NA, on: carrier, add: [name]}`.
///   - expand: Reads a scalar under a name, with the params' values in it.
/// - Returns: The step's text.
/// - Throws: `JobError(.pipeline)` at the place of what cannot be understood.
func lookupText(
    _ node: YAMLNode, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    let map = try node.mapping("lookup")
    try map.allowOnly([
        "from", "query", "format", "delimiter", "header", "columns", "types", "null", "encoding",
        "on", "add", "missing", "keep", "by_key", "http",
    ])
    var words = ["lookup", quotedColumn(try expand(try map.require("from"), "from"))]
    if let query = map["query"] { words += ["query", quotedColumn(try expand(query, "query"))] }
    words += try fileWords(map, expand)
    words += ["on", try linked(try map.require("on"), " = ", "on", expand)]
    if let add = map["add"] {
        let isAll = if case .scalar("*", _) = add.content { true } else { false }
        words += ["add", isAll ? "*" : try linked(add, " as ", "add", expand)]
    }
    if let missing = map["missing"] {
        words += ["else", missing.isNull ? "null" : try expand(missing, "missing")]
    }
    if let keep = map["keep"] { words += ["keep", try expand(keep, "keep")] }
    if let isByKey = map["by_key"], try isByKey.bool("by_key") { words.append("by key") }
    return words.joined(separator: " ")
}

/// How the file is written, each told at its place when it is not known.
private func fileWords(
    _ map: YAMLMapping, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> [String] {
    var words: [String] = []
    if let node = map["format"] { words += ["format", quotedText(try expand(node, "format"))] }
    if let node = map["delimiter"] {
        let word = try expand(node, "delimiter")
        try check(node) { () throws(JobError) in
            _ = try SettingsText.delimiter(word, for: "delimiter")
        }
        words += ["delimiter", quotedText(word)]
    }
    if let node = map["header"], try !node.bool("header") { words.append("no header") }
    if let node = map["columns"] {
        words += ["columns", list(try texts(node, "columns", expand).map(quotedColumn))]
    }
    if let node = map["types"] {
        var types: [String] = []
        for entry in try node.mapping("types").entries {
            let word = try expand(entry.value, entry.key)
            try check(entry.value) { () throws(JobError) in
                let type = try SettingsText.type(word, of: entry.key, for: "types")
                types.append("\(quotedColumn(entry.key)) \(type.rawValue)")
            }
        }
        if !types.isEmpty { words += ["types", list(types)] }
    }
    if let node = map["null"] {
        let tokens = try texts(node, "null", expand).map(quotedText)
        if !tokens.isEmpty { words += ["null", list(tokens)] }
    }
    if let node = map["encoding"] {
        let word = try expand(node, "encoding")
        try check(node) { () throws(JobError) in
            _ = try SettingsText.encoding(word, for: "encoding")
        }
        words += ["encoding", quotedText(word)]
    }
    return words
}

/// `carrier`, `{carrier: code}`, or a list of such.
private func linked(
    _ node: YAMLNode, _ link: String, _ name: String,
    _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    var pairs: [String] = []
    switch node.content {
    case .scalar: pairs.append(quotedColumn(try expand(node, name)))
    case .sequence(let items):
        for item in items { pairs.append(try linked(item, link, name, expand)) }
    case .mapping:
        for entry in try node.mapping(name).entries {
            pairs.append(
                quotedColumn(entry.key) + link + quotedColumn(try expand(entry.value, entry.key)))
        }
    }
    guard !pairs.isEmpty else {
        throw JobError(
            .pipeline, "found no column in \(name)", at: node.place.description,
            hint: "name the columns: [a, b]")
    }
    return pairs.joined(separator: ", ")
}

private func texts(
    _ node: YAMLNode, _ name: String, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> [String] {
    if case .scalar = node.content { return [try expand(node, name)] }
    var texts: [String] = []
    for item in try node.list(name) { texts.append(try expand(item, name)) }
    return texts
}

private func list(_ items: [String]) -> String { "(\(items.joined(separator: ", ")))" }

/// Gives an error of a value the place it stands at.
private func check(_ node: YAMLNode, _ body: () throws(JobError) -> Void) throws(JobError) {
    do { try body() } catch {
        throw JobError(.pipeline, error.message, at: node.place.description, hint: error.hint)
    }
}
