/// The constants of `x IN (…)`, laid out so that a row's test is a few comparisons.
final class MemberSet: Sendable {
    private enum Values: Sendable {
        case int64s([Int64])
        case manyInt64s(Set<Int64>)
        /// Texts of up to 8 bytes as words, with their lengths.
        case shortTexts(words: [UInt64], lengths: [Int])
        /// Ascending by bytes.
        case texts([[UInt8]])
        case numerics(Set<Numeric>)
        /// By their bits, with one NaN and one zero.
        case doubles(Set<UInt64>)
        case others([Datum])
    }

    private let values: Values
    private let hasNull: Bool

    init(_ constants: [Datum], storage: Storage, hasNull: Bool) {
        self.hasNull = hasNull
        switch storage {
        case .int64:
            let list = constants.compactMap {
                if case .int64(let value) = $0 { value } else { nil }
            }
            values = list.count <= 8 ? .int64s(list) : .manyInt64s(Set(list))
        case .text:
            let texts = Set(
                constants.compactMap { if case .text(let bytes) = $0 { bytes } else { nil } })
            if texts.count <= 8, texts.allSatisfy({ $0.count <= 8 }) {
                let list = Array(texts)
                values = .shortTexts(words: list.map(word), lengths: list.map(\.count))
            } else {
                values = .texts(texts.sorted { $0.lexicographicallyPrecedes($1) })
            }
        case .numeric:
            values = .numerics(
                Set(
                    constants.compactMap { if case .numeric(let value) = $0 { value } else { nil } }
                ))
        case .double:
            values = .doubles(
                Set(
                    constants.compactMap {
                        if case .double(let value) = $0 { bits(value) } else { nil }
                    }))
        case .bool, .interval: values = .others(constants)
        }
    }

    func test(_ value: Vector, _ rows: Rows, _ result: Vector) {
        switch values {
        case .int64s(let list):
            check(value, rows, result) { (x: Int64) in
                var found = false
                for item in list { found = found || item == x }
                return found
            }
        case .manyInt64s(let set):
            check(value, rows, result) { (x: Int64) in set.contains(x) }
        case .shortTexts(let words, let lengths):
            check(value, rows, result) { (x: Text) in
                guard x.count <= 8 else { return false }
                // SAFETY: at least 8 bytes behind every text may be read.
                let here = maskedWord(x)
                var found = false
                for index in words.indices {
                    found = found || (words[index] == here && lengths[index] == x.count)
                }
                return found
            }
        case .texts(let list):
            check(value, rows, result) { (x: Text) in isMember(x, of: list) }
        case .numerics(let set): check(value, rows, result) { (x: Numeric) in set.contains(x) }
        case .doubles(let set): check(value, rows, result) { (x: Double) in set.contains(bits(x)) }
        case .others(let list): checkOthers(value, rows, result, list)
        }
    }

    private func checkOthers(_ value: Vector, _ rows: Rows, _ result: Vector, _ list: [Datum]) {
        switch value.storage {
        case .bool: check(value, rows, result) { (x: Bool) in list.contains(.bool(x)) }
        case .interval: check(value, rows, result) { (x: Interval) in list.contains(.interval(x)) }
        case .int64, .text, .numeric, .double: break
        }
    }

    @inline(__always)
    private func check<Value: Lane>(
        _ value: Vector, _ rows: Rows, _ result: Vector, _ contains: (Value) -> Bool
    ) {
        let (cells, out) = unsafe (value.cells(Value.self), result.cells(Bool.self))
        rows.each { row in
            guard !value.isNull(row) else { return result.setNull(row) }
            let found = unsafe contains(cells[row])
            unsafe out[row] = found
            if hasNull, !found { result.setNull(row) }
        }
    }
}

/// Equal for doubles that PostgreSQL takes for equal.
@inline(__always)
private func bits(_ value: Double) -> UInt64 {
    value.isNaN ? Double.nan.bitPattern : value == 0 ? 0 : value.bitPattern
}

private func word(_ bytes: [UInt8]) -> UInt64 {
    var word: UInt64 = 0
    for (index, byte) in bytes.enumerated() { word |= UInt64(byte) << UInt64(8 * index) }
    return word
}

@inline(__always)
private func maskedWord(_ text: Text) -> UInt64 {
    let word = unsafe UInt64(
        littleEndian: UnsafeRawPointer(text.start).loadUnaligned(as: UInt64.self))
    let bits = UInt64(truncatingIfNeeded: 8 &* text.count)
    return bits == 64 ? word : word & ((1 &<< bits) &- 1)
}

private func isMember(_ text: Text, of list: [[UInt8]]) -> Bool {
    var (low, high) = (0, list.count)
    while low < high {
        let middle = (low + high) / 2
        let order = unsafe list[middle].withUnsafeBufferPointer { bytes in
            unsafe compareBytes(bytes.baseAddress, bytes.count, text.start, text.count)
        }
        if order == 0 { return true }
        if order < 0 { low = middle + 1 } else { high = middle }
    }
    return false
}
