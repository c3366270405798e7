/// A service that could not be resolved.
public struct ContainerError: Error, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// Nothing is registered for the last service of the chain.
        case missing
        /// The last service of the chain needs itself.
        case cycle
        /// The container was torn down.
        case closed
        /// A factory asked a container instead of the resolver that it was given.
        case reentry
    }

    public let code: Code
    /// From the service asked for to the one that failed, as `Type` or `Type "name"`.
    public let chain: [String]

    public var description: String {
        let path = chain.joined(separator: " -> ")
        switch code {
        case .missing: return "nothing is registered for \(chain.last ?? ""): \(path)"
        case .cycle: return "\(chain.last ?? "") needs itself: \(path)"
        case .closed: return "the container was torn down before \(path) was asked for"
        case .reentry:
            return "the factory of \(chain.first ?? "") asked a container for "
                + "\(chain.last ?? ""); it must ask its resolver: \(path)"
        }
    }
}

/// What failed while services were torn down; all others were torn down nevertheless.
public struct TearDownError: Error, CustomStringConvertible {
    /// In the order in which they came, at least one.
    public let errors: [any Error]

    public var description: String {
        "tear-down failed: " + errors.map { "\($0)" }.joined(separator: "; ")
    }
}

/// How many instances a factory makes, and who keeps them.
public enum ServiceLifetime: Sendable {
    /// One, kept by the container where the factory is registered.
    case singleton
    /// One for each container that is asked, kept there.
    case scoped
    /// A new one each time, kept and torn down by whoever asked.
    case transient
}
