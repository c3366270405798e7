import TrancheServices

/// Reads of a cache that has all keys, by some tasks at once.
struct Case {
    let name: String
    let tasks: Int
    /// The most nanoseconds a read of one task; `nil` where another figure is promised.
    let nanoseconds: Double?
    /// The least million reads a second of all tasks; `nil` where nothing is promised.
    let millions: Double?
}

let isSmoke = CommandLine.arguments.contains("--smoke")
let keys = (0..<1000).map { "key \($0)" }
let reads = isSmoke ? 10_000 : 4_000_000

/// The fastest of some runs, in seconds: what the machine does besides only adds.
func seconds(_ tasks: Int, _ read: @escaping @Sendable (String) -> Bool) async -> Double {
    var best = Duration.seconds(1000)
    for _ in 0..<(isSmoke ? 1 : 5) {
        let start = ContinuousClock.now
        let found = await withTaskGroup(of: Int.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var found = 0
                    var place = task * 37
                    for _ in 0..<(reads / tasks) {
                        if read(keys[place % keys.count]) { found += 1 }
                        place += 1
                    }
                    return found
                }
            }
            return await group.reduce(0, +)
        }
        precondition(found == reads / tasks * tasks, "a cache lost what it was given")
        best = min(best, .now - start)
    }
    return Double(best.components.seconds) + Double(best.components.attoseconds) / 1e18
}

func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
}

// Longer than a run on a machine that has much else to do: every read has to be a hit.
let timed = TTLCache<String, Int, ContinuousClock>(
    size: 1000, lifetime: .seconds(36_000), clock: ContinuousClock())
let recent = LRUCache<String, Int>(size: 1000)
for (index, key) in keys.enumerated() {
    timed.store(index, for: key)
    recent.store(index, for: key)
}

let cases = [
    Case(name: "1 task", tasks: 1, nanoseconds: 150, millions: nil),
    Case(name: "8 tasks", tasks: 8, nanoseconds: nil, millions: 5),
]
print(padded("hits", 24) + padded("ns a read", 12) + padded("M reads/s", 12) + "verdict")
for item in cases {
    let readers: [(String, @Sendable (String) -> Bool)] = [
        ("TTLCache", { timed.value(for: $0) != nil }),
        ("LRUCache", { recent.value(for: $0) != nil }),
    ]
    for (cache, read) in readers {
        let time = await seconds(item.tasks, read)
        let each = time * 1e9 / Double(reads)
        let rate = Double(reads) / time / 1e6
        let isGood = each <= item.nanoseconds ?? .infinity && rate >= item.millions ?? 0
        print(
            padded("\(cache), \(item.name)", 24) + padded("\(Int(each.rounded()))", 12)
                + padded("\((rate * 10).rounded() / 10)", 12)
                + (isSmoke ? "not judged" : isGood ? "PASS" : "FAIL"))
    }
}
