import PropertyTesting
import Synchronization
import Testing

@testable import TrancheServices

/// Told apart by the number under which it was made.
private final class Thing: Sendable {
    let number: Int
    init(_ number: Int) { self.number = number }
}

private enum Operation {
    /// Where, under which key, how long, and whether the factory throws.
    case register(Int, Int, ServiceLifetime, Bool)
    case resolve(Int, Int)

    static let gen: Gen<Operation> = .weighted([
        (
            2,
            zip(Gen<Int>.int(0...2), Gen<Int>.int(0...3), Gen<Int>.int(0...7)).map {
                place, key, how in
                let lifetimes: [ServiceLifetime] = [.singleton, .scoped, .transient]
                return .register(place, key, lifetimes[how % 3], how == 7)
            }
        ),
        (5, zip(Gen<Int>.int(0...2), Gen<Int>.int(0...3)).map { .resolve($0, $1) }),
    ])
}

/// A root (0) and its children (1 and 2), as plainly as they can be written.
private struct ContainerModel {
    struct Rule {
        var id: Int
        var owner: Int
        var lifetime: ServiceLifetime
        var fails: Bool
    }

    struct Place: Hashable {
        var rule: Int
        var keeper: Int
    }

    var rules: [[Int: Rule]] = [[:], [:], [:]]
    var kept: [Place: Int] = [:]
    var made: [[Int]] = [[], [], []]
    var nextRule = 0
    var nextThing = 0

    mutating func register(_ place: Int, _ key: Int, _ lifetime: ServiceLifetime, _ fails: Bool) {
        rules[place][key] = Rule(id: nextRule, owner: place, lifetime: lifetime, fails: fails)
        nextRule += 1
    }

    /// The number of the thing, -1 for nothing registered, -2 for a factory that throws.
    mutating func resolve(_ place: Int, _ key: Int) -> Int {
        guard let rule = rules[place][key] ?? rules[0][key] else { return -1 }
        let keeper = rule.lifetime == .singleton ? rule.owner : place
        let spot = Place(rule: rule.id, keeper: keeper)
        if rule.lifetime != .transient, let number = kept[spot] { return number }
        if rule.fails { return -2 }
        let number = nextThing
        nextThing += 1
        if rule.lifetime != .transient {
            kept[spot] = number
            made[keeper].append(number)
        }
        return number
    }

    /// The younger child's, the older child's, then the root's, each from the last made.
    var tornDown: [Int] { made[2].reversed() + made[1].reversed() + made[0].reversed() }
}

@Suite("A container against a plain model")
struct ContainerModelTests {
    @Test("Registrations, overrides in children, lifetimes and the tear-down are as the model's")
    func model() async {
        await forAll("as the model", cases: 1000, Operation.gen.array(0...40)) { operations in
            let root = Container()
            let family = [root, root.child(), root.child()]
            let count = Counter()
            let ended = Mutex<[Int]>([])
            var model = ContainerModel()
            for operation in operations {
                switch operation {
                case .register(let place, let key, let lifetime, let fails):
                    model.register(place, key, lifetime, fails)
                    family[place].registerFactory(
                        Thing.self, name: "\(key)", lifetime: lifetime,
                        tearDown: { thing in ended.withLock { $0.append(thing.number) } },
                        make: { _ in
                            if fails { throw Refused() }
                            return Thing(count.increment() - 1)
                        })
                case .resolve(let place, let key):
                    var found: Int
                    do {
                        found = try family[place].resolve(Thing.self, name: "\(key)").number
                    } catch let error as ContainerError {
                        found = error.code == .missing ? -1 : -3
                    } catch { found = -2 }
                    _ = try same(found, model.resolve(place, key))
                }
            }
            try await root.tearDown()
            return try same(ended.withLock { $0 }, model.tornDown)
        }
    }
}
