import TrancheColumnar

#if arch(x86_64)
import _Builtin_intrinsics.intel.sse2
#endif

/// The slices of four neighbouring fields without quotes, made from where they end.
///
/// An empty field is NULL, any other one is clean.
@safe struct FourSlices {
    #if arch(x86_64)
    private let low: __m128i
    private let high: __m128i

    /// - Parameter ends: Where the field before the four ends, and where each of them does.
    @inline(__always)
    init(_ ends: UnsafePointer<UInt32>) {
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
        low = _mm_unpacklo_epi32(starts, packed)
        high = _mm_unpackhi_epi32(starts, packed)
    }

    /// Stores them as the cells of a row in four columns.
    @inline(__always)
    func store(_ columns: UnsafePointer<UnsafeMutablePointer<FieldSlice>>, _ row: Int) {
        unsafe Self.put(low[0], columns[0] + row)
        unsafe Self.put(low[1], columns[1] + row)
        unsafe Self.put(high[0], columns[2] + row)
        unsafe Self.put(high[1], columns[3] + row)
    }

    /// Stores them, and those of the next row behind them, with one store a column.
    @inline(__always)
    func store(
        with next: FourSlices, _ columns: UnsafePointer<UnsafeMutablePointer<FieldSlice>>,
        _ row: Int
    ) {
        unsafe Self.put(_mm_unpacklo_epi64(low, next.low), columns[0] + row)
        unsafe Self.put(_mm_unpackhi_epi64(low, next.low), columns[1] + row)
        unsafe Self.put(_mm_unpacklo_epi64(high, next.high), columns[2] + row)
        unsafe Self.put(_mm_unpackhi_epi64(high, next.high), columns[3] + row)
    }

    @inline(__always)
    private static func put<Cells>(_ cells: Cells, _ cell: UnsafeMutablePointer<FieldSlice>) {
        unsafe UnsafeMutableRawPointer(cell).storeBytes(of: cells, as: Cells.self)
    }
    #else
    private let cells: (FieldSlice, FieldSlice, FieldSlice, FieldSlice)

    /// - Parameter ends: Where the field before the four ends, and where each of them does.
    @inline(__always)
    init(_ ends: UnsafePointer<UInt32>) {
        cells = unsafe (
            Self.slice(ends), Self.slice(ends + 1), Self.slice(ends + 2), Self.slice(ends + 3)
        )
    }

    @inline(__always)
    private static func slice(_ ends: UnsafePointer<UInt32>) -> FieldSlice {
        let start = unsafe ends[0] &+ 1
        let length = unsafe ends[1] &- start
        let flag = length == 0 ? FieldSlice.nullFlag : FieldSlice.cleanFlag
        return FieldSlice(offset: start, packed: length | flag)
    }

    /// Stores them as the cells of a row in four columns.
    @inline(__always)
    func store(_ columns: UnsafePointer<UnsafeMutablePointer<FieldSlice>>, _ row: Int) {
        unsafe columns[0][row] = cells.0
        unsafe columns[1][row] = cells.1
        unsafe columns[2][row] = cells.2
        unsafe columns[3][row] = cells.3
    }

    /// Stores them, and those of the next row behind them.
    @inline(__always)
    func store(
        with next: FourSlices, _ columns: UnsafePointer<UnsafeMutablePointer<FieldSlice>>,
        _ row: Int
    ) {
        unsafe store(columns, row)
        unsafe next.store(columns, row &+ 1)
    }
    #endif
}
