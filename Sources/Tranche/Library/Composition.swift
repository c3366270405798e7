public import TrancheDatabases
public import TrancheFiles
public import TrancheServices

/// What a part of the composition is registered by: its type, and a name where that is not enough.
public struct PartKey<Part: Sendable>: Sendable {
    let name: String?

    /// A key of one's own, for parts that the steps of a job need.
    public init(_ name: String? = nil) { self.name = name }
}

extension PartKey where Part == StopControl {
    /// What asks the run to stop.
    public static var stop: PartKey { PartKey() }
}

extension PartKey where Part == any Clock<Duration> {
    /// Measures durations and waits; `ContinuousClock` by default.
    public static var clock: PartKey { PartKey() }
}

extension PartKey where Part == WallClock {
    /// Tells the time of day, for `now()` in expressions and the record of a run.
    public static var wallClock: PartKey { PartKey() }
}

extension PartKey where Part == StateStoreOpener {
    /// Opens the store of runs and checkpoints.
    public static var stateStore: PartKey { PartKey() }
}

extension PartKey where Part == FileFaults {
    /// Makes operations on output files fail; none by default.
    public static var fileFaults: PartKey { PartKey() }
}

extension PartKey where Part == HTTPClientMaker {
    /// Makes what asks servers; a client on libcurl by default.
    public static var httpClient: PartKey { PartKey() }
}

/// Makes the client of a run, which closes it.
public struct HTTPClientMaker: Sendable {
    /// `nil` stands for the client on libcurl.
    public var make: (@Sendable (StopControl) throws -> any HTTPClient)?

    public init(make: (@Sendable (StopControl) throws -> any HTTPClient)? = nil) {
        self.make = make
    }
}

/// Tells the time of day.
public struct WallClock: Sendable {
    /// Microseconds since 2000-01-01 00:00 UTC.
    public var microseconds: @Sendable () -> Int64

    public init(microseconds: @escaping @Sendable () -> Int64) { self.microseconds = microseconds }

    /// Milliseconds since 1970.
    var milliseconds: Int64 { microseconds() / 1000 + 946_684_800_000 }
}

/// Opens the store of runs and checkpoints.
public struct StateStoreOpener: Sendable {
    /// - Parameters: The store's file or address, `nil` for the default place; and what stops a wait.
    public var open: @Sendable (_ place: String?, _ control: StopControl) throws -> StateStore

    public init(open: @escaping @Sendable (String?, StopControl) throws -> StateStore) {
        self.open = open
    }
}

/// The composition root: what runs are made of, held by a `Container`.
///
/// Nothing is made before a run asks for it. Whatever is registered again overrides what was there,
/// so that a test decides what time it is, where state is kept, and which write fails.
public struct Composition: Sendable {
    /// Holds the parts; `Container.tearDown()` ends those that were made.
    public let container: Container

    /// The parts as the program has them.
    public init(control: StopControl = StopControl()) {
        container = Container()
        let parts = RunParts(control: control)
        register(parts.control, for: .stop)
        register(parts.clock, for: .clock)
        register(parts.wallClock, for: .wallClock)
        register(parts.stateStore, for: .stateStore)
        register(parts.fileFaults, for: .fileFaults)
        register(parts.httpClient, for: .httpClient)
    }

    /// Registers a part, in the place of the one that was there.
    public func register<Part: Sendable>(_ part: Part, for key: PartKey<Part>) {
        container.register(part, as: Part.self, name: key.name)
    }

    /// The part registered for a key.
    ///
    /// - Throws: `ContainerError` when there is none.
    public func resolve<Part: Sendable>(_ key: PartKey<Part>) throws -> Part {
        try container.resolve(Part.self, name: key.name)
    }

    /// What runs a job, with the parts as they are registered now.
    ///
    /// - Throws: `ContainerError` when a part is missing.
    public func runner(
        for job: JobDefinition, onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> JobRunner {
        JobRunner(job, parts: try RunParts(self), onEvent: onEvent)
    }
}

/// What a run gets from the composition root.
struct RunParts: Sendable {
    var control: StopControl
    var clock: any Clock<Duration> = ContinuousClock()
    var wallClock = WallClock { RunMoment.sinceMillennium }
    var stateStore = StateStoreOpener { place, control in
        try openStateStore(place, control: control)
    }
    var fileFaults = FileFaults.none
    var httpClient = HTTPClientMaker()

    /// As the program has them.
    init(control: StopControl) { self.control = control }

    init(_ composition: Composition) throws {
        control = try composition.resolve(.stop)
        clock = try composition.resolve(.clock)
        wallClock = try composition.resolve(.wallClock)
        stateStore = try composition.resolve(.stateStore)
        fileFaults = try composition.resolve(.fileFaults)
        httpClient = try composition.resolve(.httpClient)
    }

    /// Begins to measure; the result tells the time since.
    func stopwatch() -> @Sendable () -> Duration { start(clock) }

    private func start<Time: Clock>(_ clock: Time) -> @Sendable () -> Duration
    where Time.Duration == Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
