import PropertyTesting
import Testing

@testable import TranchePipeline

@Suite("A turnstile that keeps order")
struct TurnstileTests {
    @Test("A thousand tasks that come in any order pass in the order of their tickets")
    func order() async {
        await forAll("order", cases: 10, Gen<UInt64>.int) { seed in
            var random = SeededGenerator(seed: seed)
            let turnstile = Turnstile()
            let passed = Shared<[Int]>([])
            await withTaskGroup(of: Void.self) { group in
                for ticket in (0..<1000).shuffled(using: &random) {
                    let pauses = Int(random.next(upTo: 3))
                    group.addTask {
                        for _ in 0..<pauses { await Task.yield() }
                        guard await turnstile.enter(ticket) else { return }
                        passed.update { $0.append(ticket) }
                        turnstile.leave()
                    }
                }
            }
            return try same(passed.value, Array(0..<1000))
        }
    }

    @Test("Never two are inside at once")
    func exclusive() async {
        let turnstile = Turnstile()
        let inside = Shared(0)
        let most = Shared(0)
        await withTaskGroup(of: Void.self) { group in
            for ticket in 0..<200 {
                group.addTask {
                    guard await turnstile.enter(ticket) else { return }
                    let now = inside.update { count in
                        count += 1
                        return count
                    }
                    most.update { $0 = max($0, now) }
                    await Task.yield()
                    inside.update { $0 -= 1 }
                    turnstile.leave()
                }
            }
        }
        #expect(most.value == 1)
    }

    @Test("Closing turns away who waits and who comes later, not who is inside")
    func close() async {
        let turnstile = Turnstile()
        #expect(await turnstile.enter(0))
        let answers = await withTaskGroup(of: Bool.self) { group in
            for ticket in 1..<50 { group.addTask { await turnstile.enter(ticket) } }
            for _ in 0..<20 { await Task.yield() }
            turnstile.close()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == [Bool](repeating: false, count: 49))
        turnstile.leave()
        #expect(await turnstile.enter(1) == false)
        turnstile.close()
        #expect(await turnstile.enter(1) == false)
    }

    @Test("A turnstile may begin at any ticket")
    func first() async {
        let turnstile = Turnstile(first: 7)
        #expect(await turnstile.enter(7))
        turnstile.leave()
        #expect(await turnstile.enter(8))
    }
}
