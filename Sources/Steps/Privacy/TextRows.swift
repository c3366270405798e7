import TrancheColumnar
import TranchePipeline

/// Columns that a step puts other texts in, by their place and the field they had before.
struct ProtectedColumn: Sendable {
    var index: Int
    var field: Field
}

extension StepPlan {
    /// The named columns of the input; those that nobody reads any more are left out.
    func protected(_ columns: [String], _ input: Schema, _ wanted: Set<String>?) throws(JobError)
        -> [ProtectedColumn]
    {
        var found: [ProtectedColumn] = []
        for column in columns {
            if let index = input.index(of: column) {
                found.append(ProtectedColumn(index: index, field: input.fields[index]))
            } else if wanted == nil {
                throw missing(column, in: input)
            }
        }
        return found
    }
}

extension Schema {
    /// The same columns, of which some are text from here on.
    func asText(_ columns: [ProtectedColumn]) -> Schema {
        var output = self
        for column in columns {
            output.fields[column.index] = Field(column.field.name, .text, origin: .declared)
        }
        return output
    }
}

extension Chunk {
    /// The column at a place as texts that may be changed: values as a writer of text prints them,
    /// raw bytes as `\x…`.
    func textColumn(_ column: ProtectedColumn) -> Column {
        let owned = ownedColumn(column.index)
        castToText(owned, in: self)
        guard column.field.type == .bytea else { return owned }
        let digits = Array("0123456789abcdef".utf8)
        for position in 0..<selection.count {
            let row = selection.row(position)
            let slice = unsafe owned.slices[row]
            if slice.isNull { continue }
            let start = bytes.count
            bytes.reserve(start + 2 + 2 * slice.length)
            bytes.append("\\x")
            for place in slice.start..<slice.end {
                let byte = unsafe bytes.base[place]
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
            unsafe owned.slices[row] = FieldSlice(offset: start, length: bytes.count - start)
        }
        return owned
    }

    /// Puts a text in the place of each that is not NULL.
    ///
    /// - Parameters:
    ///   - column: Of this chunk, as texts.
    ///   - room: The most bytes that a text of so many becomes.
    ///   - write: Gets a text, its length, its row and where to write; returns the new length.
    @inline(__always)
    func replaceTexts(
        of column: Column, room: (Int) -> Int,
        _ write: (UnsafePointer<UInt8>, Int, Int, UnsafeMutablePointer<UInt8>) -> Int
    ) {
        for position in 0..<selection.count {
            let row = selection.row(position)
            let slice = unsafe column.slices[row]
            if slice.isNull { continue }
            let start = bytes.count
            bytes.reserve(start &+ room(slice.length))
            let length = unsafe write(
                bytes.base + slice.start, slice.length, row, bytes.base + start)
            bytes.count = start &+ length
            unsafe column.slices[row] = FieldSlice(offset: start, length: length)
        }
        precondition(
            bytes.count <= Int(UInt32.max), "a chunk's bytes beyond what slices can address")
    }
}
