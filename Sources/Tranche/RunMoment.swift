#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The wall clock and this machine's name, for the record of a run.
enum RunMoment {
    /// Milliseconds since 1970 in UTC.
    static var milliseconds: Int64 {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// Microseconds since 2000-01-01 00:00 UTC, as expressions count them.
    static var sinceMillennium: Int64 {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        return (Int64(now.tv_sec) - 946_684_800) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }

    /// `20260131-235959-1a2b3c`: sorts by time, and two runs of a second differ.
    static func runID(at milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1000)
        var parts = unsafe tm()
        _ = unsafe gmtime_r(&seconds, &parts)
        let date =
            unsafe padded(Int(parts.tm_year) + 1900, 4) + padded(Int(parts.tm_mon) + 1, 2)
            + padded(Int(parts.tm_mday), 2)
        let time =
            unsafe padded(Int(parts.tm_hour), 2) + padded(Int(parts.tm_min), 2)
            + padded(Int(parts.tm_sec), 2)
        let tail = String(UInt32.random(in: 0x100000...0xFFFFFF), radix: 16)
        return "\(date)-\(time)-\(tail)"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, 255) == 0 else { return "" }
        return String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// This process's number.
enum ProcessNumber {
    static var current: Int32 { getpid() }
}
