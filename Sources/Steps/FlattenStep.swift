public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// `flatten address keys (city, geo.lat)`: the keys of a JSON object as columns in its place,
/// `address_city` and `address_geo_lat`.
///
/// The keys are those that are named, or those of the source's sample. NULL and a missing key make
/// NULL; what is no object is a reject, and so is a key that a sample did not show. Keys beside
/// those that are named are left out. Of a key that comes twice the last one counts.
public struct FlattenPlan: StepPlan {
    public let name = "flatten"
    public let column: String
    /// What stands before each key in the columns' names.
    public let prefix: String
    /// Keys, or paths of keys with dots between them; `nil` takes those of the source's sample.
    public let keys: [String]?
    /// Whether objects in the object become columns, too, where the keys come from the sample.
    public let isDeep: Bool

    public init(
        _ column: String, prefix: String? = nil, keys: [String]? = nil, isDeep: Bool = false
    ) {
        self.column = column
        self.prefix = prefix ?? column + "_"
        self.keys = keys
        self.isDeep = isDeep
    }

    public var text: String {
        var text = "flatten \(quotedKeyName(column)) prefix \(quotedKeyName(prefix))"
        if let keys { text += " keys (" + keys.map(quotedKeyName).joined(separator: ", ") + ")" }
        return isDeep ? text + " deep" : text
    }

    public var readsTypes: Bool { true }
    public var readsShapes: Bool { true }

    public func makesType(of name: String) -> Bool {
        keys?.contains { columnName(path($0)) == name } ?? (name == column)
    }

    private func path(_ key: String) -> [String] {
        key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    private func columnName(_ path: [String]) -> String { prefix + path.joined(separator: "_") }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        guard let index = input.index(of: column) else { throw missing(column, in: input) }
        let field = input.fields[index]
        let reader = try JSONReader(step: name, column: index, field)
        let all = try leaves(of: field)
        var names = Set(input.names)
        names.remove(column)
        for leaf in all where !names.insert(leaf.field.name).inserted {
            throw JobError(
                .pipeline, "step flatten: two columns would be called \(leaf.field.name)",
                hint: "set another name before the keys: flatten \(quotedKeyName(column)) prefix …")
        }
        var tree = KeyTree()
        var fields: [Field] = []
        for leaf in all {
            let isWanted = wanted?.contains(leaf.field.name) ?? true
            tree.add(leaf.path[...], isWanted ? fields.count : nil)
            if isWanted { fields.append(leaf.field) }
        }
        var output = input
        output.fields.replaceSubrange(index...index, with: fields)
        return FlattenStep(
            reader: reader, tree: tree, fields: fields, isStrict: keys == nil, output: output)
    }

    // MARK: Keys

    private struct Leaf {
        var path: [String]
        var field: Field
    }

    private func leaves(of field: Field) throws(JobError) -> [Leaf] {
        if let keys { return keys.map { leaf(path($0), in: field) } }
        guard case .object(let members) = field.shape else {
            throw JobError(
                .pipeline,
                "step flatten: the keys of column \(column) are not known before the run",
                hint: "name them: flatten \(quotedKeyName(column)) keys (a, b)")
        }
        return members.flatMap { leaves(of: $0, under: []) }
    }

    private func leaves(of member: Field, under path: [String]) -> [Leaf] {
        let here = path + [member.name]
        if isDeep, case .object(let members) = member.shape {
            return members.flatMap { leaves(of: $0, under: here) }
        }
        return [Leaf(path: here, field: named(member, here))]
    }

    private func leaf(_ path: [String], in field: Field) -> Leaf {
        var found: Field? = field
        for key in path {
            guard case .object(let members) = found?.shape else {
                found = nil
                break
            }
            found = members.first { $0.name == key }
        }
        return Leaf(path: path, field: named(found ?? Field(""), path))
    }

