import TrancheColumnar

/// 64 Ki rows of the kinds of columns that expressions meet; no value is NULL.
struct Sample {
    static let rows = 64 << 10
    let schema = Schema(
        [
            Field("i", .bigint, origin: .declared), Field("j", .bigint, origin: .declared),
            Field("x", .doublePrecision, origin: .declared),
            Field("y", .doublePrecision, origin: .declared),
            Field("n", .numeric, origin: .declared), Field("m", .numeric, origin: .declared),
            Field("o", .numeric, origin: .declared), Field("code", .text, origin: .declared),
            Field("name", .text, origin: .declared), Field("at", .timestamp, origin: .declared),
        ])
    private let original = Chunk()

    init() {
        var random = SystemRandomNumberGenerator()
        let codes = ["UA", "AA", "DL", "B6", "EV"]
        let names = ["Jackson", "Robinson", "Smith", " Van Buren", "Lee Jones", "Oconnor"]
        func number(_ digits: Int64, _ scale: Int64) -> String {
            let value = Int64.random(in: scale...digits, using: &random)
            let rest = String(value % scale + scale).dropFirst()
            return "\(value / scale).\(rest)"
        }
        let made: [() -> String] = [
            { String(Int64.random(in: 0...2000)) }, { String(Int64.random(in: 1...100_000)) },
            { String(Double.random(in: 0...1)) }, { String(Double.random(in: 1...100)) },
            { number(99_999_999, 100) }, { number(999_999_999, 100) },
            { number(999_999_999_999_999_999, 10_000) },
            { codes.randomElement() ?? "" }, { names.randomElement() ?? "" },
            {
                let day = String(Int.random(in: 101...128)).dropFirst()
                return "2013-0\(Int.random(in: 1...9))-\(day) 1\(Int.random(in: 0...9)):30:00"
            },
        ]
        var columns: [Column] = []
        for make in made {
            let column = original.takeColumn(rows: Self.rows)
            for row in 0..<Self.rows {
                let start = original.bytes.count
                original.bytes.append(make())
                unsafe column.slices[row] = FieldSlice(
                    offset: start, length: original.bytes.count - start)
            }
            columns.append(column)
        }
        original.columns = columns
    }

    /// Makes `chunk` the sample, whatever was done to it before.
    func fill(_ chunk: Chunk) {
        chunk.reset()
        unsafe chunk.bytes.append(original.bytes.base, count: original.bytes.count)
        for column in original.columns {
            let copy = chunk.takeColumn(rows: Self.rows)
            unsafe copy.slices.update(from: column.slices, count: Self.rows)
            chunk.columns.append(copy)
        }
        chunk.setRowCount(Self.rows)
    }
}
