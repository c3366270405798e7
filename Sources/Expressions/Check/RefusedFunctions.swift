/// Functions of PostgreSQL that have no place in an expression over one record, and why.
enum RefusedFunctions {
    struct Reason {
        let message: String
        let hint: String?
    }

    /// Why `name`, in lower case, is refused; `nil` when it is just not known.
    static func reason(_ name: String) -> Reason? {
        if volatile.contains(name) {
            return Reason(
                message: "\(name)() gives another value at each call, so a resumed run would not "
                    + "write what the first one would have", hint: volatileHint(name))
        }
        if aggregates.contains(name) {
            return Reason(
                message: "\(name)() needs many records, and an expression sees one at a time",
                hint: aggregateHint(name))
        }
        if windows.contains(name) {
            return Reason(
                message: "\(name)() needs the records around, and an expression sees one at a time",
                hint: FunctionTable.named("record_number").isEmpty || name != "row_number"
                    ? nil : "record_number() counts the records of the input")
        }
        if clocks.contains(name) {
            return Reason(
                message: "\(name) has a type that is not supported: time",
                hint: "now()::text, current_date and localtimestamp tell when the run began")
        }
        if let way = otherWays[name] {
            return Reason(message: "\(name)() is not supported", hint: way)
        }
        return nil
    }

    /// What to write in the place of functions that are not there.
    private static let otherWays: [String: String] = [
        "unistr": "E'\\u00e9' writes a character by its code",
        "parse_ident": "split_part(a, '.', 1) is the first part of a name",
        "regexp_matches": "regexp_match(a, b) gives the first match, one row at most",
        "regexp_split_to_table": "regexp_split_to_array splits; the step explode makes rows of it",
        "unnest": "the step explode makes rows of the elements of an array",
        "json_array_elements": "the step explode makes rows of the elements of an array",
        "to_ascii": "translate(a, 'äöü', 'aou') replaces characters",
        "sind": "sin(radians(a)) is the same", "cosd": "cos(radians(a)) is the same",
        "tand": "tan(radians(a)) is the same", "cotd": "cot(radians(a)) is the same",
        "asind": "degrees(asin(a)) is the same", "acosd": "degrees(acos(a)) is the same",
        "atand": "degrees(atan(a)) is the same",
    ]

    private static func volatileHint(_ name: String) -> String? {
        switch name {
        case "clock_timestamp", "statement_timestamp", "timeofday":
            "now() is when the run began"
        case "gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1":
            "md5(a || b)::uuid makes one from what identifies the record"
        default: nil
        }
    }

    private static func aggregateHint(_ name: String) -> String? {
        switch name {
        case "max": "greatest(a, b) is the greatest of several values of a record"
        case "min": "least(a, b) is the least of several values of a record"
        case "string_agg": "concat_ws(',', a, b) joins several values of a record"
        default: nil
        }
    }

    private static let volatile: Set<String> = [
        "random", "setseed", "gen_random_uuid", "uuid_generate_v1", "uuid_generate_v4",
        "clock_timestamp", "statement_timestamp", "timeofday", "nextval", "currval", "lastval",
        "txid_current", "pg_sleep", "gen_random_bytes",
    ]

    private static let aggregates: Set<String> = [
        "sum", "count", "avg", "min", "max", "array_agg", "string_agg", "json_agg", "jsonb_agg",
        "json_object_agg", "jsonb_object_agg", "bool_and", "bool_or", "every", "bit_and", "bit_or",
        "bit_xor", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp", "corr",
        "covar_pop", "covar_samp", "regr_slope", "regr_count", "regr_r2", "regr_intercept", "mode",
        "percentile_cont", "percentile_disc",
    ]

    private static let windows: Set<String> = [
        "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead",
        "first_value", "last_value", "nth_value",
    ]

    private static let clocks: Set<String> = ["current_time", "localtime"]
}
