/// A record that is known by its content: equal contents have equal hashes, on every machine and
/// in every version of this library.
///
/// The hash is made of the **canonical form, version 1**: the text `tranche record 1`, then each
/// field, in the order of the names' bytes. A field is its name, a letter for its kind, and its
/// text; name and text have their length in bytes, 8 bytes with the least significant first, before
/// them. The kinds:
///
/// - `z`: NULL, with an empty text.
/// - `n`: a bigint, numeric or double precision as its digits from the first to the last that is not
///   0, `e` and the power of ten of the last one: `1`, `1.00` and `1e0` are all `1e0`, -250 is
///   `-25e1`, zero is `0`; or `NaN`, `Infinity`, `-Infinity`.
/// - `b`: a boolean, `true` or `false`.
/// - `u`: a uuid, its 32 digits in lower case.
/// - `t`: everything else, as its text stands; raw bytes as `\x` and hexadecimal digits. So is a
///   value that does not fit its column's type.
///
/// So the order of columns does not matter, nor how a number is spelled, nor whether a whole number
/// is in a column of integers; names do, and NULL is not the empty text.
public protocol RecordHashable {
    /// Appends the canonical form.
    func appendCanonicalForm(to bytes: ByteBuffer)
}

extension RecordHashable {
    /// The hash of the canonical form.
    public var contentHash: RecordHash {
        let bytes = ByteBuffer(capacity: 256)
        appendCanonicalForm(to: bytes)
        return unsafe RecordHash(of: bytes.base, count: bytes.count)
    }
}

/// A record that can be written down as names and values.
public protocol Serializable {
    /// Every field by its name.
    var dictionary: [String: RecordValue] { get }
}

extension RecordHashable where Self: Serializable {
    /// The canonical form of the dictionary.
    public func appendCanonicalForm(to bytes: ByteBuffer) {
        let fields = dictionary.map { (name: Array($0.key.utf8), value: $0.value) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
        let text = ByteBuffer(capacity: 64)
        CanonicalForm.begin(bytes)
        for field in fields {
            guard let value = field.value.text else {
                unsafe CanonicalForm.append(field.name, field.value.type, nil, 0, to: bytes)
                continue
            }
            text.count = 0
            text.append(value)
            unsafe CanonicalForm.append(
                field.name, field.value.type, UnsafePointer(text.base), text.count, to: bytes)
        }
    }
}

/// 128 bits that stand for a record's content.
///
/// Two contents share a hash by a chance of one in 2¹²⁸, unless somebody has made them to: it is no
/// protection against malice.
public struct RecordHash: Sendable, Hashable, CustomStringConvertible {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The hash of `count` bytes of canonical form.
    public init(of bytes: UnsafePointer<UInt8>, count: Int) {
        unsafe high = seededHash(bytes, count, seed: 0x7472_616E_6368_6531)
        unsafe low = seededHash(bytes, count, seed: 0x7265_636F_7264_2031)
    }

    /// 32 hexadecimal digits.
    public var description: String {
        [high, low].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

/// A value with its type; what it is without the record around it.
public struct RecordValue: Sendable, Hashable {
    public var type: DataType
    /// The value as a CSV file has it; `nil` is NULL.
    public var text: String?

    public init(_ text: String?, _ type: DataType = .text) {
        self.type = type
        self.text = text
    }
}
