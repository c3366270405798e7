import TrancheColumnar

@testable import TrancheExpressions

/// Calls a text function by PostgreSQL's name with arguments as text, and writes its result as
/// text: `\N` for null, `!` with code and message for an error.
///
/// Each argument has a buffer of its own that lives as long as the calls do.
final class TextCalls {
    typealias Arguments = [String?]

    let out = ByteBuffer()
    let more = ByteBuffer()
    let scratch = RegexScratch()
    private var kept: [ByteBuffer] = []

    func callAsFunction(_ name: String, _ arguments: Arguments) -> String {
        out.count = 0
        more.count = 0
        kept.removeAll(keepingCapacity: true)
        do throws(EvalFault) {
            return try call(name, arguments) ?? "\\N"
        } catch {
            return "!\(error.code.rawValue) \(error.message)"
        }
    }

    /// A line of a table: the name and the arguments, between tabs.
    func callAsFunction(line: String) -> String {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        let arguments = fields.dropFirst().map { $0 == "\\N" ? nil : Self.unescaped($0) }
        return Self.escaped(self(String(fields[0]), arguments))
    }

    static func escaped(_ text: String) -> String {
        if text == "\\N" { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func unescaped(_ text: Substring) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                isEscaped = false
                switch scalar {
                case "t": result.append("\t")
                case "n": result.append("\n")
                case "r": result.append("\r")
                default: result.append(scalar)
                }
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    func text(_ string: String?) -> Text {
        let buffer = ByteBuffer()
        buffer.append(string ?? "")
        kept.append(buffer)
        return buffer.text(from: 0)
    }

    private func call(_ name: String, _ a: Arguments) throws(EvalFault) -> String? {
        if let result = simple(name, a) { return result }
        if let result = try checked(name, a) { return result }
        if let result = try matching(name, a) { return result }
        if let result = try encoding(name, a) { return result }
        if let result = try json(name, a) { return result }
        return try regexps(name, a)
    }

    private func number(_ a: Arguments, _ index: Int, _ standard: Int = 1) -> Int {
        index < a.count ? a[index].flatMap { Int($0) } ?? standard : standard
    }

    private func simple(_ name: String, _ a: Arguments) -> String? {
        let s = text(a[0])
        switch name {
        case "lower": return lower(s, out).string
        case "upper": return upper(s, out).string
        case "initcap": return initcap(s, out).string
        case "length": return "\(length(s))"
        case "octet_length": return "\(octetLength(s))"
        case "bit_length": return "\(bitLength(s))"
        case "left": return left(s, number(a, 1)).string
        case "right": return right(s, number(a, 1)).string
        case "ltrim": return (a.count > 1 ? ltrim(s, text(a[1])) : ltrim(s)).string
        case "rtrim": return (a.count > 1 ? rtrim(s, text(a[1])) : rtrim(s)).string
        case "btrim": return (a.count > 1 ? btrim(s, text(a[1])) : btrim(s)).string
        case "translate": return translate(s, text(a[1]), text(a[2]), out).string
        case "strpos": return "\(strpos(s, text(a[1])))"
        case "reverse": return reverse(s, out).string
        case "ascii": return "\(ascii(s))"
        case "to_hex": return toHex(Int64(a[0] ?? "") ?? 0, out).string
        case "to_hex32": return toHex(Int32(a[0] ?? "") ?? 0, out).string
        case "quote_literal": return quoteLiteral(s, out).string
        case "quote_ident": return quoteIdent(s, out).string
        case "quote_nullable": return quoteNullable(a[0] == nil ? nil : s, out).string
        case "starts_with": return startsWith(s, text(a[1])) ? "true" : "false"
        default: return nil
        }
    }

    private func checked(_ name: String, _ a: Arguments) throws(EvalFault) -> String? {
        let s = text(a[0])
        switch name {
        case "substr":
            let from = number(a, 1)
            return try a.count > 2 ? substr(s, from, number(a, 2)).string : substr(s, from).string
        case "lpad":
            let fill = a.count > 2 ? text(a[2]) : Text(" ")
            return try lpad(s, number(a, 1), fill, out).string
        case "rpad":
            let fill = a.count > 2 ? text(a[2]) : Text(" ")
            return try rpad(s, number(a, 1), fill, out).string
        case "replace": return try replace(s, text(a[1]), text(a[2]), out).string
        case "split_part": return try splitPart(s, text(a[1]), number(a, 2)).string
        case "overlay":
            let length = a.count > 3 ? number(a, 3) : nil
            return try overlay(s, text(a[1]), number(a, 2), length, out).string
        case "repeat": return try `repeat`(s, number(a, 1), out).string
        case "chr": return try chr(number(a, 0), out).string
        default: return nil
        }
    }

    private func matching(_ name: String, _ a: Arguments) throws(EvalFault) -> String? {
        let s = text(a[0])
        switch name {
        case "like", "ilike":
            let escape = a.count > 2 ? text(a[2]) : Text("\\")
            let pattern = try LikePattern(
                text(a[1]), escape: escape, ignoresCase: name == "ilike")
            return pattern.matches(s, out) ? "true" : "false"
        case "similar":
            let escape = a.count > 2 ? text(a[2]) : Text("\\")
            let source = try similarToEscape(text(a[1]), escape, out)
            return try Regex(source).matches(s, scratch) ? "true" : "false"
        case "similar_substring":
            let source = try similarToEscape(text(a[1]), text(a[2]), out)
            return try regexpSubstring(s, Regex(source), scratch).map(\.string) ?? "\\N"
        default: return nil
        }
    }

    private func encoding(_ name: String, _ a: Arguments) throws(EvalFault) -> String? {
        let s = text(a[0])
        switch name {
        case "md5": return md5(s, out).string
        case "sha224": return encode(sha224(s, out), .hex, more).string
        case "sha256": return encode(sha256(s, out), .hex, more).string
        case "sha384": return encode(sha384(s, out), .hex, more).string
        case "sha512": return encode(sha512(s, out), .hex, more).string
        case "encode":
            return try encode(s, TextEncoding(name: text(a[1])), out).string
        case "decode":
            let bytes = try decode(s, TextEncoding(name: text(a[1])), out)
            return encode(bytes, .hex, more).string
        case "bytea": return encode(try byteaInput(s, out), .hex, more).string
        case "bytea_out": return byteaOutput(s, out).string
        case "format":
            var arguments: [Text?] = []
            for argument in a.dropFirst() { arguments.append(argument.map { text($0) }) }
            return try format(s, arguments, out, more).string
        default: return nil
        }
    }

    private func json(_ name: String, _ a: Arguments) throws(EvalFault) -> String? {
        let s = text(a[0])
        switch name {
        case "json_get", "json_get_text":
            let value = try jsonField(s, text(a[1]), out)
            return try show(value, asText: name == "json_get_text")
        case "json_at", "json_at_text":
            return try show(jsonElement(s, number(a, 1)), asText: name == "json_at_text")
        case "json_path", "json_path_text":
            let value = try jsonPath(s, a.dropFirst().map { text($0) }, out)
            return try show(value, asText: name == "json_path_text")
        case "json_typeof": return jsonTypeof(s).string
        case "json_array_length": return "\(try jsonArrayLength(s))"
        case "to_json": return jsonQuoted(s, out).string
        default: return nil
        }
    }

    private func show(_ value: Text?, asText: Bool) throws(EvalFault) -> String {
        guard let value else { return "\\N" }
        guard asText else { return value.string }
        return try jsonUnquoted(value, out)?.string ?? "\\N"
    }

    /// Regular expressions: text, pattern, flags, then what the function takes.
    private func regexps(_ name: String, _ a: Arguments) throws(EvalFault) -> String? {
        let s = text(a[0])
        let regex = try Regex(text(a[1]), flags: text(a[2]))
        switch name {
        case "regexp_like": return try regex.matches(s, scratch) ? "true" : "false"
        case "regexp_substring": return try regexpSubstring(s, regex, scratch)?.string
        case "regexp_match": return try regexpMatch(s, regex, scratch) ? row(s, regex) : nil
        case "regexp_matches":
            var matches = try RegexMatches(s, regex)
            var rows: [String] = []
            while try matches.next(scratch) { rows.append(row(s, regex)) }
            return rows.joined(separator: ";")
        case "regexp_replace":
            let n = a.count > 5 ? number(a, 5) : nil
            return try regexpReplace(
                s, regex, text(a[3]), start: number(a, 4), n: n, scratch, out
            ).string
        case "regexp_split":
            var parts: [Range<Int>] = []
            try regexpSplit(s, regex, scratch, into: &parts)
            return parts.map { s.slice($0.lowerBound, $0.upperBound).string }
                .joined(separator: "|")
        case "regexp_count":
            return try "\(regexpCount(s, regex, start: number(a, 3), scratch))"
        case "regexp_substr":
            return try regexpSubstr(
                s, regex, start: number(a, 3), n: number(a, 4), subexpression: number(a, 5, 0),
                scratch)?.string
        case "regexp_instr":
            let place = try regexpInstr(
                s, regex, start: number(a, 3), n: number(a, 4), endOption: number(a, 5, 0),
                subexpression: number(a, 6, 0), scratch)
            return "\(place)"
        default: return "no function \(name)"
        }
    }

    private func row(_ s: Text, _ regex: Regex) -> String {
        let numbers = regex.captures > 0 ? 1...regex.captures : 0...0
        return numbers.map { scratch.capture($0, of: s)?.string ?? "\\N" }.joined(separator: "|")
    }
}
