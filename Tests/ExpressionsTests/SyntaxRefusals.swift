/// What is refused, how the message tells it, what the caret marks, and the hint.
let refusals: [(text: String, message: String, marked: String, hint: String?)] = [
    ("", "found end of expression, wanted a value", "", nil),
    ("a = = 1", "found '=', wanted a value", "=", nil),
    ("a ==1", "found '==', wanted an operator", "==", "= compares"),
    ("a => 1", "found '=>', wanted an operator", "=>", ">= compares"),
    ("a && b", "found '&&', wanted an operator", "&&", "'and' joins two conditions"),
    ("!a", "found '!', wanted a value", "!", "'not' negates a condition"),
    ("a ** 2", "found '**', wanted an operator", "**", "^ raises to a power"),
    ("(a", "found end of expression, wanted a closing parenthesis", "", nil),
    ("(a + (b)", "found end of expression, wanted a closing parenthesis", "", nil),
    ("a)", "found ')', wanted an operator", ")", "no opening parenthesis belongs to it"),
    ("a b", "found 'b', wanted an operator", "b", nil),
    ("a like", "found end of expression, wanted a pattern", "", nil),
    ("a like or b", "found 'or', wanted a pattern", "or", nil),
    ("a not like", "found end of expression, wanted a pattern", "", nil),
    ("a not b", "found 'not', wanted an operator", "not", nil),
    ("not", "found end of expression, wanted a condition", "", nil),
    ("a and", "found end of expression, wanted a condition", "", nil),
    ("a and and b", "found 'and', wanted a condition", "and", nil),
    ("and a", "found 'and', wanted a value", "and", nil),
    ("a in 1", "found '1', wanted an opening parenthesis", "1", nil),
    ("a in ()", "found ')', wanted a value", ")", nil),
    ("a in (1,)", "found ')', wanted a value", ")", nil),
    ("a in (1", "found end of expression, wanted a comma or a closing parenthesis", "", nil),
    (
        "a between 1", "found end of expression, wanted 'and' with the upper bound", "",
        "write between 1 and 10"
    ),
    (
        "a between 1 or 2", "found 'or', wanted 'and' with the upper bound", "or",
        "write between 1 and 10"
    ),
    ("a between and 2", "found 'and', wanted a value", "and", nil),
    (
        "a < b < c", "found '<', wanted 'and', 'or', or parentheses around what comes before", "<",
        "write a < b and b < c for a chain of comparisons"
    ),
    (
        "a = b = c", "found '=', wanted 'and', 'or', or parentheses around what comes before", "=",
        "write a < b and b < c for a chain of comparisons"
    ),
    (
        "a like b like c",
        "found 'like', wanted 'and', 'or', or parentheses around what comes before", "like", nil
    ),
    (
        "a is distinct from b is null",
        "found 'is', wanted 'and', 'or', or parentheses around what comes before", "is", nil
    ),
    (
        "a is 5", "found '5', wanted null, true, false, unknown or distinct from", "5",
        "= compares with a value"
    ),
    (
        "a is not", "found end of expression, wanted null, true, false, unknown or distinct from",
        "", nil
    ),
    ("a is distinct b", "found 'b', wanted 'from'", "b", nil),
    ("case a end", "found 'end', wanted 'when'", "end", nil),
    ("case when a then", "found end of expression, wanted a value", "", nil),
    ("case when a then b", "found end of expression, wanted 'when', 'else' or 'end'", "", nil),
    ("case when a then b else c", "found end of expression, wanted 'end'", "", nil),
    ("case when a b", "found 'b', wanted 'then'", "b", nil),
    ("cast(a)", "found ')', wanted 'as'", ")", nil),
    ("cast(a as)", "found ')', wanted the name of a type", ")", nil),
    ("cast(a as 5)", "found '5', wanted the name of a type", "5", nil),
    ("a::", "found end of expression, wanted the name of a type", "", nil),
    ("a::numeric(x)", "found 'x', wanted a whole number", "x", nil),
    ("a::numeric(1", "found end of expression, wanted a comma or a closing parenthesis", "", nil),
    ("a::float(99)", "found a precision of 99, wanted 1 to 53 bits", "(", nil),
    ("a::timestamp with zone", "found 'with', wanted an operator", "with", nil),
    ("extract(year, a)", "found ',', wanted 'from'", ",", "write extract(year from x)"),
    ("extract(5 from a)", "found '5', wanted a field such as year", "5", nil),
    ("position(a, b)", "found ',', wanted 'in'", ",", "write position('b' in x)"),
    ("substring(a similar b)", "found ')', wanted 'escape'", ")", nil),
    (
        "nullif(a)", "found 1 argument, wanted 2", "nullif(a)",
        "nullif(a, b) is null when a = b, else a"
    ),
    ("coalesce()", "found 0 arguments, wanted 1 or more", "coalesce()", nil),
    ("greatest()", "found 0 arguments, wanted 1 or more", "greatest()", nil),
    ("count(*)", "found '*', wanted a value", "*", "an expression sees one record at a time"),
    (
        "count(distinct a)", "found 'distinct', wanted a value", "distinct",
        "an expression sees one record at a time"
    ),
    (
        "sum(a) over ()", "found 'over', wanted an operator", "over",
        "an expression sees one record at a time"
    ),
    (
        "f(a := 1)", "found ':=', wanted a comma or a closing parenthesis", ":=",
        "arguments go by their order, without names"
    ),
    (
        "f(a => 1)", "found '=>', wanted a comma or a closing parenthesis", "=>",
        "arguments go by their order, without names"
    ),
    ("f(a", "found end of expression, wanted a comma or a closing parenthesis", "", nil),
    ("f(,)", "found ',', wanted a value", ",", nil),
    ("row(1)", "found '(', wanted an operator", "(", "'row' is no function; cast with x::type"),
    (
        "exists (select 1)", "found 'exists', wanted a value", "exists",
        "a query cannot stand inside an expression"
    ),
    (
        "(select 1)", "found 'select', wanted a value", "select",
        "a query cannot stand inside an expression"
    ),
    (
        "(1, 2)", "found ',', wanted a closing parenthesis", ",",
        "rows of values are unknown: write a = c and b = d; or a < d and c < b for overlaps"
    ),
    ("a = any (b)", "found 'any', wanted a value", "any", "write x in (a, b, c)"),
    (
        #"a collate "C""#, "found 'collate', wanted an operator", "collate",
        "collations are not supported"
    ),
    (
        "a.b", "found '.', wanted an operator", ".",
        #"a column has one name; a point in it needs double quotes: "a.b""#
    ),
    ("a;", "found ';', wanted an operator", ";", "one expression has no end mark"),
    (
        "user", "found 'user', wanted a value", "user",
        #"a column of that name stands in double quotes: "user""#
    ),
    (
        "order = 1", "found 'order', wanted a value", "order",
        #"a column of that name stands in double quotes: "order""#
    ),
    (
        "left", "found end of expression, wanted an opening parenthesis", "",
        #"a column of that name stands in double quotes: "left""#
    ),
    (
        "left = 1", "found '=', wanted an opening parenthesis", "=",
        #"a column of that name stands in double quotes: "left""#
    ),
    ("a[1", "found end of expression, wanted a closing bracket", "", nil),
    ("a[]", "found ']', wanted an index", "]", nil),
    ("s[1:2]", "found ':', wanted a closing bracket", ":", nil),
    (
        #"date "2020-01-01""#, #"found the name "2020-01-01", wanted an operator"#,
        #""2020-01-01""#, "a text stands in single quotes, a name in double quotes"
    ),
    (
        "'abc", "found end of expression, wanted the closing '", "'",
        "a quote inside a text is written twice: ''"
    ),
    (#""abc"#, #"found end of expression, wanted the closing ""#, #"""#, nil),
    (#""""#, "found a name without letters", #""""#, "an empty text is ''"),
    ("/* abc", "found end of expression, wanted the end of the comment", "/*", "close it with */"),
    ("$a$ abc", "found end of expression, wanted the closing $a$", "$a$", nil),
    ("$1", "found '$', wanted a value", "$", "a text in dollar quotes is $$…$$"),
    (#"E'\u12'"#, #"found '\u12', wanted 4 hexadecimal digits"#, #"\u12"#, nil),
    (#"E'\ud800'"#, #"found '\ud800', which is no character"#, #"\ud800"#, nil),
    (#"E'\xff'"#, "found a text that is not UTF-8 without NUL", #"E'\xff'"#, nil),
    (
        "U&'x'", "found a name or text with Unicode escapes, which is not supported", "U&'",
        #"write the character itself, or E'\u20AC'"#
    ),
    ("B'1'", "found a text of bits, which is not supported", "B'", nil),
    ("X'1F'", "found a text of bits, which is not supported", "X'", nil),
    ("N'x'", "found a national text, which is not supported", "N'", nil),
    (
        "12abc", "found '12abc', wanted a number or a name", "12abc",
        "a name that starts with a digit stands in double quotes"
    ),
    (
        "1.5e", "found '1.5e', wanted a number or a name", "1.5e",
        "a name that starts with a digit stands in double quotes"
    ),
    (#"a \ b"#, #"found '\', which no expression has"#, #"\"#, nil),
    ("a { b", "found '{', which no expression has", "{", nil),
    ("`a`", "found '`', wanted a value", "`", "a name stands in double quotes"),
    (
        "interval '1' month to year", "found 'year', wanted a smaller field of the interval",
        "year", nil
    ),
    ("trim(both)", "found ')', wanted a value", ")", nil),
    ("array 1", "found '1', wanted an opening bracket", "1", nil),
    ("array[1", "found end of expression, wanted a comma or a closing bracket", "", nil),
    (
        "current_timestamp(x)", "found 'x', wanted how many digits of a second", "x",
        "leave the parentheses away"
    ),
    ("a at b", "found 'b', wanted 'time'", "b", nil),
    ("char(a)", "found '(', wanted an operator", "(", "'char' is no function; cast with x::type"),
    ("a similar b", "found 'b', wanted 'to'", "b", nil),
    ("-", "found end of expression, wanted a value", "", nil),
    ("a +", "found end of expression, wanted a value", "", nil),
    ("a <>", "found end of expression, wanted a value", "", nil),
    ("a operator(+) b", "found 'operator', wanted an operator", "operator", nil),
    (
        "x is normalized", "found 'normalized', wanted null, true, false, unknown or distinct from",
        "normalized", "= compares with a value"
    ),
]
