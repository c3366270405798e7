import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `${env:NAME}` and `${file:PATH}` in the texts of a step, which hold a secret until it is used.
///
/// `$${` stands for `${`. The values are read when the step is planned, and stand in no text of it.
enum HTTPSecrets {
    enum Part {
        case text(String)
        /// What stands between the braces.
        case secret(String)
    }

    static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var plain = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            plain += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                plain += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${env:") || rest.hasPrefix("${file:"),
                let end = rest.firstIndex(of: "}")
            {
                parts.append(.text(plain))
                plain = ""
                parts.append(.secret(String(rest.dropFirst(2)[..<end])))
                rest = rest[rest.index(after: end)...]
            } else {
                plain += "$"
                rest = rest.dropFirst()
            }
        }
        parts.append(.text(plain + rest))
        return parts
    }

    /// The value of a variable, or a small file's text without the line end at its end.
    ///
    /// - Throws: `JobError` when there is none, without what stands there.
    static func value(_ reference: String, at location: String?) throws(JobError) -> String {
        if reference.hasPrefix("env:") {
            let name = String(reference.dropFirst(4))
            guard let value = unsafe getenv(name) else {
                throw JobError(
                    .pipeline, "step lookup: found ${\(reference)}, but \(name) is not set",
                    at: location, hint: "export \(name) before the run")
            }
            return unsafe String(cString: value)
        }
        let path = String(reference.dropFirst(5))
        guard let file = unsafe fopen(path, "re") else {
            throw JobError(
                .inputMissing, "step lookup: cannot open the file of ${\(reference)}",
                at: location, hint: "name a file that can be read")
        }
        defer { unsafe fclose(file) }
        var block = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe fread(&block, 1, block.count, file)
        let text = String(decoding: block.prefix(count), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
