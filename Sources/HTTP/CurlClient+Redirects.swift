public import TrancheServices

extension CurlClient {
    /// Redirects that are followed, one after the other.
    private static let mostRedirects = 5

    /// Sends a request, and what redirects ask for, in one and the same time.
    ///
    /// Headers are for the server they were written for: another one gets none of them. A redirect
    /// from https to http is refused. 303 asks by GET, and so do 301 and 302 after a POST.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var next = request
        for _ in 0...Self.mostRedirects {
            let answer = try await exchange(next)
            guard let place = answer.redirect, (300..<400).contains(answer.response.status) else {
                return answer.response
            }
            try redirect(&next, to: place, status: answer.response.status)
            next.timeout -= answer.duration
            guard next.timeout > .zero else { throw HTTPFailure(.timeout, "timeout was reached") }
        }
        throw HTTPFailure(.redirect, "more than \(Self.mostRedirects) redirects")
    }

    private func redirect(_ request: inout HTTPRequest, to place: String, status: Int)
        throws(HTTPFailure)
    {
        let (from, target) = (origin(of: request.url), origin(of: place))
        guard target.hasPrefix("http://") || target.hasPrefix("https://") else {
            throw HTTPFailure(.redirect, "a redirect to neither http nor https")
        }
        guard !from.hasPrefix("https://") || target.hasPrefix("https://") else {
            throw HTTPFailure(.redirect, "a redirect from https to http")
        }
        if from != target { request.headers = [] }
        let isChanging =
            status == 303 || ((status == 301 || status == 302) && request.method == "POST")
        if isChanging {
            request.method = "GET"
            request.body = nil
            request.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        request.url = place
    }

    /// `https://host:port` in small letters, with the usual port left out.
    private func origin(of url: String) -> String {
        guard let colon = url.firstRange(of: "://") else { return "" }
        let scheme = url[..<colon.lowerBound].lowercased()
        var host = url[colon.upperBound...].prefix { !"/?#".contains($0) }.lowercased()
        if let at = host.lastIndex(of: "@") { host = String(host[host.index(after: at)...]) }
        let usual = scheme == "https" ? ":443" : ":80"
        if host.hasSuffix(usual) { host.removeLast(usual.count) }
        return "\(scheme)://\(host)"
    }
}
