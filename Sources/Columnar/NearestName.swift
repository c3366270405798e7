/// The candidate that differs from `name` by the fewest single-letter edits, for a "did you mean".
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

/// Levenshtein's distance, one row at a time.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, other) in right.enumerated() {
            let above = row[column + 1]
            row[column + 1] = min(
                above + 1, row[column] + 1, diagonal + (letter == other ? 0 : 1))
            diagonal = above
        }
    }
    return row[right.count]
}
