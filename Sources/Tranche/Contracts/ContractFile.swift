public import TrancheColumnar
import TrancheFiles
import TrancheSteps

/// Reads contract files: a Table Schema of Frictionless Data as JSON, or as the YAML of the same.
///
/// - SeeAlso: https://specs.frictionlessdata.io/table-schema/
public enum ContractFile {
    /// - Throws: `JobError(.pipeline)` at `file:line:column` for what cannot be understood, and for
    ///   what a Table Schema may say but we cannot hold records to.
    public static func load(_ path: String) throws(JobError) -> Contract {
        let document = try YAMLNode(parsing: try readSmallFile(path), file: path)
        return try ContractReader(document, path: path).contract()
    }
}

/// Turns a document into a contract, key by key.
private struct ContractReader {
    private let root: YAMLMapping
    private let path: String

    init(_ document: YAMLNode, path: String) throws(JobError) {
        root = try document.mapping("the contract")
        self.path = path
        try refuse(
            root, ["foreignKeys", "fieldsMatch"],
            known: [
                "fields", "missingValues", "primaryKey", "uniqueKeys", "$schema", "name", "title",
                "description",
            ])
    }

    func contract() throws(JobError) -> Contract {
        var columns: [Contract.Column] = []
        var rules: [ValidationRule] = []
        for node in try root.require("fields").list("fields") {
            let field = try ContractField(node)
            if columns.contains(where: { $0.name == field.column.name }) {
                throw JobError(
                    .pipeline, "found the field \(field.column.name) twice",
                    at: node.place.description, hint: "give each field a name of its own")
            }
            columns.append(field.column)
            rules += field.rules
        }
        let key = try names(root["primaryKey"], "primaryKey", among: columns)
        for name in key {
            guard let index = columns.firstIndex(where: { $0.name == name }),
                !columns[index].isRequired
            else { continue }
            columns[index].isRequired = true
            rules.append(try requiredRule(name))
        }
        if !key.isEmpty { rules.append(ValidationRule(name: "primary_key", unique: key)) }
        for node in try root["uniqueKeys"]?.list("uniqueKeys") ?? [] {
            let key = try names(node, "a unique key", among: columns)
            rules.append(
                ValidationRule(name: key.joined(separator: "_") + "_unique", unique: key))
        }
        return Contract(
            path: path, columns: columns, rules: rules, nullTokens: try missingValues())
    }

    private func names(_ node: YAMLNode?, _ title: String, among columns: [Contract.Column])
        throws(JobError) -> [String]
    {
        guard let node else { return [] }
        var names: [String] = []
        if case .scalar = node.content {
            names = [try node.string(title)]
        } else {
            names = try node.strings(title)
        }
        for name in names where !columns.contains(where: { $0.name == name }) {
            throw JobError(
                .pipeline, "'\(title)' names \(name), which is no field",
                at: node.place.description,
                hint: nearestName(to: name, among: columns.map(\.name)).map {
                    "did you mean \($0)?"
                }
                    ?? "name a field of the contract")
        }
        return names
    }

    /// The texts that mean NULL; an empty field always does.
    private func missingValues() throws(JobError) -> [String] {
        guard let node = root["missingValues"] else { return [] }
        var tokens: [String] = []
        for item in try node.list("missingValues") {
            guard case .scalar(let text, _) = item.content else {
                throw JobError(
                    .pipeline, "'missingValues' holds something else than texts",
                    at: item.place.description, hint: "write [\"\", \"NA\"]")
            }
            tokens.append(text)
        }
        guard tokens.contains("") else {
            throw JobError(
                .pipeline,
                "'missingValues' leaves the empty text out, which always means NULL here",
                at: node.place.description, hint: "write [\"\", …]")
        }
        return tokens.filter { !$0.isEmpty }
    }
}

/// Refuses keys that a Table Schema may have and we cannot honour, and those that look misspelled.
///
/// Other keys are the author's own, as the standard has it.
func refuse(_ map: YAMLMapping, _ unsupported: [String], known: [String]) throws(JobError) {
    for entry in map.entries where !known.contains(entry.key) {
        if unsupported.contains(entry.key) {
            throw JobError(
                .pipeline, "'\(entry.key)' of a Table Schema is not supported",
                at: entry.keyPlace.description, hint: "leave it out, or state it as a validate step"
            )
        }
        guard let near = nearestName(to: entry.key, among: known + unsupported) else { continue }
        throw JobError(
            .pipeline, "unknown key '\(entry.key)' in '\(map.name)'",
            at: entry.keyPlace.description, hint: "write '\(near)' if that was meant")
    }
}

func requiredRule(_ name: String) throws(JobError) -> ValidationRule {
    try ValidationRule(
        name: "\(name)_required", condition: "\(quotedColumn(name)) is not null",
        wanted: "a value")
}
