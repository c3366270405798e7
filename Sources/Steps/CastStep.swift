public import TrancheColumnar
public import TranchePipeline

/// `cast a as bigint, b as numeric`: other types; a value that does not fit makes a reject.
///
/// Every spelling that PostgreSQL reads fits. `bigint` and `double precision` become values, and
/// a writer prints them in their normal form; other types are checked and keep their text, but
/// for booleans and numerics in an unusual spelling.
public struct CastPlan: StepPlan {
    public struct Item: Sendable, Hashable {
        public var column: String
        public var type: DataType

        public init(column: String, type: DataType) {
            self.column = column
            self.type = type
        }
    }

    public let name = "cast"
    public let items: [Item]

    public init(_ items: [Item]) { self.items = items }

    public var text: String {
        let parts = items.map { "\(quotedName($0.column)) as \($0.type.rawValue)" }
        return "cast " + parts.joined(separator: ", ")
    }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        var output = input
        var casts: [CastStep.Cast] = []
        for item in items {
            guard let index = input.index(of: item.column) else {
                throw missing(item.column, in: input)
            }
            let field = output.fields[index]
            guard isAllowed(field, item.type) else {
                throw JobError(
                    .pipeline,
                    "step cast: column \(item.column) is \(field.type.rawValue), which cannot become "
                        + item.type.rawValue, hint: "cast it to text first")
            }
            casts.append(CastStep.Cast(index: index, from: field, type: item.type))
            output.fields[index] = Field(item.column, item.type, origin: .declared)
        }
        return CastStep(casts: casts, output: output)
    }

    /// Raw bytes become nothing but bytes; everything else goes through its text.
    private func isAllowed(_ field: Field, _ type: DataType) -> Bool {
        (field.type == .bytea) == (type == .bytea) || (type == .bytea && field.type == .text)
    }

    public var readsTypes: Bool { true }

    public func makesType(of name: String) -> Bool { items.contains { $0.column == name } }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        // A cast that fails rejects its record whether or not the column is wanted later.
        outputs.union(items.map(\.column))
    }
}

struct CastStep: Step {
    struct Cast: Sendable {
        var index: Int
        var from: Field
        var type: DataType
    }

    var name = "cast"
    let casts: [Cast]
    let output: Schema

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        for cast in casts {
            // Two columns of the chunk may be one and the same after a select: cast a copy.
            let column = chunk.ownedColumn(cast.index)
            switch cast.type {
            case .bigint: castToBigint(column, chunk, cast)
            case .doublePrecision:
                let failed = castToDouble(column, in: chunk, lenient: true)
                reject(failed, column, chunk, cast)
            case .text:
                castToText(column, in: chunk)
            case .bytea where cast.from.type == .bytea: break
            default:
                castToText(column, in: chunk)
                checkText(column, chunk, cast)
                if cast.type == .bytea { decodeHex(column, chunk) }
            }
        }
    }

    /// Integers as text; halves are rounded as PostgreSQL does it: those of a numeric away from
    /// zero, those of a double to the even neighbour.
    private func castToBigint(_ column: Column, _ chunk: Chunk, _ cast: Cast) {
        let isDouble = column.representation == .double || cast.from.type == .doublePrecision
        if isDouble || cast.from.type == .numeric {
            castToText(column, in: chunk)
            roundToIntegers(column, in: chunk, halvesToEven: isDouble)
        }
        reject(castToInt64(column, in: chunk, lenient: true), column, chunk, cast)
    }

    /// Checks that every text fits the type, and rewrites the spellings that have a normal form.
    private func checkText(_ column: Column, _ chunk: Chunk, _ cast: Cast) {
        var failed: [Int] = []
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            let slice = unsafe column.slices[row]
            if slice.isNull { continue }
            let text = unsafe UnsafePointer(chunk.bytes.base + slice.start)
            if unsafe matches(cast.type, text, slice.length, lenient: false) { continue }
            let start = chunk.bytes.count
            chunk.bytes.reserve(start + slice.length + 64)
            let source = unsafe UnsafePointer(chunk.bytes.base + slice.start)
            let length = unsafe normalizedText(
                of: source, slice.length, as: cast.type, to: chunk.bytes.base + start)
            if let length {
                chunk.bytes.count = start + length
                unsafe column.slices[row] = FieldSlice(offset: start, length: length)
            } else {
                failed.append(row)
            }
        }
        reject(failed, column, chunk, cast)
    }

    private func reject(_ rows: [Int], _ column: Column, _ chunk: Chunk, _ cast: Cast) {
        for row in rows {
            // The 8 bytes of a row that failed still hold its slice.
            let found = chunk.excerpt(unsafe column.slices[row])
            chunk.reject(
                RowFault(
                    row: row, code: .typeMismatch, step: name, column: cast.from.name,
                    message: "found \(found), wanted \(cast.type.rawValue)",
                    hint: "correct the value, or leave the column as text"))
        }
        chunk.selection.remove(rows)
    }
}

