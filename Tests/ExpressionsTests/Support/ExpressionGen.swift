import PropertyTesting

/// Random well-typed expressions over the columns of ``RowPool``.
///
/// Each type has its leaves and templates, in whose braces other types stand. The leaves are
/// columns, and literals stand beside columns alone: PostgreSQL calculates what is constant before
/// it knows whether it will be needed, and does not look at what stands beside a constant NULL.
/// Where PostgreSQL calculates the second operand first, as in integer + date, it is a column, for
/// the first error counts.
func expressionGen(_ type: String, depth: Int) -> Gen<String> {
    Gen { choices in
        let grows = depth > 0 && Gen.int(0...3 as ClosedRange<Int>).run(&choices) > 0
        guard grows, let templates = expressionTemplates[type] else {
            return Gen.element(of: expressionLeaves[type] ?? ["null"]).run(&choices)
        }
        var text = ""
        let template = Gen.element(of: templates).run(&choices)
        for part in template.split(separator: "{", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.count == 2 else {
                text += part
                continue
            }
            let inner = choices.element {
                expressionGen(String(pieces[0]), depth: depth - 1).run(&$0)
            }
            text += inner + pieces[1]
        }
        return "(" + text + ")"
    }
}

let expressionTypes = [
    "bool", "int", "big", "num", "dbl", "text", "date", "ts", "tz", "ival", "json", "uuid", "bytea",
    "small",
]

private let expressionLeaves: [String: [String]] = [
    "bool": ["f", "g"], "small": ["k::smallint", "m::smallint"],
    "int": ["k::integer", "m::integer"], "big": ["b", "k", "m"], "num": ["q", "n"],
    "dbl": ["e", "d"], "text": ["t", "s", "p"], "date": ["dt"], "ts": ["ts"], "tz": ["tz"],
    "ival": ["iv::interval"], "json": ["j"], "uuid": ["u"], "bytea": ["by"],
    "pattern": ["'a%'", "'%b_'", "'%'", "'_\\_%'", "'%B%'", "'Ü%'", "p"],
    "regex": [
        "'a+'", "'^[a-z]+$'", "'(b|ß)'", "'\\d+'", "'[[:upper:]]'", "'(.)(.)'", "'^$'", "'\\ma'",
    ],
    "similar": ["'a%'", "'%(b|c)%'", "'_+'", "'[a-z]*'"],
    "unit": [
        "year", "month", "day", "hour", "minute", "second", "quarter", "week", "decade", "century",
        "millennium",
    ].map { "'\($0)'" },
    "field": [
        "year", "month", "day", "hour", "minute", "second", "quarter", "week", "dow", "doy",
        "isodow", "isoyear", "epoch", "century", "decade", "millennium", "microseconds",
        "milliseconds",
    ],
    "zone": ["'Europe/Berlin'", "'UTC'", "'America/St_Johns'", "'+03'"],
    "format": [
        "'YYYY-MM-DD HH24:MI:SS.US'", "'Day DD Month Y,YYY BC'", "'IYYY-IW-ID FMDDD Q J'",
        "'HH12:MI AM CC W WW RM'",
    ],
    "number": [
        "'999'", "'FM9990.099'", "'S9G999D99'", "'999,999.99MI'", "'99PR'", "'RN'", "'9.99EEEE'",
        "'000V9'", "'PL99th'", "'SG99.9'", "'B09.90'", "'fm99,999.9S'", "'L\"x\"99'",
    ],
    "whole": ["'999'", "'S9G999D99'", "'99PR'", "'FMrn'", "'9.99EEEE'", "'FM000.00MI'"],
    "key": ["'a'", "'b'", "0", "1", "-1"],
    "path": ["'{a}'", "'{a,0}'", "'{1,a}'", "'{b,a,1}'"],
    "count": ["0", "1", "2", "3", "-1", "k::integer"],
]

private let ordered = [
    "bool", "small", "int", "big", "num", "dbl", "text", "date", "ts", "tz", "ival", "uuid",
    "bytea",
]

