import Synchronization
import Testing

@testable import TrancheServices

private final class Engine: Sendable {}
private final class Car: Sendable {
    let engine: Engine
    init(_ engine: Engine) { self.engine = engine }
}
private protocol Greeter: Sendable { var greeting: String { get } }
private struct English: Greeter { let greeting = "hello" }
private struct Dutch: Greeter { let greeting = "hallo" }

/// Words that tasks write down together.
private final class Journal: Sendable {
    private let words = Mutex<[String]>([])
    var all: [String] { words.withLock { $0 } }
    func write(_ word: String) { words.withLock { $0.append(word) } }
}

@Suite("A container that wires services")
struct ContainerTests {
    let container = Container()

    @Test("Nothing is made before it is asked for, and a singleton only once")
    func singleton() throws {
        let made = Counter()
        container.registerFactory(Engine.self) { _ in
            made.increment()
            return Engine()
        }
        #expect(made.value == 0)
        let first = try container.resolve(Engine.self)
        #expect(try container.resolve(Engine.self) === first)
        #expect(try container.child().resolve(Engine.self) === first)
        #expect(made.value == 1)
    }

    @Test("A singleton is made once when many ask first at the same time")
    func concurrentSingleton() async throws {
        let made = Counter()
        container.registerFactory(Engine.self) { _ in
            made.increment()
            return Engine()
        }
        container.registerFactory(Car.self, lifetime: .transient) { Car(try $0.resolve()) }
        let engines = try await withThrowingTaskGroup(of: ObjectIdentifier.self) { group in
            for _ in 0..<200 {
                group.addTask { [container] in
                    ObjectIdentifier(try container.resolve(Car.self).engine)
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(engines.count == 1)
        #expect(made.value == 1)
    }

    @Test("A transient service is made each time, a scoped one once in each scope")
    func lifetimes() throws {
        container.registerFactory(Engine.self, name: "each", lifetime: .transient) { _ in Engine() }
        container.registerFactory(Engine.self, name: "scope", lifetime: .scoped) { _ in Engine() }
        #expect(
            try container.resolve(Engine.self, name: "each")
                !== container.resolve(Engine.self, name: "each"))
        let (first, second) = (container.child(), container.child())
        let engine = try first.resolve(Engine.self, name: "scope")
        #expect(try first.resolve(Engine.self, name: "scope") === engine)
        #expect(try second.resolve(Engine.self, name: "scope") !== engine)
        #expect(try container.resolve(Engine.self, name: "scope") !== engine)
    }

    @Test("Type and name together are the key")
    func keys() throws {
        container.register(English(), as: (any Greeter).self)
        container.register(Dutch(), as: (any Greeter).self, name: "nl")
        container.register("plain", name: "nl")
        #expect(try container.resolve((any Greeter).self).greeting == "hello")
        #expect(try container.resolve((any Greeter).self, name: "nl").greeting == "hallo")
        #expect(try container.resolve(String.self, name: "nl") == "plain")
        #expect(throws: ContainerError.self) { try container.resolve(String.self) }
    }

    @Test("The last registration wins, also over what was made before")
    func lastWins() throws {
        container.registerFactory(String.self) { _ in "first" }
        #expect(try container.resolve(String.self) == "first")
        container.registerFactory(String.self) { _ in "second" }
        #expect(try container.resolve(String.self) == "second")
        container.register("third")
        #expect(try container.resolve(String.self) == "third")
    }

    @Test("A missing registration is an error that names the chain")
    func missing() {
        container.registerFactory(String.self) { "\(try $0.resolve(Int.self, name: "port"))" }
        container.registerFactory(Int.self, name: "port") { Int(try $0.resolve(UInt8.self)) }
        let error = #expect(throws: ContainerError.self) { try container.resolve(String.self) }
        #expect(error?.code == .missing)
        #expect(
            error?.description
                == #"nothing is registered for UInt8: String -> Int "port" -> UInt8"#)
    }

    @Test(
        "A cycle is an error that names it",
        arguments: [ServiceLifetime.singleton, .scoped, .transient])
    func cycle(lifetime: ServiceLifetime) {
        container.registerFactory(String.self, lifetime: lifetime) { "\(try $0.resolve(Int.self))" }
        container.registerFactory(Int.self, lifetime: lifetime) { Int(try $0.resolve(UInt8.self)) }
        container.registerFactory(UInt8.self, lifetime: lifetime) {
            UInt8(try $0.resolve(Int.self))
        }
        let error = #expect(throws: ContainerError.self) { try container.resolve(String.self) }
        #expect(error?.code == .cycle)
        #expect(error?.description == "Int needs itself: String -> Int -> UInt8 -> Int")
    }

    @Test("A factory that asks the container past its resolver is an error, not a deadlock")
    func reentry() {
        container.registerFactory(String.self) { [container] _ in
            "\(try container.resolve(Int.self))"
        }
        container.register(1)
        let error = #expect(throws: ContainerError.self) { try container.resolve(String.self) }
        #expect(error?.code == .reentry)
        #expect(error?.chain == ["String", "Int"])
    }

    @Test("An override in a child holds there only, and not for a singleton of the parent")
    func override() throws {
        container.register("parent")
        container.registerFactory([String].self, lifetime: .transient) { [try $0.resolve()] }
        container.registerFactory(Set<String>.self) { [try $0.resolve()] }
        let child = container.child()
        child.register("child")
        child.register(7)
        #expect(try child.resolve(String.self) == "child")
        #expect(try child.resolve([String].self) == ["child"])
        #expect(try child.resolve(Set<String>.self) == ["parent"])
        #expect(try container.resolve([String].self) == ["parent"])
        #expect(throws: ContainerError.self) { try container.resolve(Int.self) }
    }

    @Test("A factory that throws leaves nothing half made, and runs again at the next request")
    func failingFactory() async throws {
        let (calls, journal) = (Counter(), Journal())
        container.registerFactory(
            Int.self, tearDown: { _ in journal.write("down") },
            make: { _ in
                if calls.increment() == 1 { throw Refused() }
                return 7
            })
        #expect(throws: Refused()) { try container.resolve(Int.self) }
        #expect(try container.resolve(Int.self) == 7)
        try await container.tearDown()
        #expect(journal.all == ["down"])
    }
}

@Suite("The tear-down of a container")
struct ContainerTearDownTests {
    let container = Container()
    private let journal = Journal()

    private func add<Service: Sendable>(
        _ service: Service, lifetime: ServiceLifetime = .singleton, fails: Bool = false,
        needing: @escaping @Sendable (borrowing Resolver) throws -> Void = { _ in }
    ) {
        container.registerFactory(
            Service.self, lifetime: lifetime,
            tearDown: { [journal] _ in
                journal.write("\(Service.self)")
                if fails { throw Refused(number: journal.all.count) }
            },
            make: { resolver in
                try needing(resolver)
                return service
            })
    }

    @Test("What was made ends in the reverse order of making, each once; the rest never was")
    func order() async throws {
        add("a") { _ = try $0.resolve(Int.self) }
        add(1)
        add(2.0)
        add(UInt8(3), lifetime: .transient)
        add(UInt16(4))
        _ = try container.resolve(Double.self)
        _ = try container.resolve(String.self)
        _ = try container.resolve(UInt8.self)
        try await container.tearDown()
        try await container.tearDown()
        #expect(journal.all == ["String", "Int", "Double"])
    }

    @Test("An error in one tear-down stops no other, and all errors are told")
    func errors() async throws {
        add(1, fails: true)
        add("a")
        add(2.0, fails: true)
        _ = try (container.resolve(Int.self), container.resolve(String.self))
        _ = try container.resolve(Double.self)
        let error = await #expect(throws: TearDownError.self) { try await container.tearDown() }
        #expect(journal.all == ["Double", "String", "Int"])
        #expect(error?.errors as? [Refused] == [Refused(number: 1), Refused(number: 3)])
    }

    @Test("A child ends what it made, and the parent ends the children that are left first")
    func children() async throws {
        add("scoped", lifetime: .scoped)
        add(1)
        let (first, second) = (container.child(), container.child())
        _ = try (first.resolve(String.self), second.resolve(String.self))
        _ = try second.resolve(Int.self)
        try await first.tearDown()
        #expect(journal.all == ["String"])
        try await container.tearDown()
        #expect(journal.all == ["String", "String", "Int"])
    }

    @Test("After the tear-down nothing is made any more, in children neither")
    func closed() async throws {
        add(1)
        let child = container.child()
        try await container.tearDown()
        for place in [container, child, container.child()] {
            let error = #expect(throws: ContainerError.self) { try place.resolve(Int.self) }
            #expect(error?.code == .closed)
        }
    }

    @Test("An instance that was replaced is torn down too, and nothing is held afterwards")
    func replaced() async throws {
        add(1)
        _ = try container.resolve(Int.self)
        add(2)
        #expect(try container.resolve(Int.self) == 2)
        weak var held: Engine?
        container.registerFactory(Engine.self) { _ in Engine() }
        do { held = try container.resolve(Engine.self) }
        #expect(held != nil)
        try await container.tearDown()
        #expect(journal.all == ["Int", "Int"])
        #expect(held == nil)
    }
}
