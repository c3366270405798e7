import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Turns SIGINT, SIGTERM and SIGHUP into one request to stop; the second signal ends the process.
///
/// SIGHUP stays ignored under `nohup`. SIGPIPE and SIGXFSZ are ignored, so that a closed pipe and
/// a full file are errors of write(2) that can be told.
///
/// - SeeAlso: signal-safety(7): the handler loads an atomic, writes a byte, or calls `_exit`.
public enum StopSignals {
    /// Set once, before the handlers; the handler may not run Swift's lazy initialization.
    nonisolated(unsafe) private static var control: StopControl?

    /// Installs the handlers for the rest of the process's life.
    public static func install(_ control: StopControl) {
        unsafe Self.control = control
        handle(SIGPIPE, with: SIG_IGN)
        handle(SIGXFSZ, with: SIG_IGN)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            if number == SIGHUP, isIgnored(number) { continue }
            handle(number) { number in
                guard let control = unsafe StopSignals.control else { return }
                if !control.request(signal: number) { _exit(128 + number) }
            }
        }
    }

    private static func handle(_ number: Int32, with action: SignalHandler?) {
        var settings = sigaction()
        #if canImport(Glibc)
        unsafe settings.__sigaction_handler.sa_handler = action
        #else
        settings.__sigaction_u.__sa_handler = action
        #endif
        settings.sa_flags = SA_RESTART
        _ = unsafe sigaction(number, &settings, nil)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var settings = sigaction()
        guard unsafe sigaction(number, nil, &settings) == 0 else { return false }
        #if canImport(Glibc)
        let handler = unsafe unsafeBitCast(
            settings.__sigaction_handler.sa_handler, to: Int.self)
        #else
        let handler = unsafeBitCast(settings.__sigaction_u.__sa_handler, to: Int.self)
        #endif
        return handler == 1
    }
}

private typealias SignalHandler = @convention(c) (Int32) -> Void
