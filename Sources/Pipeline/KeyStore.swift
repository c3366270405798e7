public import TrancheColumnar

/// An ordered step that remembers which keys have come, in a store that commits with the sink.
///
/// What the step remembers in the checkpoint is how many different keys came so far.
public protocol KeyedStep: OrderedStep {
    /// Where the keys are kept; the composition puts it in before the run.
    var keys: (any KeyStore)? { get set }
}

/// The set of all keys that a step has met, in order of their first appearance.
///
/// The order of calls is: `open`, then `insert` (one at a time, in input order) and
/// `prepareCommit` (also beside an `insert`), and `finish` once the run is known to be complete.
/// `close` may come at any time and leaves what a later run goes on from.
public protocol KeyStore: AnyObject, Sendable {
    /// What the batches' keys are hashed with; fixed once the store is open.
    var seed: UInt64 { get }
    /// Begins anew, or goes on after the first `count` keys of the job's earlier run.
    ///
    /// - Parameters:
    ///   - checkpoint: Names the job and when it began.
    ///   - count: How many keys the checkpoint covers; `nil` in a fresh run.
    /// - Throws: `JobError(.data)` when the earlier run's keys are gone, fewer or changed.
    func open(for checkpoint: Checkpoint, resuming count: Int64?) throws
    /// Adds the batch's keys, and marks those that were not there before.
    ///
    /// - Returns: How many were not there before.
    func insert(_ batch: KeyBatch) throws -> Int
    /// Makes all keys durable that were inserted so far, so that a checkpoint may count them.
    func prepareCommit() throws
    /// Forgets everything, also what an earlier run has left: nobody will go on from here.
    func finish()
    /// Releases everything; what was made durable stays.
    func close()
}

/// The keys of a chunk's selected rows: made beside other chunks, inserted in turn.
///
/// A record of a key is a ``headerBytes`` long header and the key: its length, and bits of its
/// hash that tell later whether it is whole. One worker at a time owns a batch.
@safe public final class KeyBatch {
    /// Bytes before each key: two numbers of 32 bits in the machine's order.
    public static let headerBytes = 8

    /// The records, one behind the other.
    public let bytes = ByteBuffer()
    public private(set) var count = 0
    private var capacity = 0
    private var startRoom: UnsafeMutablePointer<Int>
    private var hashRoom: UnsafeMutablePointer<UInt64>
    private var newRoom: UnsafeMutablePointer<Bool>

    public init() {
        unsafe startRoom = .allocate(capacity: 1)
        unsafe hashRoom = .allocate(capacity: 1)
        unsafe newRoom = .allocate(capacity: 1)
    }

    deinit {
        unsafe startRoom.deallocate()
        unsafe hashRoom.deallocate()
        unsafe newRoom.deallocate()
    }

    /// Where each record begins in `bytes`; entry `count` is where the last one ends.
    public var starts: UnsafeMutablePointer<Int> { unsafe startRoom }
    /// The keys' hashes.
    public var hashes: UnsafeMutablePointer<UInt64> { unsafe hashRoom }
    /// Whether each key was not there before; the store writes it.
    public var isNew: UnsafeMutablePointer<Bool> { unsafe newRoom }

    /// Empties the batch and makes room for `rows` keys.
    public func reset(rows: Int) {
        bytes.count = 0
        bytes.shrink(to: 8 << 20)
        count = rows
        guard rows > capacity else { return }
        capacity = max(rows, capacity * 2)
        unsafe startRoom.deallocate()
        unsafe hashRoom.deallocate()
        unsafe newRoom.deallocate()
        unsafe startRoom = .allocate(capacity: capacity + 1)
        unsafe hashRoom = .allocate(capacity: capacity)
        unsafe newRoom = .allocate(capacity: capacity)
    }
}

extension KeyBatch {
    /// The bits of a hash that a record's header keeps.
    public static func check(of hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash) }

    /// Writes a record's header over its first bytes.
    public static func writeHeader(
        _ length: Int, hash: UInt64, to record: UnsafeMutablePointer<UInt8>
    ) {
        let raw = UnsafeMutableRawPointer(record)
        unsafe raw.storeBytes(of: UInt32(truncatingIfNeeded: length), as: UInt32.self)
        unsafe raw.storeBytes(of: check(of: hash), toByteOffset: 4, as: UInt32.self)
    }
}
