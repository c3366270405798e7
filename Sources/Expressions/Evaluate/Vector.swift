/// The values of one expression for the rows of a chunk, by row number, in one flat array.
///
/// Only the rows that were evaluated mean anything. Memory is kept for the next chunk.
@safe final class Vector {
    let storage: Storage
    private(set) var capacity = 0
    private var raw: UnsafeMutableRawPointer
    /// Bit `row % 64` of word `row / 64` is set where the value is not NULL.
    private(set) var validity: UnsafeMutablePointer<UInt64>
    /// False when every evaluated row has a value, so that no bit needs a look.
    var hasNulls = false
    /// Cells that hold a constant already.
    var filled = 0

    init(_ storage: Storage) {
        self.storage = storage
        unsafe raw = .allocate(byteCount: 64, alignment: 16)
        unsafe validity = .allocate(capacity: 1)
    }

    deinit {
        release()
        unsafe raw.deallocate()
        unsafe validity.deallocate()
    }

    /// Makes room for the rows `0..<rows`; what was held before is lost when it has to grow.
    func reserve(_ rows: Int) {
        guard rows > capacity else { return }
        let grown = max(rows, capacity * 2)
        release()
        unsafe raw.deallocate()
        unsafe validity.deallocate()
        capacity = grown
        filled = 0
        unsafe raw = .allocate(byteCount: grown * stride + 64, alignment: 16)
        unsafe validity = .allocate(capacity: grown / 64 + 1)
        unsafe validity.initialize(repeating: 0, count: grown / 64 + 1)
        initialize()
    }

    private var stride: Int {
        switch storage {
        case .bool: MemoryLayout<Bool>.stride
        case .int64: MemoryLayout<Int64>.stride
        case .double: MemoryLayout<Double>.stride
        case .numeric: MemoryLayout<Numeric>.stride
        case .interval: MemoryLayout<Interval>.stride
        case .text: MemoryLayout<Text>.stride
        }
    }

    /// Every cell holds a value from the start, so that kernels assign and never initialize.
    private func initialize() {
        switch storage {
        case .bool: fill(false)
        case .int64: fill(0 as Int64)
        case .double: fill(0.0)
        case .numeric: fill(Numeric.zero)
        case .interval: fill(Interval())
        case .text: fill(Text.empty)
        }
    }

    private func fill<Value>(_ value: Value) {
        unsafe raw.bindMemory(to: Value.self, capacity: capacity)
            .initialize(repeating: value, count: capacity)
    }

    private func release() {
        guard storage == .numeric else { return }
        unsafe raw.assumingMemoryBound(to: Numeric.self).deinitialize(count: capacity)
    }

    /// The cells as `Value`, which is the type that ``storage`` stands for.
    @inline(__always)
    func cells<Value: Lane>(_ type: Value.Type = Value.self) -> UnsafeMutablePointer<Value> {
        assert(Value.storage == storage, "cells of another type")
        return unsafe raw.assumingMemoryBound(to: Value.self)
    }

    @inline(__always)
    func isNull(_ row: Int) -> Bool {
        unsafe hasNulls && (validity[row &>> 6] &>> UInt64(row & 63)) & 1 == 0
    }

    /// Marks all rows below `end` as not NULL.
    func setAllValid(below end: Int) {
        hasNulls = false
        // SAFETY: `end` is at most the capacity, which the words cover.
        unsafe validity.update(repeating: ~0, count: (end + 63) / 64)
    }

    @inline(__always)
    func setNull(_ row: Int) {
        hasNulls = true
        unsafe validity[row &>> 6] &= ~(1 &<< UInt64(row & 63))
    }

    @inline(__always)
    func setValid(_ row: Int) {
        unsafe validity[row &>> 6] |= 1 &<< UInt64(row & 63)
    }

    /// Sets those of `rows` to NULL that are NULL in `other`.
    func takeNulls(_ other: Vector, _ rows: Rows) {
        guard other.hasNulls else { return }
        guard unsafe rows.list == nil else {
            return rows.each { row in if other.isNull(row) { setNull(row) } }
        }
        hasNulls = true
        // Bits behind the last row mean nothing.
        // SAFETY: both have a bit for each of the rows.
        for word in 0..<((rows.count + 63) / 64) {
            unsafe validity[word] &= other.validity[word]
        }
    }
}

/// A type whose values stand in the cells of a ``Vector``.
protocol Lane: SendableMetatype {
    static var storage: Storage { get }
}

extension Bool: Lane { static var storage: Storage { .bool } }
extension Int64: Lane { static var storage: Storage { .int64 } }
extension Double: Lane { static var storage: Storage { .double } }
extension Numeric: Lane { static var storage: Storage { .numeric } }
extension Interval: Lane { static var storage: Storage { .interval } }
extension Text: Lane { static var storage: Storage { .text } }
