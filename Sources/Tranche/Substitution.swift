import TrancheColumnar
import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Puts values for `${name}`, `${env:NAME}` and `${file:PATH}` in a pipeline file's texts.
///
/// `$$` stands for one `$`. A message names what stood between the braces, never its value.
struct Substitution {
    /// The params with the values they have in this run, in the file's order.
    let params: [(name: String, value: String)]

    /// - Parameters:
    ///   - defaults: The file's `params`; a null value must be given on the command line.
    ///   - given: Values of the command line.
    /// - Throws: `JobError` when a value is missing, or given for a param the file does not have.
    init(_ defaults: YAMLNode?, given: [(name: String, value: String)]) throws(JobError) {
        var params: [(name: String, value: String)] = []
        let entries = try defaults?.mapping("params").entries ?? []
        for entry in entries {
            let (name, node) = (entry.key, entry.value)
            if let value = given.last(where: { $0.name == name })?.value {
                params.append((name, value))
            } else if node.isNull {
                throw JobError(
                    .usage, "found no value for param \(name)", at: node.place.description,
                    hint: "give it on the command line: -p \(name)=…")
            } else {
                params.append((name, try node.string(name)))
            }
        }
        for (name, _) in given where !entries.contains(where: { $0.key == name }) {
            let near = nearestName(to: name, among: entries.map(\.key))
            throw JobError(
                .usage, "found -p \(name), which the pipeline file does not have among its params",
                hint: near.map { "did you mean \($0)?" } ?? "add it to params in the file")
        }
        self.params = params
    }

    /// Replaces every `${…}` of a text.
    ///
    /// - Parameters:
    ///   - text: A scalar of the file.
    ///   - place: Where it stands, for messages.
    ///   - leavesSecrets: Whether `${env:…}` and `${file:…}` stay as they are, for a step that reads
    ///     them itself; so does `$$` before a brace then.
    /// - Returns: The text with the values in place.
    /// - Throws: `JobError(.pipeline)` for a name without a value.
    func expand(_ text: String, at place: String, leavesSecrets: Bool = false) throws(JobError)
        -> String
    {
        guard text.contains("$") else { return text }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                result += leavesSecrets && rest.hasPrefix("${") ? "$$" : "$"
                rest = rest.dropFirst()
            } else if leavesSecrets, rest.hasPrefix("{env:") || rest.hasPrefix("{file:") {
                result += "$"
            } else if rest.first == "{", let end = rest.firstIndex(of: "}") {
                result += try value(String(rest[rest.index(after: rest.startIndex)..<end]), place)
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
            }
        }
        return result + rest
    }

    private func value(_ name: String, _ place: String) throws(JobError) -> String {
        if name.hasPrefix("env:") {
            let variable = String(name.dropFirst(4))
            guard let value = unsafe getenv(variable) else {
                throw JobError(
                    .pipeline, "found ${\(name)}, but \(variable) is not set", at: place,
                    hint: "export \(variable) before the run")
            }
            return unsafe String(cString: value)
        }
        if name.hasPrefix("file:") { return try content(String(name.dropFirst(5)), place) }
        if let param = params.first(where: { $0.name == name }) { return param.value }
        let near = nearestName(to: name, among: params.map(\.name))
        throw JobError(
            .pipeline, "found ${\(name)}, which is not among the params", at: place,
            hint: near.map { "did you mean ${\($0)}?" } ?? "add it to params, or write $$ for a $")
    }

    /// The text of a small file without the line end at its end, as secrets are kept.
    private func content(_ path: String, _ place: String) throws(JobError) -> String {
        let input = try openInput(path: path, compression: .none)
        defer { input.close() }
        let block = ByteBuffer(capacity: 64 << 10)
        while block.count < block.capacity {
            let taken = unsafe try input.read(
                into: block.base + block.count, count: block.capacity - block.count)
            if taken == 0 { break }
            block.count += taken
        }
        let text = block.string(0..<block.count)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
