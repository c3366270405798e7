import CPostgreSQL
import TrancheColumnar

/// An error as the server, or libpq, tells it; it never holds a password or a bound value.
struct PostgreSQLFailure: Error {
    /// The five letters of the SQL standard; empty when the connection itself failed.
    var sqlState = ""
    var message: String
    var detail: String?
    var hint: String?
    /// Where it happened, as in `COPY t, line 3`.
    var context: String?
    var column: String?
    var constraint: String?
    /// What a person calls the server and database.
    var place: String

    /// The kinds of errors that share the first two letters.
    var sqlClass: Substring { sqlState.prefix(2) }

    /// Whether one row's values are the reason, and other rows may do.
    var isOfRow: Bool {
        // Data, integrity, a function that raises (P0001 …), WITH CHECK OPTION, external routines.
        ["22", "23", "P0", "44", "38", "21"].contains(sqlClass) || sqlState == "54000"
    }

    /// Whether the same may work a moment later.
    var isTransient: Bool {
        switch sqlClass {
        case "", "08", "40": true
        // Shutdowns and too many connections; not a full disk, which stays full.
        // Not a database that was dropped.
        case "57": sqlState != "57P04"
        case "53": sqlState != "53100"
        default: ["55P03", "55006", "25006", "25P03", "25P04", "58000"].contains(sqlState)
        }
    }

    /// What it means to the user.
    var jobError: JobError {
        let (code, hint) = meaning
        var text = message
        if let detail, !["22", "23"].contains(sqlClass) { text += ": \(detail)" }
        if !sqlState.isEmpty { text += " (SQLSTATE \(sqlState))" }
        var error = JobError(code, "\(text), in \(place)", hint: self.hint ?? hint)
        error.isTransient = isTransient
        return error
    }

    private var meaning: (JobError.Code, String) {
        switch sqlState {
        case "3D000": return (.inputMissing, "create the database, or name another")
        case "42P01", "3F000": return (.inputMissing, "check the table's name and schema")
        case "42501": return (.permission, "ask the table's owner to grant what is missing")
        case "25006":
            return (.unavailable, "name the primary, with target_session_attrs=read-write")
        case "53100": return (.inputOutput, "make room on the server's disk, and run it again")
        case "53300": return (.unavailable, "close other connections, or try again later")
        case "57014": return (.unavailable, "raise statement_timeout, or try again later")
        default: break
        }
        switch sqlClass {
        case "": return (.unavailable, "check that the server runs and the address is right")
        case "28":
            return (.permission, "check the user, and the password in PGPASSWORD or ~/.pgpass")
        case "08", "40", "53", "55", "57", "58":
            return (.unavailable, "run the same command again")
        case "42": return (.usage, "check the names and the SQL against the database's tables")
        default: return (.data, "check the records against the table's rules")
        }
    }
}

extension PostgreSQLResult {
    /// The error of a result that is one.
    func failure(place: String, _ secrets: PostgreSQLSecrets) -> PostgreSQLFailure {
        func field(_ code: tranche_diag) -> String? {
            let number = Int32(bitPattern: code.rawValue)
            guard let text = unsafe pq.PQresultErrorField(handle, number) else { return nil }
            return secrets.removed(from: unsafe String(cString: text))
        }
        let message = field(TRANCHE_DIAG_PRIMARY) ?? "the server closed the connection"
        var failure = PostgreSQLFailure(message: message, place: place)
        failure.sqlState = field(TRANCHE_DIAG_SQLSTATE) ?? ""
        failure.detail = field(TRANCHE_DIAG_DETAIL)
        failure.hint = field(TRANCHE_DIAG_HINT)
        failure.context = field(TRANCHE_DIAG_CONTEXT)
        failure.column = field(TRANCHE_DIAG_COLUMN)
        failure.constraint = field(TRANCHE_DIAG_CONSTRAINT)
        return failure
    }
}
