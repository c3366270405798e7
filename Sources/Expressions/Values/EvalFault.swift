/// Why an expression has no value for one record, with PostgreSQL's SQLSTATE and words.
public struct EvalFault: Error, Sendable, Equatable {
    public enum Code: String, Sendable {
        case divisionByZero = "22012"
        case numericOutOfRange = "22003"
        case invalidText = "22P02"
        case invalidParameter = "22023"
        case datetimeOverflow = "22008"
        case invalidDatetime = "22007"
        case zoneDisplacement = "22009"
        case intervalOverflow = "22015"
        case invalidWidthBucket = "2201G"
        case untranslatableCharacter = "22P05"
        case invalidLogarithm = "2201E"
        case invalidPower = "2201F"
        case invalidRegex = "2201B"
        case invalidEscape = "22025"
        case nullNotAllowed = "22004"
        case substringError = "22011"
        case characterNotInRepertoire = "22021"
        case limitExceeded = "54000"
        case featureNotSupported = "0A000"
        case invalidFormat = "42601"
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
