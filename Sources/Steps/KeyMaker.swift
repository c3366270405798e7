import TrancheColumnar
import TranchePipeline

/// Writes the keys of a chunk's selected rows, each value with its length before it, so that
/// `a, bc` and `ab, c` are two keys; NULL has a length of its own, and equals NULL.
struct KeyMaker: Sendable {
    /// One column of the key.
    struct Part: Sendable {
        var column: Int
        /// The type whose values are compared; `nil` compares texts.
        var type: DataType?
    }

    let parts: [Part]

    /// The longest length that one byte holds, beside NULL and the mark of a longer one.
    private static let longestShort = 253
    private static let longMark: UInt8 = 255

    func makeKeys(of chunk: Chunk, in batch: KeyBatch, seed: UInt64) {
        batch.reset(rows: chunk.selection.count)
        let columns = parts.map { chunk.columns[$0.column] }
        let out = batch.bytes
        for position in 0..<batch.count {
            let row = chunk.selection.row(position)
            let start = out.count
            out.reserve(start + 64)
            out.count = start + KeyBatch.headerBytes
            for index in parts.indices {
                append(row, of: columns[index], parts[index].type, chunk, to: out)
            }
            let length = out.count - start - KeyBatch.headerBytes
            let record = unsafe out.base + start
            let hash = unsafe seededHash(record + KeyBatch.headerBytes, length, seed: seed)
            unsafe KeyBatch.writeHeader(length, hash: hash, to: record)
            unsafe batch.hashes[position] = hash
            unsafe batch.starts[position] = start
        }
        unsafe batch.starts[batch.count] = out.count
    }

    @inline(__always)
    private func append(
        _ row: Int, of column: Column, _ type: DataType?, _ chunk: Chunk, to out: ByteBuffer
    ) {
        guard column.representation == .slices, type == nil else {
            appendValue(row, of: column, type, chunk, to: out)
            return
        }
        let slice = unsafe column.slices[row]
        if slice.isNull {
            out.append(UInt8(0))
        } else {
            unsafe appendText(chunk.bytes.base + slice.start, slice.length, to: out)
        }
    }

    @inline(__always)
    private func appendText(_ text: UnsafePointer<UInt8>, _ length: Int, to out: ByteBuffer) {
        let at = out.count
        out.reserve(at + 5 + length)
        let end = unsafe out.base + at
        guard length <= Self.longestShort else {
            unsafe end[0] = Self.longMark
            unsafe UnsafeMutableRawPointer(end + 1).storeBytes(
                of: UInt32(truncatingIfNeeded: length), as: UInt32.self)
            unsafe (end + 5).update(from: text, count: length)
            out.count = at + 5 + length
            return
        }
        unsafe end[0] = UInt8(truncatingIfNeeded: length &+ 1)
        if length <= 16 {
            // SAFETY: both buffers are padded, so 16 bytes may be read and written in any case.
            let words = unsafe UnsafeRawPointer(text).loadUnaligned(as: SIMD16<UInt8>.self)
            unsafe UnsafeMutableRawPointer(end + 1).storeBytes(of: words, as: SIMD16<UInt8>.self)
        } else {
            unsafe (end + 1).update(from: text, count: length)
        }
        out.count = at &+ 1 &+ length
    }

    /// A value that is compared as such; a text that does not fit its type stays a text.
    private func appendValue(
        _ row: Int, of column: Column, _ type: DataType?, _ chunk: Chunk, to out: ByteBuffer
    ) {
        guard !column.isNull(row) else {
            out.append(UInt8(0))
            return
        }
        // What a number prints as stands behind the room for its key.
        let room = 2 * keyTextPadding + 8
        out.reserve(out.count + 2 * room)
        let print = unsafe out.base + out.count + room
        switch column.representation {
        case .slices:
            let slice = unsafe column.slices[row]
            unsafe appendKey(chunk.bytes.base + slice.start, slice.length, type, to: out)
        case .int64:
            let length = unsafe formatInt64(column.int64s[row], to: print)
            let isItself = type == nil || type == .bigint
            unsafe appendKey(print, length, isItself ? nil : type, to: out)
        case .double:
            let length = unsafe keyText(of: column.doubles[row], to: print)
            let isItself = type == nil || type == .doublePrecision
            unsafe appendKey(print, length, isItself ? nil : type, to: out)
        }
    }

    private func appendKey(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ type: DataType?, to out: ByteBuffer
    ) {
        // A text in the same buffer is short, and there is room for its key already.
        let at = out.count
        if length > keyTextPadding { out.reserve(at + 5 + length + keyTextPadding) }
        let end = unsafe out.base + at
        guard let type, let count = unsafe keyText(of: text, length, as: type, to: end + 5) else {
            unsafe appendText(text, length, to: out)
            return
        }
        if count <= Self.longestShort {
            unsafe end[0] = UInt8(truncatingIfNeeded: count &+ 1)
            unsafe (end + 1).update(from: end + 5, count: count)
            out.count = at + 1 + count
        } else {
            unsafe end[0] = Self.longMark
            unsafe UnsafeMutableRawPointer(end + 1).storeBytes(
                of: UInt32(truncatingIfNeeded: count), as: UInt32.self)
            out.count = at + 5 + count
        }
    }
}

extension KeyedStep {
    /// The keys of `chunk`, in memory of its own.
    func batch(of chunk: Chunk, _ store: any KeyStore) -> KeyBatch {
        chunk.workspace(of: store) { KeyBatch() }
    }

    /// Where the keys are kept; there is none before the composition has put it in.
    var store: any KeyStore {
        get throws(JobError) {
            guard let keys else {
                throw JobError(.internalError, "step \(name) has no place for its keys")
            }
            return keys
        }
    }
}
