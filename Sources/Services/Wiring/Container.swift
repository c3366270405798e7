import Synchronization

/// Services by type and optional name, made when they are first asked for.
///
/// For the composition root alone: a type gets what it needs through its `init`.
///
/// The last registration of a key wins; what was made before stays with whoever has it, and is
/// still torn down. A child sees what its parent has; what is registered in the child holds for
/// the child only, and a singleton of the parent never gets it. All calls are safe from any
/// thread; one factory runs at a time in a family of containers.
public final class Container: Sendable {
    private struct State {
        var registrations: [ServiceKey: Registration] = [:]
        var instances: [ObjectIdentifier: any Sendable] = [:]
        /// What was made here, in that order; holds its registrations so that identities stay.
        var made: [(registration: Registration, instance: any Sendable)] = []
        var children: [Container] = []
        var isClosed = false
    }

    private let parent: Container?
    private let state = Mutex(State())
    /// Held while a factory runs; the one of the root serves the whole family.
    private let making = Mutex(())
    /// What this task makes and in which family, to find out who asks past a resolver.
    @TaskLocal private static var current: (root: ObjectIdentifier, path: [ServiceKey])?

    private var root: Container {
        var container = self
        while let parent = container.parent { container = parent }
        return container
    }

    /// An empty container.
    public convenience init() { self.init(parent: nil) }

    private init(parent: Container?) { self.parent = parent }

    /// A scope: an empty container that sees this one, and is torn down with it at the latest.
    public func child() -> Container {
        let child = Container(parent: self)
        state.withLock { state in
            child.state.withLock { $0.isClosed = state.isClosed }
            state.children.append(child)
        }
        return child
    }

    /// Registers an instance, which stays the caller's: it is not torn down.
    public func register<Service: Sendable>(
        _ service: Service, as type: Service.Type = Service.self, name: String? = nil
    ) {
        set(ServiceKey(type, name), Registration(.transient, make: { _ in service }, tearDown: nil))
    }

    /// Registers how to make a service.
    ///
    /// - Parameters:
    ///   - type: What it is asked for by; a protocol is written `(any P).self`.
    ///   - name: Tells services of one type apart; none by default.
    ///   - lifetime: Who keeps it; `.singleton` by default.
    ///   - tearDown: Ends a service that a container keeps; not called for `.transient`.
    ///   - make: Makes it, asking the resolver for what it needs; called once at a time, and again
    ///     at the next ``resolve(_:name:)`` when it threw.
    public func registerFactory<Service: Sendable>(
        _ type: Service.Type = Service.self, name: String? = nil,
        lifetime: ServiceLifetime = .singleton,
        tearDown: (@Sendable (Service) async throws -> Void)? = nil,
        make: @escaping @Sendable (borrowing Resolver) throws -> Service
    ) {
        var end: (@Sendable (any Sendable) async throws -> Void)?
        if let tearDown {
            end = { instance in
                if let service = instance as? Service { try await tearDown(service) }
            }
        }
        set(
            ServiceKey(type, name),
            Registration(lifetime, make: { resolver in try make(resolver) }, tearDown: end))
    }

    private func set(_ key: ServiceKey, _ registration: Registration) {
        state.withLock { $0.registrations[key] = registration }
    }

    /// A service, made now unless it is kept already.
    ///
    /// - Throws: ``ContainerError``, or what the factory threw; then nothing was kept.
    public func resolve<Service: Sendable>(
        _ type: Service.Type = Service.self, name: String? = nil
    ) throws -> Service {
        let key = ServiceKey(type, name)
        let root = root
        if let current = Self.current, current.root == ObjectIdentifier(root) {
            throw Self.error(.reentry, current.path + [key])
        }
        return try root.making.withLock { _ in try make(type, key, []) }
    }

    /// Tears down what was made here: the children's first, then in the reverse order of making.
    ///
    /// Each service is torn down once, also after an error in another, and a second call does
    /// nothing. From now on ``resolve(_:name:)`` throws.
    ///
    /// - Throws: ``TearDownError`` with all errors.
    public func tearDown() async throws {
        var errors: [any Error] = []
        await tearDown(&errors)
        if !errors.isEmpty { throw TearDownError(errors: errors) }
    }

    private func tearDown(_ errors: inout [any Error]) async {
        // The lock of the making lets a factory that runs just now end first.
        let (made, children) = root.making.withLock { _ in
            state.withLock { state in
                state.isClosed = true
                defer { (state.made, state.children, state.instances) = ([], [], [:]) }
                return (state.made, state.children)
            }
        }
        for child in children.reversed() { await child.tearDown(&errors) }
        for (registration, instance) in made.reversed() {
            do { try await registration.tearDown?(instance) } catch { errors.append(error) }
        }
        parent?.state.withLock { $0.children.removeAll { $0 === self } }
    }
}

extension Container {
    /// Resolves `key` while the lock of the making is held.
    func make<Service: Sendable>(
        _ type: Service.Type, _ key: ServiceKey, _ chain: [Link]
    ) throws -> Service {
        let path = chain.map(\.key) + [key]
        guard !isClosed else { throw Self.error(.closed, path) }
        guard let (registration, owner) = registration(of: key) else {
            throw Self.error(.missing, path)
        }
        let keeper = registration.lifetime == .singleton ? owner : self
        let identity = ObjectIdentifier(registration)
        if let kept = keeper.state.withLock({ $0.instances[identity] }) as? Service { return kept }
        let link = Link(key: key, registration: identity, container: ObjectIdentifier(keeper))
        if chain.contains(link) { throw Self.error(.cycle, path) }
        let instance = try Self.$current.withValue((ObjectIdentifier(root), path)) {
            try registration.make(Resolver(container: keeper, chain: chain + [link]))
        }
        guard let service = instance as? Service else { throw Self.error(.missing, path) }
        if registration.lifetime != .transient {
            keeper.state.withLock { state in
                state.instances[identity] = service
                state.made.append((registration, service))
            }
        }
        return service
    }

    /// Whether this container or one above was torn down.
    private var isClosed: Bool {
        state.withLock { $0.isClosed } || parent?.isClosed == true
    }

    /// The nearest registration, from here up, and where it is.
    private func registration(of key: ServiceKey) -> (Registration, owner: Container)? {
        var container: Container? = self
        while let place = container {
            if let found = place.state.withLock({ $0.registrations[key] }) { return (found, place) }
            container = place.parent
        }
        return nil
    }

    private static func error(_ code: ContainerError.Code, _ path: [ServiceKey]) -> ContainerError {
        ContainerError(code: code, chain: path.map(\.description))
    }
}
