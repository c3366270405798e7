public import TrancheColumnar
public import TranchePipeline
import TranchePrivacy

/// `encrypt a, b key env:KEY [with aes-gcm|chacha20] [salt c] [column d]`: ciphertexts in the place
/// of values; see ``Cipher``.
///
/// NULL stays NULL, the empty text is encrypted. Equal values of a column are equal ciphertexts
/// under one key, unless `salt` names a column that tells records apart. `column` is the name in
/// the associated data where that is not the column's own.
public struct EncryptPlan: StepPlan {
    public let name = "encrypt"
    private let columns: [String]
    private let keys: LazyKeys
    private var algorithm = Cipher.Algorithm.aesGCM
    private var salts: [String] = []
    private var boundName: String?

    /// - Parameters:
    ///   - text: The columns and the options.
    ///   - location: Where they stand in a pipeline file, for messages.
    /// - Throws: `JobError(.pipeline)` when they cannot be understood.
    public init(_ text: String, at location: String? = nil) throws(JobError) {
        var words = try ProtectedText("encrypt", text, at: location)
        columns = words.columns
        var keys: LazyKeys?
        while let option = try words.option() {
            switch option {
            case "key": keys = try words.keys()
            case "with":
                let known = Cipher.Algorithm.allCases.map(\.rawValue)
                let word = try words.value(of: option, known[0]).lowercased()
                guard let named = Cipher.Algorithm(rawValue: word) else {
                    throw words.error(
                        "wanted \(known.joined(separator: " or ")) after with",
                        hint: "leave it out for \(known[0])")
                }
                algorithm = named
            case "salt": salts.append(try words.value(of: option, "id"))
            case "column": boundName = try words.value(of: option, "name")
            default: throw words.unknown(option, among: ["key", "with", "salt", "column"])
            }
        }
        guard let keys else {
            throw words.error("found no key", hint: "say where it is: key env:KEY")
        }
        self.keys = keys
        guard boundName == nil || columns.count == 1 else {
            throw words.error("found one name for several columns", hint: "encrypt each by itself")
        }
        guard !salts.contains(where: columns.contains) else {
            throw words.error(
                "found a salt that is encrypted in the same step",
                hint: "name a column that stays as it is, such as the record's id")
        }
    }

    public var text: String {
        var text = "encrypt \(columns.map(quotedName).joined(separator: ", ")) \(keys.text)"
        if algorithm != .aesGCM { text += " with \(algorithm.rawValue)" }
        for salt in salts { text += " salt \(quotedName(salt))" }
        return boundName.map { "\(text) column \(quotedName($0))" } ?? text
    }

    public var identity: String { "\(text) \((try? keys.get().fingerprint) ?? "")" }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        let places = try protected(columns, input, wanted)
        var saltPlaces: [ProtectedColumn] = []
        for salt in places.isEmpty ? [] : salts {
            guard let index = input.index(of: salt) else { throw missing(salt, in: input) }
            saltPlaces.append(ProtectedColumn(index: index, field: input.fields[index]))
        }
        return EncryptStep(
            columns: places, salts: saltPlaces, boundName: boundName,
            contexts: CipherContexts(Cipher(try keys.get(), algorithm)),
            output: input.asText(places))
    }

    public func makesType(of name: String) -> Bool { columns.contains(name) }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        outputs.isDisjoint(with: columns) ? outputs : outputs.union(salts)
    }

    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        marked.subtracting(columns)
    }
}

struct EncryptStep: Step {
    let name = "encrypt"
    let columns: [ProtectedColumn]
    let salts: [ProtectedColumn]
    let boundName: String?
    let contexts: CipherContexts
    let output: Schema

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        let salts = salts.map { saltColumn($0, chunk) }
        for column in columns {
            let context = try contexts.context(chunk, boundName ?? column.field.name)
            let texts = chunk.textColumn(column)
            // Letters are written four at a time.
            let room: (Int) -> Int = { context.sealedCount($0) &+ 3 }
            unsafe chunk.replaceTexts(of: texts, room: room) {
                text, length, row, out in
                context.beginNonce()
                for salt in salts {
                    let slice = unsafe salt.slices[row]
                    if slice.isNull {
                        context.addNullSalt()
                    } else {
                        unsafe context.addSalt(chunk.bytes.base + slice.start, slice.length)
                    }
                }
                return unsafe context.seal(text, length, to: out)
            }
        }
    }

    /// The salt's texts; its column stays what it is.
    private func saltColumn(_ salt: ProtectedColumn, _ chunk: Chunk) -> Column {
        let before = chunk.columns[salt.index]
        guard before.representation != .slices else { return before }
        // One more place of the schema makes the column a shared one, of which a copy is taken.
        chunk.columns.append(before)
        let index = chunk.columns.count - 1
        let texts = chunk.ownedColumn(index)
        castToText(texts, in: chunk)
        chunk.columns.removeLast()
        return texts
    }
}

/// What each worker keeps for a cipher from chunk to chunk, a context a column.
final class CipherContexts: Sendable {
    let cipher: Cipher

    init(_ cipher: Cipher) { self.cipher = cipher }

    private final class Room {
        var contexts: [String: CipherContext] = [:]
    }

    func context(_ chunk: Chunk, _ column: String) throws(JobError) -> CipherContext {
        let room = chunk.workspace(of: self) { Room() }
        if let known = room.contexts[column] { return known }
        let fresh = try CipherContext(cipher, column: column)
        room.contexts[column] = fresh
        return fresh
    }
}
