extension JSONScanner {
    /// Skips the value that begins at `start`, however deep it is.
    mutating func skipValue(_ start: Int) -> Int {
        byte(start) == 0x7B || byte(start) == 0x5B ? skipNested(start) : skipScalar(start)
    }

    /// Skips the array or object that begins at `start`.
    ///
    /// The kinds of the open containers are bits on a stack of fixed size instead of frames of
    /// recursion, so that hostile nesting cannot overflow a task's stack.
    mutating func skipNested(_ start: Int) -> Int {
        var stack = InlineArray<16, UInt64>(repeating: 0)  // a set bit is an object
        var depth = 0
        var place = start
        while true {
            // A value begins at `place`.
            let opening = byte(place)
            if opening == 0x7B || opening == 0x5B {
                if depth == Self.depthLimit { return fail(.tooDeep, place) }
                let bit: UInt64 = 1 &<< UInt64(depth & 63)
                if opening == 0x7B { stack[depth &>> 6] |= bit } else { stack[depth &>> 6] &= ~bit }
                depth &+= 1
                place = skipBlanks(place &+ 1)
                if byte(place) != opening &+ 2 {
                    if opening == 0x7B { place = skipKey(place, .wantedKeyOrBrace) }
                    if place < 0 { return -1 }
                    continue
                }
                place &+= 1
                depth &-= 1
            } else {
                place = skipScalar(place)
                if place < 0 { return -1 }
            }
            // A value ends at `place`: close what closes, then go on to the next one.
            while depth > 0 {
                let level = depth &- 1
                let isObject = (stack[level &>> 6] &>> UInt64(level & 63)) & 1 == 1
                place = skipBlanks(place)
                if byte(place) == 0x2C {
                    place = skipBlanks(place &+ 1)
                    if isObject { place = skipKey(place, .wantedKey) }
                    if place < 0 { return -1 }
                    break
                }
                guard byte(place) == (isObject ? 0x7D : 0x5D) else {
                    return fail(isObject ? .wantedCommaOrBrace : .wantedCommaOrBracket, place)
                }
                place &+= 1
                depth &-= 1
            }
            if depth == 0 { return place }
        }
    }

    /// Skips a key, its colon and the blanks behind; `start` is where the quote should be.
    private mutating func skipKey(_ start: Int, _ wanted: JSONFlaw.Kind) -> Int {
        guard byte(start) == 0x22 else { return fail(wanted, start) }
        var place = skipString(start &+ 1)
        if place < 0 { return -1 }
        place = skipBlanks(place)
        guard byte(place) == 0x3A else { return fail(.wantedColon, place) }
        return skipBlanks(place &+ 1)
    }
}
