import TrancheColumnar
import TrancheFiles
import TranchePipeline
public import TrancheServices
import TrancheSteps

#if HTTP
import TrancheHTTP
#endif

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How a job's steps ask servers.
public struct HTTPDefinition: Sendable {
    /// Where answers are kept, one line each; `nil` keeps none.
    public var recordPath: String?
    /// The record that answers instead of any server.
    public var replayPath: String?
    /// Makes another client than the one on libcurl; the run closes it.
    public var makeClient: (@Sendable (StopControl) throws -> any HTTPClient)?

    public init() {}
}

/// Gives each step that asks servers what it needs for that.
///
/// - Throws: `JobError` when there is no client, or no record.
func placeHTTP(in steps: inout [any Step], _ job: JobDefinition, _ control: StopControl) throws {
    let places = steps.indices.filter { steps[$0] is any HTTPStep }
    let definition = job.run.http
    guard !places.isEmpty else {
        guard
            let flag = definition.recordPath.map({ _ in "--record" })
                ?? definition.replayPath.map({ _ in "--replay" })
        else { return }
        throw JobError(
            .usage, "found \(flag), but no step asks a server", hint: "leave \(flag) out")
    }
    guard definition.recordPath == nil || definition.replayPath == nil else {
        throw JobError(
            .usage, "found both --record and --replay, wanted one of them",
            hint: "a replay is a record already")
    }
    var service = HTTPService(client: nil, control: control) {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec)
    }
    if let path = definition.replayPath {
        service.replay = try HTTPReplay(try contents(of: path), name: path)
    } else {
        service.client = try makeClient(definition, control)
        service.journal = try definition.recordPath.map { try HTTPRecordFile($0) }
    }
    for index in places {
        guard var step = steps[index] as? any HTTPStep else { continue }
        step.service = service
        steps[index] = step
    }
}

private func makeClient(_ definition: HTTPDefinition, _ control: StopControl) throws
    -> any HTTPClient
{
    if let make = definition.makeClient { return try make(control) }
    #if HTTP
    do { return try CurlClient(control: control) } catch {
        throw JobError(
            .unavailable, error.message,
            hint: "install it: apt-get install libcurl4, or answer from a record with --replay")
    }
    #else
    throw JobError(
        .pipeline, "step lookup: http is not in this program, which was built without it",
        hint: "build it with the trait HTTP")
    #endif
}

private func contents(of path: String) throws -> [UInt8] {
    let input = try openInput(path: path, compression: .none)
    defer { input.close() }
    let block = ByteBuffer(capacity: 1 << 16)
    while true {
        block.reserve(block.count + (1 << 16))
        let taken = unsafe try input.read(into: block.base + block.count, count: 1 << 16)
        if taken == 0 { break }
        block.count += taken
    }
    return unsafe Array(UnsafeBufferPointer(start: block.base, count: block.count))
}

extension Assembly {
    /// Ends what the steps still ask.
    func closeHTTP() {
        for step in steps { (step as? any HTTPStep)?.service?.client?.close() }
    }
}
