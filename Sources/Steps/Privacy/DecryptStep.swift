public import TrancheColumnar
public import TranchePipeline
import TranchePrivacy

/// `decrypt a, b key env:KEY [column c]`: the values that `encrypt` has hidden, as text.
///
/// A value names its key and algorithm; any key of the ring opens it. NULL stays NULL. A value that
/// was changed, moved to another column, or encrypted with a key that the ring does not have makes
/// a reject that names the key's id. `column` is the name a value was encrypted under.
public struct DecryptPlan: StepPlan {
    public let name = "decrypt"
    private let columns: [String]
    private let keys: LazyKeys
    private var boundName: String?

    /// - Parameters:
    ///   - text: The columns and the options.
    ///   - location: Where they stand in a pipeline file, for messages.
    /// - Throws: `JobError(.pipeline)` when they cannot be understood.
    public init(_ text: String, at location: String? = nil) throws(JobError) {
        var words = try ProtectedText("decrypt", text, at: location)
        columns = words.columns
        var keys: LazyKeys?
        while let option = try words.option() {
            switch option {
            case "key": keys = try words.keys()
            case "column": boundName = try words.value(of: option, "name")
            default: throw words.unknown(option, among: ["key", "column"])
            }
        }
        guard let keys else {
            throw words.error("found no key", hint: "say where it is: key env:KEY")
        }
        self.keys = keys
        guard boundName == nil || columns.count == 1 else {
            throw words.error("found one name for several columns", hint: "decrypt each by itself")
        }
    }

    public var text: String {
        let text = "decrypt \(columns.map(quotedName).joined(separator: ", ")) \(keys.text)"
        return boundName.map { "\(text) column \(quotedName($0))" } ?? text
    }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        var places: [ProtectedColumn] = []
        for column in columns {
            guard let index = input.index(of: column) else { throw missing(column, in: input) }
            places.append(ProtectedColumn(index: index, field: input.fields[index]))
        }
        let ring = try keys.get()
        return DecryptStep(
            columns: places, boundName: boundName, ring: ring,
            contexts: CipherContexts(Cipher(ring)), output: input.asText(places))
    }

    public func makesType(of name: String) -> Bool { columns.contains(name) }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        // A value that cannot be opened rejects its record whether or not it is wanted later.
        outputs.union(columns)
    }

    public func revealed(from input: Schema) -> Set<String> { Set(columns) }
}

struct DecryptStep: Step {
    let name = "decrypt"
    let columns: [ProtectedColumn]
    let boundName: String?
    let ring: KeyRing
    let contexts: CipherContexts
    let output: Schema

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        for column in columns {
            let bound = boundName ?? column.field.name
            let context = try contexts.context(chunk, bound)
            let texts = chunk.textColumn(column)
            var failed: [Int] = []
            let room: (Int) -> Int = { $0 }
            unsafe chunk.replaceTexts(of: texts, room: room) { text, length, row, out in
                do {
                    let count = try unsafe context.open(text, length, to: out)
                    if let place = unsafe firstInvalidText(out, count) {
                        failed.append(row)
                        chunk.reject(notText(row, column, place))
                        return 0
                    }
                    return count
                } catch {
                    failed.append(row)
                    chunk.reject(refused(row, column, bound, error))
                    return 0
                }
            }
            chunk.selection.remove(failed)
        }
    }

    private func refused(
        _ row: Int, _ column: ProtectedColumn, _ bound: String, _ error: any Error
    ) -> RowFault {
        let fault = error as? CipherFault
        return RowFault(
            row: row, code: .decryption, step: name, column: column.field.name,
            message: fault?.message(ring, column: bound) ?? "\(error)", hint: fault?.hint)
    }

    private func notText(_ row: Int, _ column: ProtectedColumn, _ place: Int) -> RowFault {
        RowFault(
            row: row, code: .invalidText, step: name, column: column.field.name,
            message: "found no UTF-8 text at byte \(place + 1) of what was encrypted, wanted text",
            hint: "decrypt it where raw bytes are at home")
    }
}
