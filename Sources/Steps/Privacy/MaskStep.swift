public import TrancheColumnar
public import TranchePipeline

/// `mask a, b keep last 4`, `mask a as email`: what is left of a value is no longer the value.
///
/// NULL stays NULL under every mask.
public struct MaskPlan: StepPlan {
    public let name = "mask"
    private let columns: [String]
    private let mask: Mask

    /// - Parameters:
    ///   - text: The columns and the mask.
    ///   - location: Where they stand in a pipeline file, for messages.
    /// - Throws: `JobError(.pipeline)` when they cannot be understood.
    public init(_ text: String, at location: String? = nil) throws(JobError) {
        var words = try ProtectedText("mask", text, at: location)
        columns = words.columns
        switch try words.option() {
        case "keep": mask = try Self.keep(&words)
        case "as": mask = try Self.named(&words)
        default:
            throw words.error(
                "wanted keep or as behind the columns",
                hint: "write: mask card keep last 4, or: mask mail as email")
        }
        guard try words.option() == nil else {
            throw words.error("found more after the mask", hint: "use a step for each mask")
        }
    }

    private static func keep(_ words: inout ProtectedText) throws(JobError) -> Mask {
        var kept: [String: Int] = [:]
        while let end = try words.option() {
            guard end == "first" || end == "last", kept[end] == nil else {
                throw words.error("wanted first or last after keep", hint: "write: keep last 4")
            }
            kept[end] = try words.number(of: end, in: 0...1000)
        }
        guard !kept.isEmpty else {
            throw words.error("wanted first or last after keep", hint: "write: keep last 4")
        }
        return .keep(first: kept["first"] ?? 0, last: kept["last"] ?? 0)
    }

    private static func named(_ words: inout ProtectedText) throws(JobError) -> Mask {
        switch try words.option() {
        case "email": return .email
        case "digits": return .digits
        case "null": return .null
        case "year": return .year
        case "constant": return .constant(try words.constant())
        default:
            throw words.error(
                "wanted email, digits, null, constant or year after as",
                hint: "write: mask mail as email, or: mask note as constant 'hidden'")
        }
    }

    public var text: String {
        let form =
            switch mask {
            case .keep(let first, let last):
                "keep" + (first > 0 ? " first \(first)" : "")
                    + (last > 0 || first == 0 ? " last \(last)" : "")
            case .email: "as email"
            case .digits: "as digits"
            case .null: "as null"
            case .year: "as year"
            case .constant(let text): "as constant '\(text.replacing("'", with: "''"))'"
            }
        return "mask \(columns.map(quotedName).joined(separator: ", ")) \(form)"
    }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        let places = try protected(columns, input, wanted)
        // NULL is of every type.
        let output = mask == .null ? input : input.asText(places)
        return MaskStep(columns: places, mask: mask, output: output)
    }

    public func makesType(of name: String) -> Bool { mask != .null && columns.contains(name) }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        // A value without a year rejects its record whether or not the column is wanted later.
        mask == .year ? outputs.union(columns) : outputs
    }

    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        marked.subtracting(columns)
    }
}

struct MaskStep: Step {
    let name = "mask"
    let columns: [ProtectedColumn]
    let mask: Mask
    let output: Schema

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        for column in columns {
            guard mask != .null else {
                clear(chunk.ownedColumn(column.index), chunk)
                continue
            }
            let texts = chunk.textColumn(column)
            var failed: [Int] = []
            unsafe chunk.replaceTexts(of: texts, room: mask.room) { text, length, row, out in
                if let count = unsafe mask.write(text, length, to: out) { return count }
                failed.append(row)
                return 0
            }
            for row in failed {
                chunk.reject(
                    RowFault(
                        row: row, code: .typeMismatch, step: name, column: column.field.name,
                        message: "found a value without a year, wanted a date such as 2026-01-31",
                        hint: "correct the value, or mask it as null"))
            }
            chunk.selection.remove(failed)
        }
    }

    private func clear(_ column: Column, _ chunk: Chunk) {
        column.representation = .slices
        column.hasNulls = false
        for position in 0..<chunk.selection.count {
            unsafe column.slices[chunk.selection.row(position)] = .null
        }
    }
}
