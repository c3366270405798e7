extension Samples {
    /// Records with a list of 0 to 6 items each, as NDJSON; some are no list, some are NULL.
    static func baskets(_ numbers: Range<Int>) -> [UInt8] {
        Array(numbers.map { basket($0) + "\n" }.joined().utf8)
    }

    private static func basket(_ number: Int) -> String {
        let items = (0..<itemCount(number)).map { place in
            #"{"sku": "s\u00e4 \#(number % 17)\"\#(place)","n":\#(number % 11 + place)}"#
        }
        let list =
            switch number % 29 {
            case 3: #""none""#
            case 4: "null"
            default: "[" + items.joined(separator: ", ") + "]"
            }
        return #"{"id":\#(number),"items":\#(list),"note":"a\#(number % 5)"}"#
    }

    static func itemCount(_ number: Int) -> Int { [3, 4].contains(number % 29) ? 0 : number % 7 }

    /// Steps that make rows of the items, of which some are rejected.
    static let basketSteps = [
        "-e", "explode items as item", "-e", "flatten item prefix \"\" keys (sku, n)",
        "-e", "derive share = 100 / (n::int - 5), number = record_number(), line = source_line()",
    ]

    /// What the steps make of the baskets, by the plain way.
    static func plainBaskets(_ numbers: Range<Int>) -> PlainBaskets {
        var plain = PlainBaskets(rows: "id,sku,n,note,share,number,line\n")
        for (place, number) in numbers.enumerated() {
            if number % 29 == 3 {
                plain.rejects.append((record: place + 1, step: "explode", column: "items"))
            } else if itemCount(number) == 0 {
                plain.filtered += 1
            }
            plain.added += max(0, itemCount(number) - 1)
            for item in 0..<itemCount(number) {
                let n = number % 11 + item
                guard n != 5 else {
                    plain.rejects.append((record: place + 1, step: "derive", column: "n"))
                    continue
                }
                plain.rows += "\(number),\"sä \(number % 17)\"\"\(item)\",\(n),a\(number % 5),"
                plain.rows += "\(100 / (n - 5)),\(place + 1),\(place + 1)\n"
            }
        }
        return plain
    }
}

/// What the steps make of baskets.
struct PlainBaskets {
    /// The output as CSV.
    var rows: String
    var rejects: [(record: Int, step: String, column: String)] = []
    var filtered = 0
    var added = 0
}
