import TrancheColumnar

#if arch(x86_64)
import _Builtin_intrinsics.intel.sse2
#endif

/// Stores the slices of four neighbouring fields without quotes, made from where they end.
///
/// An empty field is NULL, any other one is clean.
///
/// - Parameters:
///   - ends: Where the field before the four ends, and where each of them does.
///   - columns: The cells of the four columns.
///   - row: Which cell of each column to store.
@inline(__always)
func storeFourSlices(
    _ ends: UnsafePointer<UInt32>,
    _ columns: UnsafePointer<UnsafeMutablePointer<FieldSlice>>, _ row: Int
) {
    #if arch(x86_64)
    let raw = unsafe UnsafeRawPointer(ends)
    let clean = Int32(bitPattern: FieldSlice.cleanFlag)
    let either = Int32(bitPattern: FieldSlice.nullFlag | FieldSlice.cleanFlag)
    let here = unsafe raw.loadUnaligned(fromByteOffset: 4, as: __m128i.self)
    let before = unsafe raw.loadUnaligned(as: __m128i.self)
    let starts = _mm_sub_epi32(before, _mm_set1_epi32(-1))
    let lengths = _mm_sub_epi32(here, starts)
    // All ones where a field is empty, whose two flags are then turned around.
    let empty = _mm_cmpeq_epi32(lengths, _mm_setzero_si128())
    let packed = _mm_xor_si128(
        _mm_or_si128(lengths, _mm_set1_epi32(clean)),
        _mm_and_si128(empty, _mm_set1_epi32(either)))
    let low = _mm_unpacklo_epi32(starts, packed)
    let high = _mm_unpackhi_epi32(starts, packed)
    unsafe put(low[0], columns[0] + row)
    unsafe put(low[1], columns[1] + row)
    unsafe put(high[0], columns[2] + row)
    unsafe put(high[1], columns[3] + row)
    #else
    for field in 0..<4 {
        let start = unsafe ends[field] &+ 1
        let length = unsafe ends[field &+ 1] &- start
        let flag = length == 0 ? FieldSlice.nullFlag : FieldSlice.cleanFlag
        unsafe columns[field][row] = FieldSlice(offset: start, packed: length | flag)
    }
    #endif
}

#if arch(x86_64)
@inline(__always)
private func put(_ slice: Int64, _ cell: UnsafeMutablePointer<FieldSlice>) {
    unsafe UnsafeMutableRawPointer(cell).storeBytes(of: slice, as: Int64.self)
}
#endif
