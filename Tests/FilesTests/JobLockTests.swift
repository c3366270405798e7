import Testing
import TrancheColumnar
import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("One run a job")
struct JobLockTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func lock(_ key: String = "nightly") -> JobLock {
        JobLock(directory: directory.file("state/locks"), key: key)
    }

    @Test("The second asker is told who holds the job, by each policy its own way")
    func excludes() throws {
        let (first, second) = (lock(), lock())
        #expect(try first.acquire(policy: .fail) == .held)
        #expect(try first.acquire(policy: .fail) == .held)
        #expect(try second.acquire(policy: .skip) == .busy(pid: getpid()))
        let failed = jobError { _ = try second.acquire(policy: .fail) }
        #expect(failed?.code == .locked)
        // Who holds it comes first, not the lock file's long path.
        #expect(failed?.message == "another run (pid \(getpid())) holds this job")
        #expect(failed?.location == nil)
        let late = jobError { _ = try second.acquire(policy: .wait(.zero)) }
        #expect(late?.code == .locked)
        let stopped = jobError { _ = try second.acquire(policy: .wait(nil)) { true } }
        #expect(stopped?.code == .stopped)
    }

    @Test("A waiter gets the job once it is free")
    func waits() throws {
        let (first, second) = (lock(), lock())
        #expect(try first.acquire(policy: .fail) == .held)
        var asked = 0
        let outcome = try second.acquire(policy: .wait(.seconds(600))) {
            asked += 1
            if asked == 2 { first.release() }
            return asked > 100
        }
        #expect(outcome == .held && asked == 2)
        #expect(try first.acquire(policy: .skip) == .busy(pid: getpid()))
    }

    @Test(
        "Other jobs are free, whatever their names hold",
        arguments: [
            ("a/b", "a%2fb"), ("../up", "..%2fup"), ("día 1", "d%c3%ada%201"),
            ("x-1_2.3", "x-1_2.3"),
        ])
    func keys(key: String, name: String) throws {
        let (first, second) = (lock(), lock(key))
        #expect(try first.acquire(policy: .fail) == .held)
        #expect(try second.acquire(policy: .fail) == .held)
        #expect(second.path == directory.file("state/locks/\(name).lock"))
        #expect(directory.text("state/locks/\(name).lock") == "\(getpid())\n")
    }

    @Test("The file stays when the lock goes, and names nobody then")
    func staysBehind() throws {
        let first = lock()
        #expect(try first.acquire(policy: .fail) == .held)
        first.release()
        first.release()
        #expect(directory.text("state/locks/nightly.lock") == "")
        #expect(try lock().acquire(policy: .fail) == .held)
    }

    @Test("The kernel frees the job of a process that was killed")
    func killedHolder() throws {
        let own = lock()
        #expect(try own.acquire(policy: .fail) == .held)
        own.release()
        let (toChild, fromChild) = (try Pipe(), try Pipe())
        let pid = start(
            "exec flock --no-fork '\(own.path)' cat", input: toChild.readEnd,
            output: fromChild.writeEnd)
        defer { for end in [toChild.readEnd, toChild.writeEnd, fromChild.readEnd] { close(end) } }
        close(fromChild.writeEnd)
        toChild.write("x")
        try #require(fromChild.takeByte() != nil, "flock(1) is missing")
        #expect(try own.acquire(policy: .skip) == .busy(pid: nil))
        kill(pid, SIGKILL)
        #expect(wait(for: pid) == 128 + SIGKILL)
        #expect(try own.acquire(policy: .fail) == .held)
    }

    @Test("A place that cannot hold the lock is an error")
    func noPlace() throws {
        try directory.write("file", "")
        let lock = JobLock(directory: directory.file("file"), key: "x")
        let error = jobError { _ = try lock.acquire(policy: .fail) }
        #expect(error?.code == .cannotCreate)
    }
}