/// Forms that every type has.
private func common(_ type: String) -> [String] {
    let mixed = [
        "small": "int", "int": "big", "big": "num", "num": "dbl", "date": "ts", "ts": "tz",
    ]
    var forms = [
        "case when {bool} then {\(type)} else {\(type)} end", "coalesce({\(type)}, {\(type)})",
        "case when {bool} then {\(type)} when {bool} then {\(type)} end",
    ]
    if ordered.contains(type) {
        forms += [
            "nullif({\(type)}, {\(type)})", "greatest({\(type)}, {\(type)}, {\(type)})",
            "least({\(type)}, {\(type)})",
            "case {\(mixed[type] ?? type)} when {\(type)} then {\(type)} else {\(type)} end",
        ]
    }
    return forms
}

private let conditions: [String] =
    [
        "{bool} and {bool}", "{bool} or {bool}", "not {bool}", "{bool} is true",
        "{bool} is not true",
        "{bool} is false", "{bool} is unknown", "{bool} is not unknown", "{text} like {pattern}",
        "{text} not like {pattern}", "{text} ilike {pattern}", "{text} ~ {regex}",
        "{text} ~* {regex}",
        "{text} !~ {regex}", "{text} similar to {similar}", "starts_with({text}, {text})",
        "isfinite({date})", "isfinite({ts})", "{big}::integer::boolean", "{text}::boolean",
        "{int} in (1, 2, null)", "{num} in (1.50, 0, {num})", "{dbl} in (1.5, 'NaN', 0)",
        "{dbl} not in (1.5, 2, 0)", "{text} in ('a', 'ab', '', 'Straße')",
        "{num} in (1.5, 'NaN', 7, 0)",
        "{date} in ('2026-11-24', '2024-02-29')", "{big} in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0, -1)",
        "{int} < {num}", "{big} = {dbl}", "{num} > {dbl}", "{date} <= {ts}", "{ts} > {tz}",
        "{date} = {tz}", "{small} <> {big}", "regexp_like({text}, {regex}, 'i')",
    ]
    + ordered.flatMap { type in
        ["=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from"].map {
            "{\(type)} \($0) {\(type)}"
        } + [
            "{\(type)} is null", "{\(type)} is not null",
            "{\(type)} between {\(type)} and {\(type)}",
            "{\(type)} not between symmetric {\(type)} and {\(type)}",
            "{\(type)} in ({\(type)}, {\(type)})", "{\(type)} not in ({\(type)}, {\(type)})",
        ]
    }

private func arithmetic(_ type: String) -> [String] {
    ["+", "-", "*", "/", "%", "+", "-", "*"].map { "{\(type)} \($0) {\(type)}" } + [
        "- {\(type)}", "abs({\(type)})", "@ {\(type)}", "+ {\(type)}", "mod({\(type)}, {\(type)})",
    ]
}

private func bits(_ type: String) -> [String] {
    [
        "{\(type)} & {\(type)}", "{\(type)} | {\(type)}", "{\(type)} # {\(type)}", "~ {\(type)}",
        "{\(type)} << {count}", "{\(type)} >> {count}",
    ]
}

