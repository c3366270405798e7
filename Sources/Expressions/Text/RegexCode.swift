import CPCRE2

/// What a worker needs to match: room for results and limits, used by one task at a time.
@safe final class RegexScratch {
    /// Start and end of the whole match and of each capture, -1 where it took no part.
    var bounds: [Int] = []
    /// Ends of matches, a stack for the search of captures.
    var ends: [Int] = []
    /// Repetitions being tried in the search of captures.
    var rounds: [RegexRound] = []
    /// Steps left for the search of captures.
    var steps = 0

    /// Extents there is room for: the whole match and 255 captures.
    static let mostBounds = 256

    fileprivate let matchData: OpaquePointer
    fileprivate let context: OpaquePointer
    fileprivate private(set) var endData: OpaquePointer
    fileprivate private(set) var endCapacity = 64
    fileprivate private(set) var workspace: UnsafeMutablePointer<Int32>
    fileprivate private(set) var workspaceCount = 4096

    /// Backtracking steps before the slower way is taken that has no bad cases.
    private static let matchLimit: UInt32 = 200_000

    init() {
        guard let matchData = unsafe pcre2_match_data_create_8(UInt32(Self.mostBounds), nil),
            let endData = unsafe pcre2_match_data_create_8(64, nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { preconditionFailure("no memory for a regular expression") }
        unsafe self.matchData = unsafe matchData
        unsafe self.endData = unsafe endData
        unsafe self.context = unsafe context
        unsafe pcre2_set_match_limit_8(context, Self.matchLimit)
        unsafe workspace = .allocate(capacity: workspaceCount)
    }

    deinit {
        unsafe pcre2_match_data_free_8(matchData)
        unsafe pcre2_match_data_free_8(endData)
        unsafe pcre2_match_context_free_8(context)
        unsafe workspace.deallocate()
    }

    fileprivate func growWorkspace() -> Bool {
        guard workspaceCount < 1 << 24 else { return false }
        unsafe workspace.deallocate()
        workspaceCount *= 4
        unsafe workspace = .allocate(capacity: workspaceCount)
        return true
    }

    fileprivate func growEnds() {
        endCapacity *= 4
        unsafe pcre2_match_data_free_8(endData)
        guard let fresh = unsafe pcre2_match_data_create_8(UInt32(endCapacity), nil) else {
            preconditionFailure("no memory for a regular expression")
        }
        unsafe endData = unsafe fresh
    }
}

/// One repetition of a part, tried with each of its ends.
struct RegexRound {
    var start: Int
    /// Which of the ends is next, in the order of preference.
    var offset = 0
    /// The ends, in the scratch.
    var range: Range<Int>
}

/// Which ends of matches are wanted.
enum RegexEnds {
    case all, longest, shortest
}

/// How a search went.
enum RegexOutcome {
    case found, none
    /// It would take too many steps this way.
    case tooLong
}

/// An expression compiled by PCRE2; it does not change, so many threads may use it.
@safe final class RegexCode: @unchecked Sendable {
    private let code: OpaquePointer
    private let isCompiledToMachineCode: Bool

    /// - Parameters:
    ///   - source: An expression of PCRE2.
    ///   - isExact: Whether a match is to begin where the search does and to end with the text.
    /// - Throws: ``EvalFault`` for what PCRE2 cannot do.
    init(_ source: String, isExact: Bool = false) throws(EvalFault) {
        var number: Int32 = 0
        var offset = 0
        var source = source
        var options =
            UInt32(PCRE2_UTF) | UInt32(PCRE2_DOTALL) | UInt32(PCRE2_NO_UTF_CHECK)
            | UInt32(PCRE2_DOLLAR_ENDONLY)
        if isExact { options |= PCRE2_ANCHORED | UInt32(PCRE2_ENDANCHORED) }
        let made = source.withUTF8 { bytes in
            unsafe pcre2_compile_8(
                bytes.baseAddress, bytes.count, options, &number, &offset, nil)
        }
        guard let made = unsafe made else { throw Self.fault(number) }
        unsafe code = unsafe made
        isCompiledToMachineCode =
            unsafe pcre2_jit_compile_8(made, UInt32(PCRE2_JIT_COMPLETE)) == 0
    }

