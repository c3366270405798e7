import TrancheColumnar
import TranchePipeline

/// The progress of several sinks as text: `;` and nine numbers a sink, then `|` and the rows that
/// sinks refused, each part of which stands behind its length in bytes.
enum SinkProgressText {
    static func of(_ checkpoint: Checkpoint) -> String {
        var text = ""
        for sink in checkpoint.sinks {
            let numbers = [
                sink.offered, sink.unfit, sink.written, sink.duplicate, sink.refused, sink.offset,
                Int64(bitPattern: sink.digest), sink.base, sink.unmatched,
            ]
            text += ";" + numbers.map(String.init).joined(separator: ",")
        }
        text += "|"
        for row in checkpoint.refused {
            let words = [
                String(row.sink), String(row.position), row.code.rawValue, marked(row.column),
                row.message, marked(row.hint),
            ]
            for word in words { text += "\(word.utf8.count):\(word)" }
        }
        return text
    }

    /// Tells `nil` from an empty text.
    private static func marked(_ text: String?) -> String { text.map { "=" + $0 } ?? "" }

    /// - Returns: `nil` when the text is damaged.
    static func read(_ text: String) -> ([SinkProgress], [RefusedRow])? {
        let bytes = Array(text.utf8)
        guard let end = bytes.firstIndex(of: UInt8(ascii: "|")) else { return nil }
        var sinks: [SinkProgress] = []
        let parts = bytes[..<end].split(
            separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        for part in parts.dropFirst() {
            let numbers = part.split(separator: UInt8(ascii: ",")).compactMap {
                Int64(String(decoding: $0, as: UTF8.self))
            }
            // Earlier versions counted the unmatched among the duplicates.
            guard numbers.count == 8 || numbers.count == 9 else { return nil }
            var sink = SinkProgress()
            (sink.offered, sink.unfit, sink.written) = (numbers[0], numbers[1], numbers[2])
            (sink.duplicate, sink.refused) = (numbers[3], numbers[4])
            (sink.offset, sink.digest) = (numbers[5], UInt64(bitPattern: numbers[6]))
            sink.base = numbers[7]
            sink.unmatched = numbers.count == 9 ? numbers[8] : 0
            sinks.append(sink)
        }
        guard let words = words(bytes[(end + 1)...]), words.count.isMultiple(of: 6) else {
            return nil
        }
        var rows: [RefusedRow] = []
        for first in stride(from: 0, to: words.count, by: 6) {
            guard let row = row(Array(words[first..<(first + 6)])) else { return nil }
            rows.append(row)
        }
        return (sinks, rows)
    }

    private static func row(_ words: [String]) -> RefusedRow? {
        guard let sink = Int(words[0]), let position = Int64(words[1]),
            let code = RowFault.Code(rawValue: words[2])
        else { return nil }
        return RefusedRow(
            sink: sink, position: position, code: code,
            column: words[3].isEmpty ? nil : String(words[3].dropFirst()), message: words[4],
            hint: words[5].isEmpty ? nil : String(words[5].dropFirst()))
    }

    private static func words(_ bytes: ArraySlice<UInt8>) -> [String]? {
        var words: [String] = []
        var rest = bytes
        while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            guard let length = Int(String(decoding: rest[..<colon], as: UTF8.self)), length >= 0,
                length < rest.endIndex - colon
            else { return nil }
            let start = colon + 1
            words.append(String(decoding: rest[start..<(start + length)], as: UTF8.self))
            rest = rest[(start + length)...]
        }
        return rest.isEmpty ? words : nil
    }
}
