/// The candidate that differs from `name` by the fewest edits of a letter, for a "did you mean".
///
/// - Returns: `nil` when even the nearest differs in more than a third of its letters (at least 1).
/// - Complexity: O(*n* × *m*) for each candidate; for messages, never on the path of records.
public func nearestName(to name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().utf8)
    var best: (name: String, edits: Int)?
    for candidate in candidates {
        let edits = editDistance(wanted, Array(candidate.lowercased().utf8))
        if edits < best?.edits ?? Int.max { best = (candidate, edits) }
    }
    guard let best, best.edits <= max(1, max(wanted.count, best.name.utf8.count) / 3) else {
        return nil
    }
    return best.name
}

/// The distance of Levenshtein, in which a swap of two neighbours counts as one edit, too.
///
/// - SeeAlso: "optimal string alignment", the restricted distance of Damerau and Levenshtein.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var before: [Int] = []
    var above = Array(0...right.count)
    for (index, letter) in left.enumerated() {
        var row = [index + 1]
        for (column, other) in right.enumerated() {
            var edits = min(
                above[column + 1] + 1, row[column] + 1, above[column] + (letter == other ? 0 : 1))
            if index > 0, column > 0, letter == right[column - 1], left[index - 1] == other {
                edits = min(edits, before[column - 1] + 1)
            }
            row.append(edits)
        }
        (before, above) = (above, row)
    }
    return above[right.count]
}
