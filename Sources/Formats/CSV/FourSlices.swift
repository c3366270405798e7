import TrancheColumnar

/// The slices of four neighbouring fields without quotes, made from where they end.
///
/// An empty field is NULL, any other one is clean.
struct FourSlices {
    private let first: SIMD4<UInt32>
    private let second: SIMD4<UInt32>

    /// - Parameter ends: Where the field before the four ends, and where each of them does.
    @inline(__always)
    init(_ ends: UnsafePointer<UInt32>) {
        let raw = unsafe UnsafeRawPointer(ends)
        let ends = unsafe raw.loadUnaligned(fromByteOffset: 4, as: SIMD4<UInt32>.self)
        let starts =
            unsafe raw.loadUnaligned(as: SIMD4<UInt32>.self) &+ SIMD4(repeating: 1)
        let lengths = ends &- starts
        // All ones where a field is empty, whose flags are then turned around.
        let empty = unsafe unsafeBitCast(lengths .== SIMD4.zero, to: SIMD4<UInt32>.self)
        let turned = SIMD4(repeating: FieldSlice.nullFlag | FieldSlice.cleanFlag)
        let packed = (lengths | SIMD4(repeating: FieldSlice.cleanFlag)) ^ (empty & turned)
        first = SIMD4(starts[0], packed[0], starts[1], packed[1])
        second = SIMD4(starts[2], packed[2], starts[3], packed[3])
    }

    /// Stores each slice at `row` of its column.
    @inline(__always)
    func store(
        _ columns: UnsafePointer<UnsafeMutablePointer<FieldSlice>>, _ row: Int
    ) {
        let low = unsafe unsafeBitCast(first, to: SIMD2<UInt64>.self)
        let high = unsafe unsafeBitCast(second, to: SIMD2<UInt64>.self)
        unsafe put(low[0], columns[0] + row)
        unsafe put(low[1], columns[1] + row)
        unsafe put(high[0], columns[2] + row)
        unsafe put(high[1], columns[3] + row)
    }

    @inline(__always)
    private func put(_ slice: UInt64, _ cell: UnsafeMutablePointer<FieldSlice>) {
        unsafe UnsafeMutableRawPointer(cell).storeBytes(of: slice, as: UInt64.self)
    }
}
