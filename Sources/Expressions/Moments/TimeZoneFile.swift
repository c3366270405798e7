#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads compiled time zone files (TZif, versions 1 to 4).
///
/// - SeeAlso: RFC 8536.
enum TimeZoneFile {
    /// The zone in a file's bytes; nil when they are no TZif.
    static func parse(_ bytes: [UInt8], name: String) -> TimeZoneRules? {
        guard var header = Header(bytes, 0) else { return nil }
        var start = 44
        var width = 4
        if header.version >= 0x32 {
            start += header.length(width)
            guard let second = Header(bytes, start) else { return nil }
            header = second
            start += 44
            width = 8
        }
        guard bytes.count >= start + header.length(width), header.types > 0 else { return nil }
        return build(bytes, header, start, width, name)
    }

    private struct Header {
        var version: UInt8
        var isUT: Int
        var isStandard: Int
        var leaps: Int
        var times: Int
        var types: Int
        var characters: Int

        init?(_ bytes: [UInt8], _ start: Int) {
            guard bytes.count >= start + 44, bytes[start..<start + 4].elementsEqual("TZif".utf8)
            else { return nil }
            version = bytes[start + 4]
            let count = { (index: Int) in
                Int(clamping: TimeZoneFile.number(bytes, start + 20 + 4 * index, 4))
            }
            (isUT, isStandard, leaps) = (count(0), count(1), count(2))
            (times, types, characters) = (count(3), count(4), count(5))
            let counts = [isUT, isStandard, leaps, times, types, characters]
            guard counts.allSatisfy({ 0...100_000 ~= $0 }) else { return nil }
        }

        func length(_ width: Int) -> Int {
            times * (width + 1) + types * 6 + characters + leaps * (width + 4) + isStandard + isUT
        }
    }

    private static func build(
        _ bytes: [UInt8], _ header: Header, _ start: Int, _ width: Int, _ name: String
    ) -> TimeZoneRules? {
        let transitions = (0..<header.times).map { number(bytes, start + $0 * width, width) }
        let indexStart = start + header.times * width
        let indices = Array(bytes[indexStart..<indexStart + header.times])
        let typeStart = indexStart + header.times
        let letters = typeStart + header.types * 6
        let stretches = (0..<header.types).map { type in
            let place = typeStart + type * 6
            let begin = min(letters + Int(bytes[place + 5]), letters + header.characters)
            let text = bytes[begin..<letters + header.characters].prefix { $0 != 0 }
            return TimeZoneRules.Stretch(
                east: Int(number(bytes, place, 4)), isDaylight: bytes[place + 4] != 0,
                abbreviation: String(decoding: text, as: UTF8.self))
        }
        guard indices.allSatisfy({ Int($0) < stretches.count }) else { return nil }
        var rule: PosixZone?
        let footer = start + header.length(width) + 1
        if width == 8, footer < bytes.count {
            let text = bytes[footer...].prefix { $0 != 0x0A }
            rule = PosixZone(String(decoding: text, as: UTF8.self))
        }
        return TimeZoneRules(
            name: name, transitions: transitions, indices: indices, stretches: stretches,
            rule: rule)
    }

    /// A signed big-endian number of 4 or 8 bytes.
    private static func number(_ bytes: [UInt8], _ start: Int, _ width: Int) -> Int64 {
        var value: UInt64 = 0
        for byte in bytes[start..<start + width] { value = value << 8 | UInt64(byte) }
        return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }

    /// A whole file of at most 1 MiB; nil when it cannot be read.
    static func contents(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var count = 0
        while count < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                // SAFETY: count < the buffer's count.
                unsafe read(
                    file, buffer.baseAddress.map { unsafe $0 + count }, buffer.count - count)
            }
            if got < 0 { return nil }
            if got == 0 { break }
            count += got
        }
        return Array(bytes[..<count])
    }

    /// The name of an entry of a folder that equals `name` but for upper and lower case.
    static func entry(_ name: String, in folder: String) -> String? {
        guard let handle = unsafe opendir(folder) else { return nil }
        defer { unsafe closedir(handle) }
        while let entry = unsafe readdir(handle) {
            let found = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if found.lowercased() == name { return found }
        }
        return nil
    }
}
