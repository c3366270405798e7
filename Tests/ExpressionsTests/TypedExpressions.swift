import TrancheColumnar

/// The columns that ``typedExpressions`` name.
let typedColumns: [TestColumn] = [
    TestColumn("b", .bigint, [nil]), TestColumn("n", .numeric, [nil]),
    TestColumn("d", .doublePrecision, [nil]), TestColumn("s", .text, [nil]),
    TestColumn("f", .boolean, [nil]), TestColumn("dt", .date, [nil]),
    TestColumn("ts", .timestamp, [nil]), TestColumn("tz", .timestamptz, [nil]),
    TestColumn("by", .bytea, [nil]), TestColumn("u", .uuid, [nil]), TestColumn("j", .json, [nil]),
]

/// Expressions, a line each, by the type that `pg_typeof` of PostgreSQL 15 gives them.
let typedExpressions: [(type: String, expressions: String)] = [
    (
        "integer",
        """
        1
        2147483647
        -2147483648
        -(2147483648)
        1 + 1
        1 / 2
        1::smallint + 1
        2 % 3
        '5' + 3
        3 + '5'
        @ -5
        1 # 3
        dt - dt
        dt - '2026-01-01'
        case when f then 1 end
        case when f then null else 1 end
        case when f then '5' else 5 end
        case 'x' when 'a' then 1 end
        coalesce(1::smallint, 1)
        nullif(1, 2)
        nullif(b::integer, 0)
        nullif('1', 1)
        greatest(1, 2)
        greatest(null, 1)
        s::integer
        f::integer
        '5'::integer
        int4(s)
        abs(-5)
        length(s)
        length('a')
        position('a' in s)
        strpos(s, 'a')
        current_date - dt
        ascii(s)
        octet_length(s)
        octet_length("by")
        """
    ),
    (
        "bigint",
        """
        2147483648
        - 2147483649
        9223372036854775807
        -9223372036854775808
        - -2147483648
        1 + 2147483648
        b + 1
        b + 1::smallint
        -b
        ~ b
        b & 7
        b << 2
        case s when 'a' then 1 when 'b' then 2147483648 end
        coalesce(b, 0)
        coalesce(null, b)
        nullif(b, 0)
        greatest(b, 1)
        greatest(b)
        n::bigint
        cast('5' as bigint)
        abs(b)
        mod(b, 2)
        """
    ),
    (
        "numeric",
        """
        9223372036854775808
        1.5
        1e3
        .5
        -1.5
        1 + 1.5
        1 / 2.0
        2.5 % 2
        b * 1.5
        n * b
        -n
        case when f then 1 else 2.5 end
        coalesce(b, 0.5)
        nullif(1, 2.5)
        greatest(1, 2.5)
        s::numeric(10,2)
        n::numeric(10)
        abs(n)
        abs(-1.5)
        round(n)
        round(n, 2)
        floor(1.5)
        mod(1.5, 1)
        extract(year from dt)
        extract('month' from ts)
        extract(epoch from interval '1 day')
        (b + 1) * n
        trunc(n, 1)
        """
    ),
    (
        "boolean",
        """
        true
        b = 1
        b = 1.5
        b = d
        b > '5'
        n < d
        s = 'a'
        s <> null
        s < s
        f = true
        f and 'yes'
        f or null
        not f
        not null
        dt = ts
        dt < tz
        ts < tz
        dt = '2026-01-01'
        ts > '2026-01-01'
        u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
        b between 1 and 10
        b not between 1 and 1.5
        dt between '2026-01-01' and '2026-12-31'
        s between symmetric 'a' and 'b'
        b in (1, 2, 3)
        b in (1, 2.5)
        b in (1, null)
        s in ('a', 'b')
        dt in ('2026-01-01', '2026-01-02')
        b in (b, 1, 2)
        n in (1, 2)
        5 in (null, null)
        b is null
        s is not null
        f is true
        f is not unknown
        null is unknown
        b is distinct from 1
        b is not distinct from null
        dt is distinct from ts
        1::boolean
        starts_with(s, 'a')
        s ^@ 'a'
        """
    ),
    (
        "date",
        """
        date '2026-01-31'
        dt + 1
        1 + dt
        dt - 1
        coalesce('2026-01-01', dt)
        nullif(dt, ts)
        s::date
        ts::date
        '2026-01-01'::date
        null::date
        date(ts)
        current_date
        make_date(2026, 1, 31)
        """
    ),
    (
        "timestamp without time zone",
        """
        timestamp '2026-01-31 10:00'
        dt - interval '1 day'
        ts + '1 day'
        ts + interval '1 hour'
        case when f then dt else ts end
        least(dt, ts)
        dt::timestamp
        tz::timestamp
        date_trunc('month', ts)
        localtimestamp
        tz at time zone 'UTC'
        dt at time zone 'UTC'
        """
    ),
    (
        "timestamp with time zone",
        """
        timestamptz '2026-01-31 10:00+02'
        tz + interval '1 day'
        case when f then ts else tz end
        date_trunc('month', dt)
        date_trunc('month', tz)
        now()
        current_timestamp
        ts at time zone 'UTC'
        """
    ),
    (
        "interval",
        """
        interval '1 day'
        interval '1' day
        ts - ts
        ts - '2026-01-01'
        tz - tz
        ts - tz
        interval '1 day' * 2
        2 * interval '1 day'
        interval '1 day' / 2
        interval '1 day' + interval '1 hour'
        interval '1 day' * '2'
        - interval '1 day'
        s::interval
        date_trunc('hour', interval '1 day')
        now() - ts
        age(ts, ts)
        age(dt, dt)
        """
    ),
    (
        "double precision",
        """
        1 + 1::float8
        1.5 + 1::float8
        2 ^ 3
        b / d
        n / d
        d * '2'
        -d
        +d
        case when f then 1 else d end
        coalesce(n, d)
        nullif(d, 0)
        greatest(b, d)
        cast(s as double precision)
        float8(b)
        abs('5')
        round(1)
        round(d)
        round(b)
        ceil(b)
        sign(b)
        date_part('year', dt)
        sqrt(2)
        sqrt(b)
        ln(d)
        b::double precision / 3
        power(2, 3)
        trunc(d)
        """
    ),
    (
        "smallint",
        """
        1::smallint + 1::smallint
        b::smallint
        """
    ),
    (
        "text",
        """
        s || 'x'
        s || b
        b || s
        'x' || true
        'a' || 5
        'a' || 'b'
        s || dt
        s || null
        dt || 'x'
        case when f then 'a' else 'b' end
        case when f then 'a' else s end
        case when f then null end
        case b when 1 then 'a' else 'b' end
        coalesce(null, null)
        coalesce(s, 'x')
        nullif(s, '')
        nullif('', s)
        least('a', 'b')
        greatest(s, 'a')
        b::text
        'a'::text
        upper(s)
        upper('a')
        lower(null)
        left(s, 2)
        left('abc', 2)
        right(s, -1)
        substr(s, 1, 2)
        substring(s from 2 for 3)
        trim(both 'x' from s)
        trim(s)
        replace(s, 'a', 'b')
        repeat(s, 3)
        lpad(s, 5)
        split_part(s, ',', 1)
        concat(s, b, f, null)
        concat_ws(',', s, b)
        concat(true)
        ((s))
        pg_typeof(1)::text
        reverse(s)
        initcap(s)
        chr(65)
        """
    ),
]
