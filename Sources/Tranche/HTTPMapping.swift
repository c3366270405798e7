import TrancheColumnar
import TrancheSteps

/// The mapping of a `lookup` step as one line: what `lookup http …` has, by name.
///
/// - Parameters:
///   - node: `{http: {url: …, add: {name: $.name}}}`.
///   - expand: Reads a scalar under a name, with the params' values in it, and secrets left as
///     they are written.
/// - Returns: The step's text.
/// - Throws: `JobError(.pipeline)` at the place of what cannot be understood.
func httpLookupText(
    _ node: YAMLNode, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    let map = try node.mapping("http")
    let plain = [
        "timeout", "retry", "within", "rate", "concurrency", "ttl", "stale", "cache", "missing",
        "else",
    ]
    try map.allowOnly(["url", "method", "body", "headers", "batch", "add", "absent"] + plain)
    var text = "lookup http"
    if let method = map["method"] { text += " " + (try expand(method, "method")).lowercased() }
    text += " " + singleQuoted(try expand(try map.require("url"), "url"))
    if let body = map["body"] { text += " body " + singleQuoted(try expand(body, "body")) }
    for header in try map["headers"]?.mapping("headers").entries ?? [] {
        text += " header " + singleQuoted("\(header.key): \(try expand(header.value, header.key))")
    }
    if let batch = map["batch"] { text += try batchText(batch, expand) }
    var additions: [String] = []
    for entry in try map.require("add").mapping("add").entries {
        additions.append(try additionText(entry.key, entry.value, expand))
    }
    text += " add " + additions.joined(separator: ", ")
    if let absent = map["absent"] {
        var statuses: [String] = []
        if case .sequence(let items) = absent.content {
            for item in items { statuses.append("\(try item.int("absent", in: 200...599))") }
        } else {
            statuses.append(try expand(absent, "absent"))
        }
        text += " absent " + (statuses.isEmpty ? "none" : statuses.joined(separator: ", "))
    }
    for key in plain {
        guard let value = map[key] else { continue }
        // The word is one of the policies.
        let isNull = value.isNull && (key == "missing" || key == "else")
        text += isNull ? " \(key) null" : " \(key) \(try expand(value, key))"
    }
    return text
}

/// `{size: 100, key: id, from: $.items, match: $.id}`.
private func batchText(
    _ node: YAMLNode, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    let map = try node.mapping("batch")
    try map.allowOnly(["size", "key", "from", "match"])
    var text = " batch \(try map.require("size").int("size", in: 1...100_000))"
    text += " key " + doubleQuoted(try expand(try map.require("key"), "key"))
    for key in ["from", "match"] {
        if let path = map[key] { text += " \(key) " + doubleQuoted(try expand(path, key)) }
    }
    return text
}

/// `$.name`, or `{path: $.age, type: bigint}`.
private func additionText(
    _ name: String, _ node: YAMLNode, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    if case .scalar = node.content {
        return "\(doubleQuoted(try expand(node, name))) as \(doubleQuoted(name))"
    }
    let map = try node.mapping(name)
    try map.allowOnly(["path", "type"])
    let path = doubleQuoted(try expand(try map.require("path"), "path"))
    let type = try map["type"].map { node throws(JobError) in " type \(try expand(node, "type"))" }
    return "\(path) as \(doubleQuoted(name))" + (type ?? "")
}

private func singleQuoted(_ text: String) -> String { quoted(text, "'") }
private func doubleQuoted(_ text: String) -> String { quoted(text, "\"") }

private func quoted(_ text: String, _ quote: Character) -> String {
    var result = String(quote)
    // By scalars: a quote before a combining mark is no character of its own.
    for scalar in text.unicodeScalars {
        result.unicodeScalars.append(scalar)
        if Character(scalar) == quote { result.append(quote) }
    }
    result.append(quote)
    return result
}