/// Turns `\x…` texts that were checked into the bytes they stand for, behind the chunk's input.
private func decodeHex(_ column: Column, _ chunk: Chunk) {
    func digit(_ byte: UInt8) -> UInt8 { byte < 0x3A ? byte - 0x30 : (byte | 0x20) - 0x57 }
    for position in 0..<chunk.selection.count {
        let row = chunk.selection.row(position)
        let slice = unsafe column.slices[row]
        if slice.isNull { continue }
        let start = chunk.bytes.count
        for place in stride(from: slice.start + 2, to: slice.end, by: 2) {
            let high = unsafe digit(chunk.bytes.base[place])
            let low = unsafe digit(chunk.bytes.base[place + 1])
            chunk.bytes.append(high << 4 | low)
        }
        unsafe column.slices[row] = FieldSlice(offset: start, length: chunk.bytes.count - start)
    }
}

/// Replaces decimals by the nearest integer's digits; other text stays.
private func roundToIntegers(_ column: Column, in chunk: Chunk, halvesToEven: Bool) {
    for position in 0..<chunk.selection.count {
        let row = chunk.selection.row(position)
        let slice = unsafe column.slices[row]
        if slice.isNull { continue }
        let text = unsafe UnsafeBufferPointer(
            start: chunk.bytes.base + slice.start, count: slice.length)
        guard let digits = unsafe roundedDigits(text, halvesToEven) else { continue }
        let start = chunk.bytes.count
        chunk.bytes.append(digits)
        unsafe column.slices[row] = FieldSlice(offset: start, length: chunk.bytes.count - start)
    }
}

/// The integer nearest to a plain decimal or one with an exponent; `nil` for any other text.
private func roundedDigits(_ text: UnsafeBufferPointer<UInt8>, _ halvesToEven: Bool) -> String? {
    // Blanks around a number belong to no value.
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard let start = unsafe text.firstIndex(where: { !isBlank($0) }),
        let last = unsafe text.lastIndex(where: { !isBlank($0) })
    else { return nil }
    var digits: [UInt8] = []
    var scale = 0
    var isNegative = false
    var isFraction = false
    var place = start
    while place <= last {
        let byte = unsafe text[place]
        switch byte {
        case 0x2D where place == start: isNegative = true
        case 0x2B where place == start: break
        case 0x2E where !isFraction: isFraction = true
        case 0x30...0x39:
            digits.append(byte - 0x30)
            if isFraction { scale += 1 }
        case 0x65, 0x45:
            let rest = unsafe String(decoding: text[(place + 1)...last], as: UTF8.self)
            // No bigint has more digits; what is smaller than any half is cut to that.
            guard let exponent = Int(rest), exponent < 400 else { return nil }
            scale -= max(exponent, -1_000_000)
            return assemble(digits, scale, isNegative, halvesToEven)
        default: return nil
        }
        place += 1
    }
    guard scale != 0 || isFraction else { return nil }
    return assemble(digits, scale, isNegative, halvesToEven)
}

private func assemble(
    _ digits: [UInt8], _ scale: Int, _ isNegative: Bool, _ halvesToEven: Bool
) -> String? {
    guard !digits.isEmpty else { return nil }
    var kept = digits
    if scale < 0 { kept += [UInt8](repeating: 0, count: -scale) }
    let dropped = min(max(scale, 0), kept.count)
    let rest = scale <= kept.count ? kept.suffix(dropped) : []
    kept.removeLast(dropped)
    let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    let isOdd = (kept.last ?? 0) % 2 == 1
    let roundsUp = isHalf && halvesToEven ? isOdd : (rest.first ?? 0) >= 5
    if roundsUp {
        var place = kept.count - 1
        while place >= 0, kept[place] == 9 {
            kept[place] = 0
            place -= 1
        }
        if place >= 0 { kept[place] += 1 } else { kept.insert(1, at: 0) }
    }
    let significant = kept.drop { $0 == 0 }
    guard !significant.isEmpty else { return "0" }
    let text = String(decoding: significant.map { $0 + 0x30 }, as: UTF8.self)
    return isNegative ? "-" + text : text
}
