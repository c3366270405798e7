import Synchronization

/// Numbers that tasks share: `locked` under a Mutex that they wait for, `racing` under none.
@main
struct Probe {
    final class Shared: @unchecked Sendable {
        let kept = Mutex<[Int]>([])
        var loose = 0
    }

    static func main() async {
        let shared = Shared()
        let isRacing = CommandLine.arguments.contains("racing")
        await withTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    for turn in 0..<10_000 {
                        shared.kept.withLock { $0 = $0.count < 100 ? $0 + [number] : [] }
                        _ = shared.kept.withLockIfAvailable { $0.removeAll() }
                        if isRacing { shared.loose = turn }
                    }
                }
            }
        }
    }
}