    deinit { unsafe pcre2_code_free_8(code) }

    private static func fault(_ number: Int32) -> EvalFault {
        if number == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH {
            let message = "lookbehind of variable length is not supported in regular expressions"
            return EvalFault(.featureNotSupported, message)
        }
        return RegexParser.tooComplex
    }

    /// Looks for the leftmost match and leaves its bounds in the scratch.
    func search(_ s: Text, from: Int, _ scratch: RegexScratch, captures: Int?) -> RegexOutcome {
        // SAFETY: the text is valid UTF-8, and `from` is where a character begins.
        var status =
            if isCompiledToMachineCode {
                unsafe pcre2_jit_match_8(
                    code, s.start, s.count, from, 0, scratch.matchData, scratch.context)
            } else {
                unsafe pcre2_match_8(
                    code, s.start, s.count, from, UInt32(PCRE2_NO_UTF_CHECK), scratch.matchData,
                    scratch.context)
            }
        if status == PCRE2_ERROR_JIT_STACKLIMIT {
            let options = UInt32(PCRE2_NO_UTF_CHECK) | PCRE2_NO_JIT
            status = unsafe pcre2_match_8(
                code, s.start, s.count, from, options, scratch.matchData, scratch.context)
        }
        guard status >= 0 else { return status == PCRE2_ERROR_NOMATCH ? .none : .tooLong }
        guard let captures else { return .found }
        let vector = unsafe pcre2_get_ovector_pointer_8(scratch.matchData)
        scratch.bounds.removeAll(keepingCapacity: true)
        for index in 0...captures {
            // SAFETY: the results have room for `mostBounds` pairs; those from `status` on are unset.
            guard index < Int(status), let vector = unsafe vector else {
                scratch.bounds.append(-1)
                scratch.bounds.append(-1)
                continue
            }
            // An unset place is ~0, which is -1 here too.
            unsafe scratch.bounds.append(Int(truncatingIfNeeded: vector[2 * index]))
            unsafe scratch.bounds.append(Int(truncatingIfNeeded: vector[2 * index + 1]))
        }
        return .found
    }

    /// Follows all ways to match at once, in time that has no bad cases.
    ///
    /// - Parameters:
    ///   - s: The text.
    ///   - from: Where to begin.
    ///   - isAnchored: Whether a match must begin there.
    ///   - wanted: Which of the matches are wanted.
    ///   - scratch: Where the ends are pushed, the longest match first.
    /// - Returns: Where the matches begin, `nil` when there is none.
    /// - Throws: ``EvalFault`` when it takes too much memory.
    func follow(
        _ s: Text, from: Int, isAnchored: Bool, _ wanted: RegexEnds, _ scratch: RegexScratch
    ) throws(EvalFault) -> Int? {
        var options = UInt32(PCRE2_NO_UTF_CHECK)
        if isAnchored { options |= UInt32(PCRE2_ANCHORED) }
        if wanted == .shortest { options |= UInt32(PCRE2_DFA_SHORTEST) }
        while true {
            // SAFETY: the text is valid UTF-8, and `from` is where a character begins.
            let status = unsafe pcre2_dfa_match_8(
                code, s.start, s.count, from, options, scratch.endData, nil,
                scratch.workspace, scratch.workspaceCount)
            if status == PCRE2_ERROR_NOMATCH { return nil }
            if status == PCRE2_ERROR_DFA_WSSIZE, scratch.growWorkspace() { continue }
            // The longest matches are there when not all have room.
            if status == 0, wanted == .all {
                scratch.growEnds()
                continue
            }
            guard status >= 0 else {
                throw EvalFault(.limitExceeded, "regular expression match takes too much memory")
            }
            guard let vector = unsafe pcre2_get_ovector_pointer_8(scratch.endData) else {
                return nil
            }
            for index in 0..<(wanted == .all ? Int(status) : 1) {
                // SAFETY: there are `status` pairs, or as many as there is room for.
                scratch.ends.append(unsafe Int(vector[2 * index + 1]))
            }
            return unsafe Int(vector[0])
        }
    }
}
