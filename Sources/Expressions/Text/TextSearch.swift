#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Text {
    /// The first place at or after `from` where `needle` begins, `nil` when there is none.
    ///
    /// - Complexity: O(*n* + *m*): when candidates that fail cost too much, it goes on with the
    ///   method of Knuth, Morris and Pratt, which allocates its table.
    func find(_ needle: Text, from: Int = 0) -> Int? {
        guard from + needle.count <= count else { return nil }
        guard needle.count > 0 else { return from }
        let first = Int32(needle[0])
        var at = from
        let last = count - needle.count
        var budget = 16 * (count - from) + 256
        while at <= last {
            // SAFETY: at <= last <= count - needle.count, so that many bytes follow.
            let found = unsafe memchr(start + at, first, last - at + 1)
            guard let found = unsafe found else { return nil }
            at = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(start)
            if needle.count == 1 { return at }
            if unsafe memcmp(start + at, needle.start, needle.count) == 0 { return at }
            at += 1
            budget -= needle.count
            if budget < 0 { return findByTable(needle, from: at) }
        }
        return nil
    }

    private func findByTable(_ needle: Text, from: Int) -> Int? {
        var borders = [Int](repeating: 0, count: needle.count)
        var length = 0
        for index in 1..<max(needle.count, 1) {
            while length > 0, needle[index] != needle[length] { length = borders[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            borders[index] = length
        }
        length = 0
        for index in from..<count {
            while length > 0, self[index] != needle[length] { length = borders[length - 1] }
            if self[index] == needle[length] { length += 1 }
            if length == needle.count { return index + 1 - length }
        }
        return nil
    }
}
