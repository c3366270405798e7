/// What the search for a function of some argument types comes to.
enum Resolution {
    case found(FunctionEntry)
    /// More than one would do, and none is better.
    case ambiguous
    case none
}

extension FunctionEntry {
    func accepts(count: Int) -> Bool {
        count == arguments.count || (isVariadic && count > arguments.count)
    }

    /// The type of argument `index`, from 0.
    func parameter(_ index: Int) -> SQLType { arguments[min(index, arguments.count - 1)] }

    fileprivate func isExact(for types: [SQLType]) -> Bool {
        accepts(count: types.count) && types.indices.allSatisfy { types[$0] == parameter($0) }
    }

    fileprivate func converts(_ types: [SQLType]) -> Bool {
        accepts(count: types.count)
            && types.indices.allSatisfy { types[$0].converts(to: parameter($0)) }
    }
}

/// The function that PostgreSQL would call.
///
/// - SeeAlso: PostgreSQL 15, section 10.3, and `func_select_candidate` in `parse_func.c`.
func resolveFunction(_ entries: [FunctionEntry], _ types: [SQLType]) -> Resolution {
    if let exact = entries.first(where: { $0.isExact(for: types) }) { return .found(exact) }
    let usable = entries.filter { $0.converts(types) }
    if usable.count == 1 { return .found(usable[0]) }
    return usable.isEmpty ? .none : selectCandidate(usable, types)
}

/// The operator that PostgreSQL would apply.
///
/// - SeeAlso: PostgreSQL 15, section 10.2: a literal is taken for the other side's type first.
func resolveOperator(_ entries: [FunctionEntry], _ types: [SQLType]) -> Resolution {
    if types.count == 2, (types[0] == .unknown) != (types[1] == .unknown) {
        let known = types[0] == .unknown ? types[1] : types[0]
        if let exact = entries.first(where: { $0.isExact(for: [known, known]) }) {
            return .found(exact)
        }
    }
    return resolveFunction(entries, types)
}

private func selectCandidate(_ usable: [FunctionEntry], _ types: [SQLType]) -> Resolution {
    let known = types.indices.filter { types[$0] != .unknown }
    var rest = best(usable) { entry in
        known.count { types[$0] == entry.parameter($0) }
    }
    if rest.count == 1 { return .found(rest[0]) }
    rest = best(rest) { entry in
        known.count {
            let type = entry.parameter($0)
            return types[$0] == type || (type.isPreferred && type.category == types[$0].category)
        }
    }
    if rest.count == 1 { return .found(rest[0]) }
    guard known.count < types.count else { return .ambiguous }
    rest = preferring(rest, types)
    if rest.count == 1 { return .found(rest[0]) }
    guard let first = known.first, known.allSatisfy({ types[$0] == types[first] }) else {
        return .ambiguous
    }
    let same = Array(repeating: types[first], count: types.count)
    rest = rest.filter { $0.converts(same) }
    return rest.count == 1 ? .found(rest[0]) : .ambiguous
}

private func best(_ entries: [FunctionEntry], _ score: (FunctionEntry) -> Int) -> [FunctionEntry] {
    let scores = entries.map(score)
    let most = scores.max() ?? 0
    return entries.indices.filter { scores[$0] == most }.map { entries[$0] }
}

/// Of the candidates, those that take literals as a category all agree on, or else as texts; all
/// of them when there is none.
private func preferring(_ entries: [FunctionEntry], _ types: [SQLType]) -> [FunctionEntry] {
    let unknown = types.indices.filter { types[$0] == .unknown }
    var wanted: [(index: Int, category: TypeCategory, isPreferred: Bool)] = []
    for index in unknown {
        let candidates = entries.map { $0.parameter(index) }
        guard let first = candidates.first?.category else { return entries }
        let isCommon = candidates.allSatisfy { $0.category == first }
        let category: TypeCategory = isCommon ? first : .string
        let members = candidates.filter { $0.category == category }
        guard !members.isEmpty else { return entries }
        wanted.append((index, category, members.contains(where: \.isPreferred)))
    }
    let kept = entries.filter { entry in
        wanted.allSatisfy {
            let type = entry.parameter($0.index)
            return type.category == $0.category && (type.isPreferred || !$0.isPreferred)
        }
    }
    return kept.isEmpty ? entries : kept
}

/// The type that values of one construct share, such as the branches of CASE.
///
/// - Parameter types: At least one.
/// - Returns: `nil` when they are of several categories, with the first two that do not match.
/// - SeeAlso: PostgreSQL 15, section 10.5.
func commonType(_ types: [SQLType]) -> (type: SQLType?, mismatch: (SQLType, SQLType)?) {
    var common = SQLType.unknown
    for type in types where type != .unknown && type != common {
        if common == .unknown {
            common = type
        } else if type.category != common.category
            || (type.category == .other && !type.converts(to: common) && !common.converts(to: type))
        {
            return (nil, (common, type))
        } else if !common.isPreferred, common.converts(to: type), !type.converts(to: common) {
            common = type
        }
    }
    return (common == .unknown ? .text : common, nil)
}
