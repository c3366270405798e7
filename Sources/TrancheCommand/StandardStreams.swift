#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes words to standard output and error through write(2), which never traps.
enum StandardStreams {
    enum Stream: Int32 {
        case output = 1
        case error = 2
    }

    /// Writes all of `text`; a stream that is closed swallows it.
    ///
    /// - Returns: Whether everything was written.
    @discardableResult
    static func write(_ text: String, to stream: Stream) -> Bool {
        var text = text
        return text.withUTF8 { unsafe write($0, to: stream) }
    }

    /// Writes all of `bytes`; the same otherwise.
    static func write(_ bytes: Span<UInt8>, to stream: Stream) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { unsafe write($0, to: stream) }
    }

    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to stream: Stream) -> Bool {
        var done = 0
        while done < bytes.count {
            let taken = unsafe systemWrite(
                stream.rawValue, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
            if taken < 0 {
                if errno == EINTR { continue }
                return false
            }
            done += taken
        }
        return true
    }

    static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

    /// The columns of the terminal behind `stream`; 80 when it does not tell.
    static func width(_ stream: Stream) -> Int {
        var size = winsize()
        let status = unsafe ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size)
        return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// The value of an environment variable.
    static func environment(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}

/// write(2), under a name that the method above does not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}
