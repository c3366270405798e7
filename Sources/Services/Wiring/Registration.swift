/// What a service is registered and asked for by: its type and an optional name.
struct ServiceKey: Hashable, Sendable, CustomStringConvertible {
    let type: ObjectIdentifier
    let name: String?
    /// Written only for an error, since it takes the runtime long to spell a type.
    private let metatype: any Any.Type

    init<Service>(_ type: Service.Type, _ name: String?) {
        self.type = ObjectIdentifier(type)
        self.name = name
        metatype = type
    }

    var description: String { name.map { "\(metatype) \"\($0)\"" } ?? "\(metatype)" }

    static func == (first: ServiceKey, second: ServiceKey) -> Bool {
        first.type == second.type && first.name == second.name
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(name)
    }
}

/// A factory and its rules; the identity tells it from one that replaced it.
final class Registration: Sendable {
    let lifetime: ServiceLifetime
    let make: @Sendable (borrowing Resolver) throws -> any Sendable
    let tearDown: (@Sendable (any Sendable) async throws -> Void)?

    init(
        _ lifetime: ServiceLifetime,
        make: @escaping @Sendable (borrowing Resolver) throws -> any Sendable,
        tearDown: (@Sendable (any Sendable) async throws -> Void)?
    ) {
        self.lifetime = lifetime
        self.make = make
        self.tearDown = tearDown
    }
}

/// One service being made, by which factory and for which container.
struct Link: Equatable, Sendable {
    let key: ServiceKey
    let registration: ObjectIdentifier
    let container: ObjectIdentifier
}

/// What a factory asks for the services it needs.
///
/// It cannot outlive the call of the factory.
public struct Resolver: ~Copyable {
    let container: Container
    /// The services being made, the one asked for first at the front.
    let chain: [Link]

    /// A service; the rules are those of ``Container/resolve(_:name:)``.
    public func resolve<Service: Sendable>(
        _ type: Service.Type = Service.self, name: String? = nil
    ) throws -> Service {
        try container.make(type, ServiceKey(type, name), chain)
    }
}
