import TrancheColumnar

extension RecordParser {
    /// Parses the record that begins at `start` member by member.
    ///
    /// - Parameters:
    ///   - start: Where the line begins.
    ///   - row: The record's row.
    ///   - predicts: Whether to compare with the layout first, and to learn a better one.
    /// - Returns: The offset of the next line, or -1 with the scanner's flaw.
    @inline(never)
    mutating func record(_ start: Int, _ row: Int, predicts: Bool) -> Int {
        let stamp = UInt32(truncatingIfNeeded: row &+ 1)
        var place = start
        var members = 0
        var surprises = 0
        var hint = 0
        while true {
            let before = place
            var field = -1
            if predicts, hint < layout.count, isExpected(hint, place) {
                unsafe field = layout.members[hint].target.field
                unsafe place = scanner.skipBlanks(place &+ layout.members[hint].length)
            } else {
                place = key(place, isFirst: members == 0, &field)
                if place < 0 { return -1 }
                if field < 0 {
                    let next = close(place, row, members)
                    if predicts, next > 0, next <= end, isWorthLearning(members, surprises) {
                        learn(members, before, next)
                    }
                    return next
                }
                surprises &+= 1
            }
            guard unsafe stamps[field] != stamp else {
                return scanner.fail(.repeatedKey, before, field: field, end: place)
            }
            unsafe stamps[field] = stamp
            unsafe trail[members] = (before, place, field)
            unsafe hint = layout.following[field]
            place = unsafe value(place, targets[field], row)
            if place < 0 { return -1 }
            members &+= 1
        }
    }

    private func isExpected(_ member: Int, _ place: Int) -> Bool {
        unsafe RecordLayout.matches(layout.members[member], layout.patterns, base, place, end)
    }

    /// Ends a record behind whose brace stands `place`.
    private mutating func close(_ place: Int, _ row: Int, _ members: Int) -> Int {
        let lineEnd = scanner.skipBlanks(place)
        guard unsafe base[lineEnd] == 0x0A else { return scanner.fail(.wantedLineEnd, lineEnd) }
        if members < fields.count {
            let stamp = UInt32(truncatingIfNeeded: row &+ 1)
            for field in 0..<fields.count where unsafe stamps[field] != stamp {
                unsafe targets[field].cells?[row] = .missing
            }
        }
        return lineEnd &+ 1
    }

    /// Whether a record that was not predicted should be the model of the next ones.
    ///
    /// Learning costs about as much as parsing, so a record that only lacks some keys is passed
    /// over, seven times of eight.
    private mutating func isWorthLearning(_ members: Int, _ surprises: Int) -> Bool {
        unpredicted &+= 1
        return members >= layout.count && (surprises == 0 || members > layout.count)
            || surprises > members / 4 || !layout.isComplete || unpredicted & 7 == 0
    }

    /// Takes the record that was just parsed as the model of the next ones.
    private mutating func learn(_ members: Int, _ lastValueEnd: Int, _ next: Int) {
        guard members > 0 else { return }
        layout.clear()
        for index in 0..<members {
            let step = unsafe trail[index]
            unsafe layout.append(base + step.start, step.end &- step.start, targets[step.field])
        }
        unsafe layout.complete(base + lastValueEnd, next &- lastValueEnd, targets[0])
    }

    /// Parses `{` or a comma, a key and its colon; at `}` instead, `field` stays -1.
    ///
    /// - Returns: The offset of the value, or behind the brace; -1 with the scanner's flaw.
    private mutating func key(_ start: Int, isFirst: Bool, _ field: inout Int) -> Int {
        var place = scanner.skipBlanks(start)
        let opening = scanner.byte(place)
        if isFirst, opening != 0x7B { return scanner.fail(.wantedObject, place) }
        if !isFirst, opening == 0x7D { return place &+ 1 }
        if !isFirst, opening != 0x2C { return scanner.fail(.wantedCommaOrBrace, place) }
        place = scanner.skipBlanks(place &+ 1)
        if isFirst, scanner.byte(place) == 0x7D { return place &+ 1 }
        guard scanner.byte(place) == 0x22 else {
            return scanner.fail(isFirst ? .wantedKeyOrBrace : .wantedKey, place)
        }
        let quote = place
        place = resolveKey(quote, &field)
        if place < 0 { return -1 }
        if field < 0 { return scanner.fail(.unexpectedKey, quote, field: 0, end: place) }
        place = scanner.skipBlanks(place)
        guard scanner.byte(place) == 0x3A else { return scanner.fail(.wantedColon, place) }
        return scanner.skipBlanks(place &+ 1)
    }

    /// Looks up the key whose opening quote is at `quote`; `field` stays -1 when it is unknown.
    private mutating func resolveKey(_ quote: Int, _ field: inout Int) -> Int {
        let stop = scanner.stringStop(quote &+ 1)
        if scanner.byte(stop) == 0x22 {
            field = unsafe keys.field(
                UnsafeBufferPointer(start: base + quote + 1, count: stop &- quote &- 1))
            return stop &+ 1
        }
        let start = decoded
        let end = unescape(quote &+ 1, stop)
        if end >= 0 {
            field = unsafe keys.field(
                UnsafeBufferPointer(start: base + start, count: decoded &- start))
        }
        decoded = start
        return end
    }
}
