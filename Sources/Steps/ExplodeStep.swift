public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// `explode tags as tag`: a row for each element of a JSON array, the other columns repeated.
///
/// A record without elements (NULL or `[]`) is filtered, or kept with a NULL by `keep empty`. What
/// is no array is a reject. An element that is NULL makes a row.
public struct ExplodePlan: StepPlan {
    public let name = "explode"
    public let column: String
    /// What the column of the elements is called, in the array's place.
    public let alias: String
    /// The elements' type; `nil` takes it from the source's sample, else text.
    public let type: DataType?
    public let keepsEmpty: Bool

    public init(
        _ column: String, as alias: String? = nil, type: DataType? = nil, keepsEmpty: Bool = false
    ) {
        self.column = column
        self.alias = alias ?? column
        self.type = type
        self.keepsEmpty = keepsEmpty
    }

    public var text: String {
        var words = ["explode", quotedName(column)]
        if alias != column { words += ["as", quotedName(alias)] }
        if let type { words += ["type", type.rawValue] }
        if keepsEmpty { words += ["keep", "empty"] }
        return words.joined(separator: " ")
    }

    public var readsTypes: Bool { true }
    public var readsShapes: Bool { true }
    public func makesType(of name: String) -> Bool { name == alias }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        guard let index = input.index(of: column) else { throw missing(column, in: input) }
        guard alias == column || input.index(of: alias) == nil else {
            throw JobError(
                .pipeline, "step explode: there is a column \(alias) already",
                hint: "choose another name: explode \(quotedName(column)) as …")
        }
        let reader = try JSONReader(step: name, column: index, input.fields[index])
        var output = input
        output.fields[index] = element(of: input.fields[index])
        return ExplodeStep(reader: reader, keepsEmpty: keepsEmpty, output: output)
    }

    private func element(of field: Field) -> Field {
        if let type { return Field(alias, type, origin: .declared) }
        guard case .array(var element) = field.shape else { return Field(alias) }
        element.name = alias
        return element
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        // The number of rows depends on it whether or not the elements are wanted later.
        outputs.subtracting([alias]).union([column])
    }
}

struct ExplodeStep: Step {
    let name = "explode"
    let reader: JSONReader
    let keepsEmpty: Bool
    let output: Schema

    /// The most memory that the columns of one chunk may take, and that its long lists may make of
    /// the values beside them.
    private static let mostBytes = 1 << 30
    /// Elements of a long list: what shorter ones make is no more than so many chunks.
    private static let longList = 64

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        castToText(chunk.columns[reader.column], in: chunk)
        let room = chunk.workspace(of: ElementRoom.key) { ElementRoom() }
        room.elements.removeAll(keepingCapacity: true)
        room.copies.removeAll(keepingCapacity: true)
        var repeated = 0
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            let before = room.elements.count
            do {
                try takeElements(of: row, chunk, room)
                let made = room.elements.count - before
                if made == 0 { counts.filtered += 1 } else { counts.added += Int64(made - 1) }
                room.copies.append(made)
                if made >= Self.longList { repeated += made * width(of: row, chunk) }
            } catch let error as JSONFault {
                room.elements.removeLast(room.elements.count - before)
                room.copies.append(0)
                chunk.reject(error.fault)
            }
            try checkSize(room.elements.count, repeated, chunk)
        }
        chunk.repeatRows(room.copies)
        let column = chunk.ownedColumn(reader.column)
        for (position, element) in room.elements.enumerated() {
            unsafe column.slices[chunk.selection.row(position)] = element
        }
        chunk.isEscapeFree = false
    }

    private func takeElements(of row: Int, _ chunk: Chunk, _ room: ElementRoom) throws {
        let before = room.elements.count
        if let array = try reader.value(of: row, .array, in: chunk) {
            try eachJSONElement(of: array) { element in
                room.elements.append(
                    try reader.cell(
                        element, of: row, for: output.fields[reader.column], in: chunk))
            }
        }
        if keepsEmpty, room.elements.count == before { room.elements.append(.null) }
    }

    /// The bytes of the values beside the list.
    private func width(of row: Int, _ chunk: Chunk) -> Int {
        chunk.columns.indices.reduce(0) { sum, index in
            let column = chunk.columns[index]
            guard index != reader.column, column.representation == .slices else { return sum + 8 }
            return unsafe sum + column.slices[row].length
        }
    }

    private func checkSize(_ rows: Int, _ repeated: Int, _ chunk: Chunk) throws(JobError) {
        let cells = rows * 8 * chunk.columns.count
        guard cells > Self.mostBytes || repeated > Self.mostBytes else { return }
        throw JobError(
            .data,
            "step explode: the \(rows) rows that the lists of one chunk make are more than 1 GiB",
            hint: "drop long columns before it, or read fewer records at a time with --chunk-size")
    }
}

/// What a worker keeps between chunks.
private final class ElementRoom {
    /// All such steps of a worker take turns with one room.
    final class Key: Sendable {}
    static let key = Key()

    /// The elements of all rows, in order.
    var elements: [FieldSlice] = []
    /// How many each selected row has.
    var copies: [Int] = []
}