let expressionTemplates: [String: [String]] = [
    "bool": common("bool") + conditions,
    "small": ["{small} + 7::smallint"] + common("small") + arithmetic("small") + bits("small") + [
        "{int}::smallint", "{num}::smallint", "{dbl}::smallint", "{text}::smallint",
    ],
    "int": common("int") + arithmetic("int") + bits("int") + [
        "{small} + {int}", "{int} + 3", "7 - {int}", "{int} / 2", "{int} % -3", "{int} * {small}",
        "length({text})", "octet_length({text})",
        "strpos({text}, {text})", "position({text} in {text})", "ascii({text})", "{date} - {date}",
        "{big}::integer", "{num}::integer", "{dbl}::integer", "{text}::integer", "{bool}::integer",
        "gcd({int}, {int})", "lcm({int}, {int})", "scale({num})", "min_scale({num})",
        "bit_length({text})",
        "regexp_count({text}, {regex})", "regexp_instr({text}, {regex})",
        "json_array_length({json})",
        "width_bucket({num}, 0, 10, 5)", "width_bucket({dbl}, 0, 10, 5)",
        "regexp_count({text}, {regex}, 1, 'i')", "num_nulls({int}, {text}, {num})",
        "length({bytea})",
        "array_length(string_to_array({text}, 'a'), 1)",
        "cardinality(string_to_array({text}, ','))",
    ],
    "big": common("big") + arithmetic("big") + bits("big") + [
        "{int} + {big}", "{big} + 40000000000", "{big} / -1", "{big} * {int}", "{big} - {small}",
        "{int}::bigint", "{num}::bigint",
        "{dbl}::bigint", "{text}::bigint", "gcd({big}, {big})", "lcm({big}, {big})",
    ],
    "num": common("num") + arithmetic("num") + [
        "{num} + {int}", "{num} * 1.50", "{num} + 1", "{num} / 3", "1 - {num}", "{big} * {num}",
        "{num} / {int}", "round({num})", "round({num}, {count})",
        "trunc({num}, {count})", "ceil({num})", "floor({num})", "sign({num})", "{int}::numeric",
        "{big}::numeric", "{dbl}::numeric", "{text}::numeric", "{num}::numeric(12,3)",
        "{num}::numeric(5,2)", "div({num}, {num})", "trim_scale({num})", "sqrt(abs({num}))",
        "extract({field} from {ts})", "extract({field} from {date})", "extract({field} from {tz})",
        "extract({field} from {ival})", "to_number({text}, {number})", "{num} ^ 2",
        "gcd({num}, {num})", "ln(abs({num}) + 1)",
        "exp({num} / 1000000)", "log(abs({num}) + 1)", "factorial(k % 12)", "power({num}, {count})",
        "trunc({num})", "min_scale({num})::numeric",
    ],
    "dbl": common("dbl") + ["+", "-", "*", "/", "+", "-"].map { "{dbl} \($0) {dbl}" } + [
        "- {dbl}", "abs({dbl})", "{dbl} * 1.5", "{dbl} - 1", "{dbl} + {int}", "{big} * {dbl}",
        "{num} - {dbl}", "round({dbl})",
        "trunc({dbl})", "ceil({dbl})", "floor({dbl})", "sign({dbl})", "{int}::float8",
        "{big}::float8", "{num}::float8", "{text}::float8", "sqrt({dbl})", "cbrt({dbl})",
        "exp({dbl})", "ln({dbl})", "log({dbl})", "sin({dbl})", "cos({dbl})", "tan({dbl})",
        "atan({dbl})", "atan2({dbl}, {dbl})", "power({dbl}, {dbl})", "{dbl} ^ 2", "degrees({dbl})",
        "radians({dbl})", "date_part({unit}, {ts})", "date_part({unit}, {ival})", "tanh({dbl})",
        "asin({dbl})", "acos({dbl})", "cot({dbl})", "sinh({dbl})", "cosh({dbl})", "asinh({dbl})",
        "acosh({dbl})", "atanh({dbl})", "|/ {dbl}", "||/ {dbl}",
    ],
    "text": common("text") + ordered.map { "{\($0)}::text" } + [
        "{text} || {text}", "{text} || 'ä-'", "'<' || {text}", "{text} || {int}", "{num} || {text}",
        "lower({text})", "upper({text})",
        "initcap({text})", "reverse({text})", "left({text}, {count})", "right({text}, {count})",
        "substr({text}, {count})", "substring({text} from {count} for {count})",
        "lpad({text}, {count}, {text})", "rpad({text}, k::integer % 20)",
        "repeat({text}, k::integer % 5)",
        "replace({text}, {text}, {text})", "translate({text}, {text}, {text})", "trim({text})",
        "ltrim({text}, {text})", "rtrim({text})", "btrim({text}, 'ab ')",
        "split_part({text}, {text}, {count})",
        "overlay({text} placing {text} from {count})", "md5({text})", "quote_literal({text})",
        "quote_ident({text})", "quote_nullable({num})", "concat({text}, {int}, {bool}, {num})",
        "concat_ws({text}, {text}, {dbl}, {date})", "format('%s-%I-%L', {text}, {text}, {num})",
        "substring({text} from {regex})", "regexp_replace({text}, {regex}, '<\\&>')",
        "regexp_replace({text}, {regex}, '[\\1]', 'g')", "regexp_substr({text}, {regex})",
        "(regexp_match({text}, {regex}))[1]", "(string_to_array({text}, 'a'))[{count}]",
        "array_to_string(regexp_split_to_array({text}, {regex}), '|')", "to_hex({int})",
        "to_hex({big})",
        "to_char({int}, {whole})", "to_char({num}, {number})", "to_char({dbl}, {number})",
        "to_char({big}, {number})", "to_char({ts}, {format})", "to_char({tz}, {format})",
        "to_char({ival}, {format})",
        "{json} ->> {key}", "{json} #>> {path}", "json_typeof({json})", "encode({bytea}, 'hex')",
        "encode({bytea}, 'base64')", "encode({bytea}, 'escape')", "{text}::varchar(3)",
        "chr(k::integer + 1)",
        "json_extract_path_text({json}, 'a', '0')", "{json}::text",
        "string_to_array({text}, 'b')::text",
    ],
    "date": common("date") + [
        "{date} + {int}", "{date} - {int}", "{ts}::date", "{tz}::date", "{text}::date",
        "make_date(2000 + k::integer, m::integer, k::integer)", "{int} + dt",
        "to_date({text}, 'YYYY-MM-DD')",
    ],
    "ts": common("ts") + [
        "{ts} + {ival}", "{ts} - {ival}", "{date} + {ival}", "{date}::timestamp", "{tz}::timestamp",
        "date_trunc({unit}, {ts})", "{tz} at time zone {zone}", "{text}::timestamp",
        "{ts}::timestamp(2)",
        "date_bin('15 minutes', {ts}, '2001-01-01')", "{date} - {ival}",
    ],
    "tz": common("tz") + [
        "{tz} + {ival}", "{tz} - {ival}", "{ts}::timestamptz", "{ts} at time zone {zone}",
        "date_trunc({unit}, {tz})", "to_timestamp({dbl})", "{text}::timestamptz",
        "{date}::timestamptz",
        "date_trunc({unit}, {tz}, {zone})", "{tz}::timestamptz(0)",
    ],
    "ival": common("ival") + [
        "{ival} + {ival}", "{ival} + '1 mon -3 days 04:05:06.7'", "{ival} * 1.5", "{ival} - {ival}",
        "- {ival}", "{ival} * {dbl}", "{ival} * {int}",
        "{ival} / {dbl}", "{ts} - {ts}", "{tz} - {tz}", "age({ts}, {ts})", "age({tz}, {tz})",
        "justify_hours({ival})", "justify_days({ival})", "justify_interval({ival})",
        "date_trunc({unit}, {ival})", "{text}::interval",
    ],
    "json": common("json") + [
        "{json} -> {key}", "{json} #> {path}", "to_json({text})", "to_json({num})",
        "to_json({int})",
        "to_json({bool})", "to_json({ts})", "to_json({tz})", "to_json({dbl})", "to_json({date})",
        "{text}::json",
    ],
    "uuid": common("uuid") + ["md5({text})::uuid", "{text}::uuid", "upper({uuid}::text)::uuid"],
    "bytea": common("bytea") + [
        "trim({bytea} from {bytea})", "ltrim({bytea}, by)",
        "{bytea} || {bytea}", "sha256({bytea})", "convert_to({text}, 'UTF8')",
        "substr({bytea}, {count})",
        "decode(md5({text}), 'hex')", "substring({bytea} from {count} for {count})",
        "{text}::bytea",
    ],
]
