import Testing

/// Tables of cases that PostgreSQL computed.
enum MomentsCases {
    /// The functions a table has cases of.
    static func functions(in table: String) -> [String] {
        Set(rows(table).map { $0[0] }).sorted()
    }

    /// Holds every case of a function against its result.
    static func check(_ function: String, in table: String) {
        let rows = rows(table).filter { $0[0] == function }
        #expect(!rows.isEmpty)
        for row in rows {
            let answer = MomentsAnswer.of(function, Array(row.dropFirst().dropLast()))
            #expect(answer == row.last, "\(row)")
        }
    }

    private static func rows(_ table: String) -> [[String]] {
        table.split(separator: "\n").map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
