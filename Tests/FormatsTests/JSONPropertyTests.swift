import PropertyTesting
import Testing
import TrancheColumnar

@testable import TrancheFormats

/// Records of a few columns, and how a stranger might write them as JSON.
private struct Sample: Sendable {
    var names: [String]
    var types: [DataType]
    var rows: [[String?]]

    var fields: [Field] {
        zip(names, types).map { Field($0, $1, origin: $1 == .text ? .untyped : .inferred) }
    }
}

private let integers = Gen<Int64>.int.map { "\($0)" }
private let decimals = zip(Gen<Int64>.int(-9999...9999), Gen<Int>.int(0...999)).map {
    "\($0).\($1)"
}
private let truths = Gen<Bool>.bool.map { $0 ? "true" : "false" }
private let strings = Gen<String>.string(0...40)

/// A JSON value as text, up to three levels deep.
private func nested(_ depth: Int) -> Gen<String> {
    let quoted = strings.map { jsonQuoted($0) }
    let scalars: [Gen<String>] = [integers, decimals, truths, .constant("null"), quoted]
    guard depth > 0 else { return .oneOf(scalars) }
    let inner = nested(depth - 1)
    let array = inner.array(0...4).map { "[" + $0.joined(separator: ", ") + "]" }
    let object = zip(quoted, inner).array(0...4).map { members in
        "{" + members.map { "\($0) : \($1)" }.joined(separator: ",") + "}"
    }
    return .oneOf(scalars + [array, object])
}

/// A string in quotes, written naively: what the encoder is compared with.
private func jsonQuoted(_ text: String, everyEscape: Bool = false) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
        if everyEscape {
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            continue
        }
        switch scalar {
        case "\"": out += "\\\""
        case "\\": out += "\\\\"
        case "\u{8}": out += "\\b"
        case "\u{C}": out += "\\f"
        case "\n": out += "\\n"
        case "\r": out += "\\r"
        case "\t": out += "\\t"
        case ..<" ":
            out += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: out.unicodeScalars.append(scalar)
        }
    }
    return out + "\""
}

private func value(of type: DataType) -> Gen<String> {
    switch type {
    case .bigint: integers
    case .numeric: decimals
    case .boolean: truths
    case .json: Gen.oneOf([nested(2).map { $0 == "null" ? "[null]" : $0 }])
    default: strings
    }
}

private let samples = Gen<Sample> { choices in
    let types = Gen<DataType>.element(of: [.text, .bigint, .numeric, .boolean, .json])
        .array(1...7).run(&choices)
    var names: [String] = []
    for index in types.indices {
        var name = Gen<String>.string(0...30).run(&choices)
        while names.contains(name) { name += "\(index)" }
        names.append(name)
    }
    let rows = Gen<[String?]> { choices in
        types.map { value(of: $0).optional.run(&choices) }
    }
    return Sample(names: names, types: types, rows: rows.array(1...9).run(&choices))
}

/// The same records, with keys in any order, keys left out, blanks and needless escapes.
private let written = Gen<(Sample, String)> { choices in
    let sample = samples.run(&choices)
    var text = ""
    let yes = Gen<Int>.int(0...3)
    for row in sample.rows {
        var members: [String] = []
        let blank = yes.run(&choices) == 3 ? " \t" : ""
        for (index, cell) in row.enumerated() {
            if cell == nil, yes.run(&choices) == 3 { continue }
            let escapes = yes.run(&choices) == 3
            let key = jsonQuoted(sample.names[index], everyEscape: escapes)
            let isText = sample.types[index] == .text
            let json = cell.map { isText ? jsonQuoted($0, everyEscape: escapes) : $0 } ?? "null"
            let member = "\(key)\(blank):\(blank)\(json)"
            let place = yes.run(&choices) == 3 ? 0 : members.count
            members.insert(member, at: place)
        }
        text += blank + "{" + blank + members.joined(separator: blank + "," + blank) + blank + "}"
        text += yes.run(&choices) == 3 ? "\r\n" : "\n"
    }
    return (sample, text)
}

/// What came of decoding, for comparison.
private struct Outcome: Equatable {
    var cells: [[String?]]
    var faults: [RowFault]
    var starts: [Range<Int>]
    var lines: Int

    init(_ chunk: Chunk) {
        cells = jsonCells(chunk)
        faults = chunk.faults
        starts = (0..<chunk.rowCount).map { chunk.rawRange(of: $0) }
        lines = chunk.lineCount
    }
}

@Suite("NDJSON both ways, on generated records")
struct JSONPropertyTests {
    @Test("What is written is read back as it was")
    func roundTrip() {
        forAll("parse(write(records)) == records", cases: 600, samples) { sample in
            let chunk = jsonChunk(rows: sample.rows, columns: sample.names.count)
            let encoder = NDJSONEncoder(schema: Schema(sample.fields))
            let text = try jsonOutput(encoder, chunk)
            guard chunk.faults.isEmpty else { throw Unexpected("\(chunk.faults)") }
            let read = try jsonDecoded(Array(text.utf8), sample.fields)
            guard read.faults.isEmpty else { throw Unexpected("\(read.faults) in \(text)") }
            return try same(jsonCells(read), sample.rows)
        }
    }

