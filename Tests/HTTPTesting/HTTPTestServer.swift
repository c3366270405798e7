import PropertyTesting
import Synchronization
import TrancheServices

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A server on the loopback interface that answers as a test says, one thread a connection.
public final class HTTPTestServer: Sendable {
    /// What came in.
    public struct Request: Sendable {
        public var method: String
        /// With the query.
        public var path: String
        /// By their names in small letters.
        public var headers: [String: String]
        public var body: String
        public var arrival: ContinuousClock.Instant
    }

    /// What goes out.
    public enum Answer: Sendable {
        case status(Int, headers: [String] = [], body: String = "")
        /// The head and a part of what it promises, and then the end.
        case cut
        /// Nothing, until the server is closed.
        case never

        public static func json(_ body: String) -> Answer { .status(200, body: body) }
    }

    public let port: UInt16
    private let listener: Int32
    private let answer: @Sendable (Request) -> Answer
    private let threads = WorkerThreads(count: 48)
    private let state = Mutex(State())

    private struct State {
        var requests: [Request] = []
        var descriptors: Set<Int32> = []
        var isClosed = false
    }

    /// - Parameter answer: Called on a thread of its own; it may wait.
    public init(answer: @escaping @Sendable (Request) -> Answer) {
        signal(SIGPIPE, SIG_IGN)
        self.answer = answer
        #if canImport(Glibc)
        let stream = Int32(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        let listener = spawning.withLock { _ in
            let listener = socket(AF_INET, stream, 0)
            _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
            return listener
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                precondition(unsafe bind(listener, address, length) == 0, "no port is free")
                unsafe getsockname(listener, address, &length)
            }
        }
        precondition(listen(listener, 128) == 0, "the port is no server's")
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Task(executorPreference: threads) { self.acceptAll() }
    }

    /// Where it is.
    public var url: String { "http://127.0.0.1:\(port)" }
    /// All that came in so far, in order of arrival.
    public var requests: [Request] { state.withLock { $0.requests } }

    /// Ends all connections.
    public func close() {
        state.withLock { state in
            state.isClosed = true
            for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
        threads.shutDown()
    }

    // MARK: Connections

    private func acceptAll() {
        while true {
            // Waited for without the lock; what is taken is there then.
            var arrival = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&arrival, 1, -1) >= 0 || errno == EINTR else { break }
            let descriptor = spawning.withLock { _ in
                let descriptor = accept(listener, nil, nil)
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                return descriptor
            }
            guard descriptor >= 0 else { break }
            var isOn: Int32 = 1
            // Answers are small: they shall not wait for an acknowledgement.
            unsafe setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn,
                socklen_t(MemoryLayout<Int32>.size))
            let isOpen = state.withLock { state in
                guard !state.isClosed else { return false }
                state.descriptors.insert(descriptor)
                return true
            }
            guard isOpen else {
                _ = Self.close(descriptor)
                break
            }
            Task(executorPreference: threads) { self.serve(descriptor) }
        }
        _ = Self.close(listener)
    }

    private func serve(_ descriptor: Int32) {
        var pending: [UInt8] = []
        while let request = Self.read(descriptor, &pending) {
            state.withLock { $0.requests.append(request) }
            guard send(answer(request), descriptor) else { break }
        }
        state.withLock { _ = $0.descriptors.remove(descriptor) }
        _ = Self.close(descriptor)
    }

    /// - Returns: Whether the connection may go on.
    private func send(_ answer: Answer, _ descriptor: Int32) -> Bool {
        switch answer {
        case .status(let status, let headers, let body):
            var head = "HTTP/1.1 \(status) Scripted\r\nContent-Length: \(body.utf8.count)\r\n"
            for header in headers { head += header + "\r\n" }
            return Self.write(descriptor, head + "\r\n" + body)
        case .cut:
            _ = Self.write(
                descriptor, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"name\":")
            return false
        case .never:
            var byte: UInt8 = 0
            // Whoever gives up closes the connection.
            while unsafe recv(descriptor, &byte, 1, 0) > 0 {}
            return false
        }
    }

    // MARK: Bytes

    private static func read(_ descriptor: Int32, _ pending: inout [UInt8]) -> Request? {
        while true {
            if let request = parse(&pending) { return request }
            var block = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe recv(descriptor, &block, block.count, 0)
            guard count > 0 else { return nil }
            pending += block[..<count]
        }
    }

    /// Takes one whole request off the front; `nil` while bytes are missing.
    private static func parse(_ pending: inout [UInt8]) -> Request? {
        guard let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: pending[..<end.lowerBound], as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] =
                String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        let count = headers["content-length"].flatMap { Int($0) } ?? 0
        guard pending.count >= end.upperBound + count else { return nil }
        let words = lines[0].split(separator: " ")
        let body = pending[end.upperBound..<(end.upperBound + count)]
        let request = Request(
            method: String(words[0]), path: String(words[1]), headers: headers,
            body: String(decoding: body, as: UTF8.self), arrival: .now)
        pending.removeFirst(end.upperBound + count)
        return request
    }

    private static func write(_ descriptor: Int32, _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Self.write(descriptor, bytes.baseAddress, done, bytes.count)
            }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    private static func write(
        _ descriptor: Int32, _ start: UnsafeRawPointer?, _ done: Int, _ count: Int
    ) -> Int {
        guard let start = unsafe start else { return 0 }
        #if canImport(Glibc)
        return unsafe Glibc.write(descriptor, start + done, count - done)
        #else
        return unsafe Darwin.write(descriptor, start + done, count - done)
        #endif
    }

    // The member's own name would hide that of the C library.
    private static func close(_ descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.close(descriptor)
        #else
        Darwin.close(descriptor)
        #endif
    }
}