    private func named(_ field: Field, _ path: [String]) -> Field {
        var field = field
        field.name = columnName(path)
        return field
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        // What is no object is a reject whether or not its keys are wanted later.
        let field = input.index(of: column).map { input.fields[$0] }
        let made = field.flatMap { try? leaves(of: $0) } ?? []
        return outputs.subtracting(made.map(\.field.name)).union([column])
    }
}

/// Keys inside keys, and the columns that their values go to.
struct KeyTree: Sendable {
    struct Branch: Sendable {
        var key: String
        /// Where the value itself goes, by number among the step's columns.
        var column: Int?
        var inner = KeyTree()
    }

    private(set) var branches: [Branch] = []

    var isEmpty: Bool { branches.isEmpty }

    mutating func add(_ path: ArraySlice<String>, _ column: Int?) {
        guard let key = path.first else { return }
        let known = branches.firstIndex { $0.key == key }
        let place = known ?? branches.count
        if known == nil { branches.append(Branch(key: key)) }
        if path.count == 1 {
            branches[place].column = column
        } else {
            branches[place].inner.add(path.dropFirst(), column)
        }
    }

    /// The branch of a key; keys often come in the order of before, so `guess` is tried first.
    func branch(_ key: Text, guess: Int) -> Int? {
        if guess < branches.count, key.equals(branches[guess].key) { return guess }
        return branches.firstIndex { key.equals($0.key) }
    }
}

extension Text {
    fileprivate func equals(_ word: String) -> Bool {
        unsafe word.utf8.count == count && word.utf8.elementsEqual(bytes)
    }
}

struct FlattenStep: Step {
    let name = "flatten"
    let reader: JSONReader
    let tree: KeyTree
    let fields: [Field]
    /// Whether a key that is not known is a fault.
    let isStrict: Bool
    let output: Schema

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        castToText(chunk.columns[reader.column], in: chunk)
        let columns = fields.map { _ in chunk.takeColumn(rows: chunk.rowCount) }
        let scratch = ByteBuffer()
        var failed: [Int] = []
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            for column in columns { unsafe column.slices[row] = .null }
            do {
                guard let object = try reader.value(of: row, .object, in: chunk) else { continue }
                let target = Target(row: row, chunk: chunk, columns: columns, scratch: scratch)
                try take(object, tree, target)
            } catch let error as JSONFault {
                chunk.reject(error.fault)
                failed.append(row)
            }
        }
        chunk.selection.remove(failed)
        chunk.columns.replaceSubrange(reader.column...reader.column, with: columns)
        chunk.isEscapeFree = false
    }

    private struct Target {
        let row: Int
        let chunk: Chunk
        let columns: [Column]
        let scratch: ByteBuffer
    }

    private func take(_ object: Text, _ tree: KeyTree, _ target: Target) throws {
        var guess = 0
        do {
            try eachJSONMember(of: object, target.scratch) { key, value in
                guard let place = tree.branch(key, guess: guess) else {
                    guard !isStrict else { throw unknown(key, target) }
                    return
                }
                guess = place + 1
                try put(value, tree.branches[place], target)
            }
        } catch let error as EvalFault {
            throw reader.fault(target.row, "\(error.message) in a key")
        }
    }

    private func put(_ value: Text, _ branch: KeyTree.Branch, _ target: Target) throws {
        if let column = branch.column {
            let cell = try reader.cell(
                value, of: target.row, for: fields[column], in: target.chunk)
            unsafe target.columns[column].slices[target.row] = cell
        }
        guard !branch.inner.isEmpty else { return }
        switch value.jsonKind {
        case .object: try take(value, branch.inner, target)
        case .null: break
        case let kind where isStrict:
            throw reader.fault(
                target.row, "found \(kind.rawValue) for key \(branch.key), wanted an object",
                hint: "the keys were read from a sample: name them with keys (…)")
        default: break
        }
    }

    private func unknown(_ key: Text, _ target: Target) -> JSONFault {
        reader.fault(
            target.row, "found key \(key.string), wanted one that the sample of the input has",
            code: .unexpectedKey,
            hint: "name the keys with keys (…), which leaves others out")
    }
}
