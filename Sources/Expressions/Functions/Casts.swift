import TrancheColumnar

/// A conversion between two types, and where it happens without being asked for.
struct CastEntry: Sendable {
    /// PostgreSQL's contexts (manual, CREATE CAST).
    enum Context: Sendable {
        /// Wherever another type is wanted.
        case implicit
        /// Only where a value is stored, or by name.
        case assignment
        /// Only by name: `::type` or CAST.
        case explicit
    }

    let from: SQLType
    let to: SQLType
    let context: Context
    let function: FunctionEntry
}

/// The conversions between types; from and to text every type has one.
enum CastTable {
    private struct Pair: Hashable {
        let from: SQLType
        let to: SQLType
    }

    private static let all: [Pair: CastEntry] = Dictionary(
        (integerCasts + numberCasts + momentCasts + textCasts + arrayCasts).map {
            (Pair(from: $0.from, to: $0.to), $0)
        },
        uniquingKeysWith: { first, _ in first })

    /// How `from` becomes `to`; `nil` when it cannot.
    static func entry(from: SQLType, to: SQLType) -> CastEntry? {
        all[Pair(from: from, to: to)]
    }

    /// How a date becomes what it is compared with: one that no timestamp reaches is later than all
    /// of them, and no error; `nil` when it is compared as a date.
    static func beside(_ type: SQLType) -> FunctionEntry? {
        type == .timestamp || type == .timestamptz ? comparedDates[type == .timestamp ? 0 : 1] : nil
    }

    private static let comparedDates = [SQLType.timestamp, .timestamptz].map { type in
        // A name of its own: it must not pass for the cast that can fail.
        FunctionEntry(
            "\(type.rawValue) to compare", [.date], type, "conversion",
            kernel: lift { (a: Int64, _: Frame) in
                (try? MomentMath.timestamp(date: a)) ?? Int64.max - 1
            })
    }
}

/// A cast whose cells are made by a kernel.
func cast(
    _ from: SQLType, _ to: SQLType, _ context: CastEntry.Context, _ kernel: @escaping Kernel
) -> CastEntry {
    CastEntry(
        from: from, to: to, context: context,
        function: FunctionEntry(to.rawValue, [from], to, "conversion", kernel: kernel))
}

/// A cast between types that are held alike.
func relabel(_ from: SQLType, _ to: SQLType, _ context: CastEntry.Context) -> CastEntry {
    CastEntry(
        from: from, to: to, context: context, function: FunctionEntry(relabel: from, as: to))
}

private func outOfRange(_ type: SQLType) -> EvalFault {
    EvalFault(.numericOutOfRange, "\(type.rawValue) out of range")
}

private let integerCasts: [CastEntry] = [
    relabel(.smallint, .integer, .implicit), relabel(.smallint, .bigint, .implicit),
    relabel(.integer, .bigint, .implicit),
    cast(
        .integer, .smallint, .assignment,
        checked(outOfRange(.smallint)) { (a: Int64) in (a, a < -32768 || a > 32767) }),
    cast(
        .bigint, .smallint, .assignment,
        checked(outOfRange(.smallint)) { (a: Int64) in (a, a < -32768 || a > 32767) }),
    cast(
        .bigint, .integer, .assignment,
        checked(outOfRange(.integer)) { (a: Int64) in (a, a != Int64(Int32(truncatingIfNeeded: a)))
        }),
    cast(.integer, .boolean, .explicit, total { (a: Int64) in a != 0 }),
    cast(.boolean, .integer, .explicit, total { (a: Bool) in a ? 1 : 0 as Int64 }),
]

private let numberCasts: [CastEntry] =
    [SQLType.smallint, .integer, .bigint].flatMap { type in
        [
            cast(type, .numeric, .implicit, total { (a: Int64) in Numeric(a) }),
            cast(type, .doublePrecision, .implicit, total { (a: Int64) in Double(a) }),
            cast(
                .numeric, type, .assignment,
                lift { (a: Numeric, _: Frame) throws(EvalFault) in try integer(a, type) }),
            cast(
                .doublePrecision, type, .assignment,
                lift { (a: Double, _: Frame) throws(EvalFault) in try integer(a, type) }),
        ]
    } + [
        cast(
            .numeric, .doublePrecision, .implicit,
            lift { (a: Numeric, _: Frame) throws(EvalFault) in try a.toDouble() }),
        cast(.doublePrecision, .numeric, .assignment, total { (a: Double) in Numeric(double: a) }),
    ]

/// The integer nearest to an exact number, halves away from zero.
private func integer(_ value: Numeric, _ type: SQLType) throws(EvalFault) -> Int64 {
    switch type {
    case .smallint: Int64(try value.whole(Int16.self))
    case .integer: Int64(try value.whole(Int32.self))
    default: try value.whole(Int64.self)
    }
}

/// The integer nearest to a double, halves to the even neighbour.
private func integer(_ value: Double, _ type: SQLType) throws(EvalFault) -> Int64 {
    let rounded = value.rounded(.toNearestOrEven)
    let limit: Double = type == .smallint ? 32768 : type == .integer ? 2_147_483_648 : 0x1p63
    guard rounded >= -limit, rounded < limit else { throw outOfRange(type) }
    return Int64(rounded)
}

private let momentCasts: [CastEntry] = [
    cast(
        .date, .timestamp, .implicit,
        lift { (a: Int64, _: Frame) throws(EvalFault) in try MomentMath.timestamp(date: a) }),
    cast(
        .date, .timestamptz, .implicit,
        lift { (a: Int64, _: Frame) throws(EvalFault) in try MomentMath.timestamp(date: a) }),
    // The zone of a run is UTC, so both clocks show the same.
    relabel(.timestamp, .timestamptz, .implicit), relabel(.timestamptz, .timestamp, .assignment),
    cast(
        .timestamp, .date, .assignment,
        lift { (a: Int64, _: Frame) in MomentMath.date(timestamp: a) }),
    cast(
        .timestamptz, .date, .assignment,
        lift { (a: Int64, _: Frame) in MomentMath.date(timestamp: a) }),
]
