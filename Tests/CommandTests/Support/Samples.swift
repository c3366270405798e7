import PropertyTesting

/// Input that the tests share.
enum Samples {
    /// The fixture: 20,000 flights of 19 columns with NULLs.
    static let flights = readFile(Program.root + "/fixtures/flights.csv") ?? []

    /// The flights in parts of one file each, every part with the header.
    static let parts: [[UInt8]] = {
        let lines = flights.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        let size = (lines.count - 1 + 2) / 3
        return stride(from: 1, to: lines.count, by: size).map { start in
            var bytes = Array(lines[0]) + [0x0A]
            for line in lines[start..<min(lines.count, start + size)] { bytes += line + [0x0A] }
            return bytes
        }
    }()

    /// 20,000 records whose `id` returns every 7,001 records with other values.
    static let keyed: [UInt8] = {
        var text = "id,step,name,amount\n"
        for step in 0..<20_000 {
            text += "\(step * 17 % 7001),\(step),name \(step % 97),\(step % 1000).\(step % 10)0\n"
        }
        return Array(text.utf8)
    }()

    /// Random records with quotes, delimiters, newlines, Unicode and NULLs, as CSV.
    static func wild(seed: UInt64, rows: Int) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "7", "\"\"", ",", "\n", "\r\n", "é", "日本", "😀", " ", ";", "\\", "\t", "x",
            "\u{85}", "{",
        ]
        var text = "id,text,number,note\n"
        for row in 0..<rows {
            text += "\(row)"
            for column in 0..<3 {
                text += ","
                switch random.next(upTo: 5) {
                case 0: continue
                case 1: text += "\"\""
                case 2: text += column == 1 ? "\(random.next(upTo: 99_999))" : "plain \(row % 10)"
                default:
                    let count = random.next(upTo: random.once(in: 50) ? 3000 : 12)
                    text += "\""
                    for _ in 0...count {
                        text += pieces[Int(random.next(upTo: UInt64(pieces.count - 1)))]
                    }
                    text += "\""
                }
            }
            text += "\n"
        }
        return Array(text.utf8)
    }
}
