import TrancheColumnar
import TrancheExpressions

/// `$.address.city`, `$['first name']`, `$.items[0]`: one place in a JSON value.
struct JSONPath: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    let text: String
    let parts: [Part]

    /// `nil` when the text is no path.
    init?(_ text: String) {
        guard text.first == "$" else { return nil }
        self.text = text
        var parts: [Part] = []
        var rest = text.dropFirst()
        while let first = rest.popFirst() {
            if first == "." {
                let key = rest.prefix { $0 != "." && $0 != "[" }
                guard !key.isEmpty else { return nil }
                parts.append(.key(String(key)))
                rest = rest.dropFirst(key.count)
            } else if first == "[", let quote = rest.first, quote == "'" || quote == "\"" {
                let key = rest.dropFirst().prefix { $0 != quote }
                rest = rest.dropFirst(key.count + 1)
                guard rest.hasPrefix("\(quote)]") else { return nil }
                parts.append(.key(String(key)))
                rest = rest.dropFirst(2)
            } else if first == "[" {
                let digits = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(digits.count)
                guard let index = Int(digits), index >= 0, rest.popFirst() == "]" else {
                    return nil
                }
                parts.append(.index(index))
            } else {
                return nil
            }
        }
        self.parts = parts
    }

    /// The last key on the way, for a column's name.
    var lastKey: String? {
        for case .key(let key) in parts.reversed() { return key }
        return nil
    }

    /// The value there, or `nil` when there is none.
    ///
    /// Of a key that comes twice the last one counts. `json` is a valid value without blanks around
    /// it; keys with escapes are read in `scratch`.
    func value(in json: Text, _ scratch: ByteBuffer) -> Text? {
        var value = json
        for part in parts {
            var found: Text?
            switch part {
            case .key(let key):
                // A key with an escape that is no character is not the one that is wanted.
                try? eachJSONMember(of: value, scratch) { name, value in
                    if unsafe name.bytes.elementsEqual(key.utf8) { found = value }
                }
            case .index(let index):
                var place = 0
                eachJSONElement(of: value) { (element) throws(Never) in
                    if place == index { found = element }
                    place += 1
                }
            }
            guard let found else { return nil }
            value = found
        }
        return value
    }
}
