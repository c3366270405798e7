import HTTPTesting
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("lookup http in the program, against a real server")
struct HTTPLookupTests {
    private static let step =
        "lookup http 'URL/c/{id}' add $.name as name, $.length as length type bigint"

    let workspace = Workspace()

    /// Records of `keys` distinct keys, mixed, and what a lookup makes of them.
    private static func records(_ count: Int, keys: Int) -> (input: String, output: String) {
        var (input, output) = ("id,v\n", "id,v,name,length\n")
        for number in 0..<count {
            let id = number * 7919 % keys
            input += "\(id),\(number)\n"
            output += "\(id),\(number),n\(id),\("\(id)".count)\n"
        }
        return (input, output)
    }

    @Sendable private static func answer(_ request: HTTPTestServer.Request) -> HTTPTestServer.Answer
    {
        let id = request.path.split(separator: "/").last ?? ""
        return .json("{\"name\":\"n\(id)\",\"length\":\(id.count)}")
    }

    private func step(_ server: HTTPTestServer, _ more: String = "") -> String {
        Self.step.replacing("URL", with: server.url) + more
    }

    @Test(
        "Ten thousand records with a thousand keys make a thousand requests, in order, whatever the workers",
        arguments: [("1", "1MiB"), ("2", "100rows"), ("4", "777rows")])
    func exactlyOnce(workers: String, chunks: String) {
        let server = HTTPTestServer(answer: Self.answer)
        defer { server.close() }
        let (input, output) = Self.records(10_000, keys: 1000)
        workspace.write("in.csv", input)
        let ended = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", step(server), "--workers", workers, "--chunk-size",
            chunks)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(workspace.text("out.csv") == output)
        #expect(server.requests.count == 1000)
        #expect(
            ended.errors.contains(
                "lookup: 10,000 records, 1,000 requests, 9,000 from the cache"), "\(ended.errors)")
    }

    @Test("A record answers a later run without a server, to the same bytes")
    func replay() {
        let server = HTTPTestServer { request in
            request.path.hasSuffix("/3") ? .status(404) : Self.answer(request)
        }
        workspace.write("in.csv", Self.records(500, keys: 40).input)
        let step = step(server)
        let first = workspace.tranche("copy", "in.csv", "a.csv", "-e", step, "--record", "r.ndjson")
        #expect(first.status == 0, "\(first.errors)")
        server.close()
        for (number, options) in [
            ["--workers", "1"], ["--workers", "4", "--chunk-size", "7rows"],
        ]
        .enumerated() {
            let again = workspace.start(
                ["copy", "in.csv", "b\(number).csv", "-e", step, "--replay", "r.ndjson"] + options
            ).wait()
            #expect(again.status == 0, "\(again.errors)")
            #expect(workspace.bytes("b\(number).csv") == workspace.bytes("a.csv"))
            #expect(again.errors.contains(" 0 requests"))
        }
        workspace.write("more.csv", "id\n1\n77\n")
        let missing = workspace.tranche(
            "copy", "more.csv", "c.csv", "-e", step + " else null", "--replay", "r.ndjson")
        #expect(missing.status == 65)
        #expect(
            missing.errors.contains("found no answer to GET \(server.url)/c/77 in r.ndjson"),
            "\(missing.errors)")
        let unused = workspace.tranche("copy", "in.csv", "d.csv", "--replay", "r.ndjson")
        #expect(unused.status == 64)
    }

    @Test("The server sees as many requests at a time as are allowed, and no more")
    func concurrency() {
        let inside = Atomic(0)
        let most = Atomic(0)
        let server = HTTPTestServer { request in
            let now = inside.add(1, ordering: .sequentiallyConsistent).newValue
            most.max(now, ordering: .sequentiallyConsistent)
            // Until the others are here, too; at the end there are none.
            var patience = 2000
            while most.load(ordering: .sequentiallyConsistent) < 3, patience > 0 {
                usleep(1000)
                patience -= 1
            }
            defer { inside.subtract(1, ordering: .sequentiallyConsistent) }
            return Self.answer(request)
        }
        defer { server.close() }
        workspace.write("in.csv", Self.records(60, keys: 60).input)
        let ended = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", step(server, " concurrency 3"), "--workers", "4",
            "--chunk-size", "10rows")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(most.load(ordering: .sequentiallyConsistent) == 3)
    }

    @Test("The server sees requests no faster than the rate")
    func rate() throws {
        let server = HTTPTestServer(answer: Self.answer)
        defer { server.close() }
        workspace.write("in.csv", Self.records(21, keys: 21).input)
        let ended = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", step(server, " rate 100/s"))
        #expect(ended.status == 0, "\(ended.errors)")
        let arrivals = server.requests.map(\.arrival).sorted()
        let first = try #require(arrivals.first)
        let last = try #require(arrivals.last)
        // The last of 21 starts 200 ms after the first; the first may have come late.
        #expect(first.duration(to: last) > .milliseconds(150))
    }

    @Test("What fails for a while is tried again, and what fails for good is a reject or the end")
    func failures() {
        let tries = Mutex<[String: Int]>([:])
        let server = HTTPTestServer { request in
            let number = tries.withLock { tries in
                tries[request.path, default: 0] += 1
                return tries[request.path] ?? 0
            }
            switch (request.path, number) {
            case ("/c/1", 1): return .status(500)
            case ("/c/2", 1): return .status(429, headers: ["Retry-After: 0"])
            case ("/c/3", 1): return .cut
            case ("/c/4", _): return .status(503)
            default: return Self.answer(request)
            }
        }
        defer { server.close() }
        workspace.write("in.csv", "id\n1\n2\n3\n4\n5\n")
        let rejected = workspace.tranche(
            "copy", "in.csv", "a.csv", "-e", step(server, " retry 1"), "--max-rejects", "1")
        #expect(rejected.status == 3, "\(rejected.errors)")
        #expect(
            workspace.text("a.csv") == "id,name,length\n1,n1,1\n2,n2,1\n3,n3,1\n5,n5,1\n")
        let line = workspace.text("a.csv.rejects.ndjson") ?? ""
        #expect(line.contains("\"code\":\"lookup-error\"") && line.contains("found status 503"))
        let failed = workspace.tranche(
            "copy", "in.csv", "b.csv", "-e", step(server, " retry 0 else fail"))
        #expect(failed.status == 69)
        #expect(failed.errors.contains("in.csv:5: step lookup: found status 503"))
    }

    @Test(
        "A stop ends a request that the server does not answer at once, and the job goes on later")
    func stopped() {
        let isAwake = Atomic(false)
        let server = HTTPTestServer { request in
            request.path == "/c/7" && !isAwake.load(ordering: .sequentiallyConsistent)
                ? .never : Self.answer(request)
        }
        defer { server.close() }
        let (input, output) = Self.records(20, keys: 20)
        workspace.write("in.csv", input)
        let line = [
            "copy", "in.csv", "out.csv", "-e", step(server, " timeout 10m"), "--chunk-size",
            "5rows",
            "--workers", "2",
        ]
        let child = workspace.start(line)
        let isAsked = child.wait(until: { server.requests.contains { $0.path == "/c/7" } })
        #expect(isAsked)
        let start = ContinuousClock.now
        child.send(SIGTERM)
        let ended = child.wait(limit: 30)
        #expect(ended.status == 143, "\(ended.errors)")
        #expect(.now - start < .seconds(5))
        #expect(ended.errors.contains("run the same command again to resume"), "\(ended.errors)")
        isAwake.store(true, ordering: .sequentiallyConsistent)
        let again = workspace.start(line).wait()
        #expect(again.status == 0, "\(again.errors)")
        #expect(workspace.text("out.csv") == output)
    }

    @Test(
        "A certificate that nobody vouches for ends the run, and one that the user trusts does not")
    func trust() {
        workspace.write("1.json", "{\"name\":\"n1\",\"length\":1}")
        workspace.write("in.csv", "id\n1\n")
        let ended = workspace.shell(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 \
              -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2> /dev/null || exit 9
            openssl s_server -accept 127.0.0.1:0 -key k.pem -cert c.pem -WWW > port 2>&1 < /dev/null &
            server=$!
            for try in $(seq 500); do grep -q ACCEPT port && break; sleep 0.01; done
            port=$(sed -n 's/^ACCEPT .*:\\([0-9]*\\).*/\\1/p' port)
            step="lookup http 'https://127.0.0.1:$port/{id}.json' add \\$.name else null"
            tranche copy in.csv a.csv -e "$step"; untrusted=$?
            CURL_CA_BUNDLE=c.pem tranche copy in.csv b.csv -e "$step"; trusted=$?
            kill $server
            echo "$untrusted $trusted"
            """)
        #expect(ended.text == "77 0\n", "\(ended.errors)")
        #expect(ended.errors.contains("certificate"), "\(ended.errors)")
        #expect(workspace.text("b.csv") == "id,name\n1,n1\n")
    }
}
