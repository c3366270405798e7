import PropertyTesting
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Stands between a program and a PostgreSQL server, and cuts the connection at one of its commits.
final class CuttingProxy: Sendable {
    /// When the connection is cut.
    enum Cut: Sendable {
        /// The server never hears of the commit.
        case before
        /// The server has committed, and its answer is lost.
        case after
    }

    /// Where the program finds it.
    let folder: String
    private let server: String
    private let cut: Cut
    /// The commit that is cut, counted from 1 over all connections.
    private let number: Int
    private let listener: Int32
    private let commits = Atomic<Int>(0)
    private let isStopped = Atomic<Bool>(false)

    /// Whether a connection was cut.
    var hasCut: Bool { commits.load(ordering: .acquiring) >= number }

    init(server: String, cut: Cut, atCommit number: Int, in folder: String) {
        self.folder = folder
        self.server = server
        self.cut = cut
        self.number = number
        listener = unsafe socketAt(folder + "/.s.PGSQL.5432") { descriptor, address, length in
            unsafe bind(descriptor, address, length) == 0 && listen(descriptor, 8) == 0
        }
        let argument = unsafe Unmanaged.passRetained(self)
        #if canImport(Glibc)
        var thread = pthread_t()
        #else
        var thread: pthread_t?
        #endif
        unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<CuttingProxy>.fromOpaque(argument).takeRetainedValue().serve()
                return nil
            }, argument.toOpaque())
    }

    func stop() { isStopped.store(true, ordering: .releasing) }

    private func serve() {
        var pairs: [(program: Int32, server: Int32)] = []
        while !isStopped.load(ordering: .acquiring) {
            let descriptors = [listener] + pairs.flatMap { [$0.program, $0.server] }
            var watched = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard unsafe poll(&watched, nfds_t(watched.count), 20) > 0 else { continue }
            for (index, pair) in pairs.enumerated().reversed() {
                let isOpen =
                    (watched[1 + 2 * index].revents == 0 || forwardProgram(pair))
                    && (watched[2 + 2 * index].revents == 0 || pass(pair.server, pair.program))
                guard !isOpen else { continue }
                close(pair.program)
                close(pair.server)
                pairs.remove(at: index)
            }
            if watched[0].revents != 0 {
                let program = spawning.withLock { _ in
                    let program = accept(listener, nil, nil)
                    _ = fcntl(program, F_SETFD, FD_CLOEXEC)
                    return program
                }
                let server = unsafe socketAt(server + "/.s.PGSQL.5432") {
                    descriptor, address, length in
                    unsafe connect(descriptor, address, length) == 0
                }
                if server < 0 { close(program) } else { pairs.append((program, server)) }
            }
        }
        for pair in pairs {
            close(pair.program)
            close(pair.server)
        }
        close(listener)
    }

    /// - Returns: Whether the connection stays.
    private func forwardProgram(_ pair: (program: Int32, server: Int32)) -> Bool {
        guard let bytes = received(pair.program) else { return false }
        let isCommit = bytes.first == UInt8(ascii: "Q") && bytes.dropFirst(5) == commitWord
        let isCut =
            isCommit && commits.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == number
        if isCut, cut == .before { return false }
        guard sent(bytes, pair.server) else { return false }
        if isCut { _ = received(pair.server) }
        return !isCut
    }

    private func pass(_ from: Int32, _ to: Int32) -> Bool {
        received(from).map { sent($0, to) } ?? false
    }
}

private let commitWord = Array("COMMIT\0".utf8)[...]

private func received(_ descriptor: Int32) -> [UInt8]? {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe recv(descriptor, &block, block.count, 0)
    return count > 0 ? Array(block[..<count]) : nil
}

private func sent(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes {
            unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}

/// A unix socket with which `use` does the next step; -1 when that fails.
private func socketAt(
    _ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
) -> Int32 {
    let descriptor = spawning.withLock { _ in
        #if canImport(Glibc)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
        unsafe room.copyBytes(from: Array(path.utf8) + [0])
    }
    let isDone = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    if isDone { return descriptor }
    close(descriptor)
    return -1
}