    @Test("The encoder writes what a naive one writes")
    func oracle() {
        forAll("output", cases: 400, samples) { sample in
            let chunk = jsonChunk(rows: sample.rows, columns: sample.names.count)
            let found = try jsonOutput(NDJSONEncoder(schema: Schema(sample.fields)), chunk)
            var wanted = ""
            for row in sample.rows {
                let members = row.indices.map { index in
                    let isText = sample.types[index] == .text
                    let json = row[index].map { isText ? jsonQuoted($0) : $0 } ?? "null"
                    return jsonQuoted(sample.names[index]) + ":" + json
                }
                wanted += "{" + members.joined(separator: ",") + "}\n"
            }
            return try same(found, wanted)
        }
    }

    @Test("Any order of keys, missing keys, blanks and needless escapes change nothing")
    func anyWriting() {
        forAll("parse", cases: 600, written) { sample, text in
            let read = try jsonDecoded(Array(text.utf8), sample.fields)
            guard read.faults.isEmpty else { throw Unexpected("\(read.faults)") }
            return try same(jsonCells(read), sample.rows)
        }
    }

    @Test("Prediction changes nothing")
    func predictionIsInvisible() {
        forAll("predicted == parsed", cases: 400, written) { sample, text in
            let bytes = Array(text.utf8)
            let predicted = try jsonDecoded(bytes, sample.fields)
            let parsed = try jsonDecoded(bytes, sample.fields, predicts: false)
            return try same(Outcome(predicted), Outcome(parsed))
        }
    }

    @Test("Prediction changes nothing on damaged input, whose faults are the same")
    func predictionOnDamage() {
        let damage = zip(Gen<Int>.int(0...4000), Gen<UInt8>.int(0...255), Gen<Int>.int(0...2))
            .array(1...4)
        forAll("predicted == parsed", cases: 1500, zip(written, damage)) { input, damage in
            var bytes = Array(input.1.utf8)
            for (place, byte, kind) in damage where !bytes.isEmpty {
                let place = place % bytes.count
                switch kind {
                case 0: bytes[place] = byte
                case 1: bytes.remove(at: place)
                default: bytes.insert(byte, at: place)
                }
            }
            let predicted = try jsonDecoded(bytes, input.0.fields)
            let parsed = try jsonDecoded(bytes, input.0.fields, predicts: false)
            return try same(Outcome(predicted), Outcome(parsed))
        }
    }

    @Test("Prediction changes nothing on records that are alike, until one is not")
    func predictionOnAlike() {
        let changes = zip(Gen<Int>.int(0...4000), Gen<UInt8>.int(0...255)).array(0...2)
        forAll("predicted == parsed", cases: 300, zip(samples, changes)) { sample, changes in
            let chunk = jsonChunk(rows: sample.rows, columns: sample.names.count)
            let text = try jsonOutput(NDJSONEncoder(schema: Schema(sample.fields)), chunk)
            var bytes = Array(String(repeating: text, count: 9).utf8)
            for (place, byte) in changes where !bytes.isEmpty {
                bytes[place * 31 % bytes.count] = byte
            }
            let predicted = try jsonDecoded(bytes, sample.fields)
            let parsed = try jsonDecoded(bytes, sample.fields, predicts: false)
            return try same(Outcome(predicted), Outcome(parsed))
        }
    }

    @Test("A record's outcome does not depend on the records around it")
    func chunking() {
        forAll("one chunk == one chunk a line", cases: 300, written) { sample, text in
            let whole = try jsonDecoded(Array(text.utf8), sample.fields)
            var cells: [[String?]] = []
            for line in text.utf8.split(separator: 0x0A) {
                cells += jsonCells(try jsonDecoded(Array(line), sample.fields))
            }
            return try same(jsonCells(whole), cells)
        }
    }

    @Test("Values keep their bytes when NDJSON is read and written again")
    func unchanged() {
        forAll("write(parse(text)) == text", cases: 300, samples) { sample in
            let chunk = jsonChunk(rows: sample.rows, columns: sample.names.count)
            let encoder = NDJSONEncoder(schema: Schema(sample.fields))
            let text = try jsonOutput(encoder, chunk)
            var sampler = JSONSampler()
            let buffer = ByteBuffer()
            buffer.append(text)
            unsafe sampler.add(buffer.base, count: buffer.count)
            let read = try jsonDecoded(Array(text.utf8), sampler.schema.fields)
            guard read.faults.isEmpty else { throw Unexpected("\(read.faults)") }
            return try same(jsonOutput(NDJSONEncoder(schema: sampler.schema), read), text)
        }
    }
}

/// A reason for a property that does not hold.
private struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ text: String) { description = text }
}
