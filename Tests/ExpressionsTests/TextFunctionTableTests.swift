/// Text functions and LIKE: name, arguments and the result of PostgreSQL 15, one call a line.
let textFunctionTable = ##"""
    ascii││0
    ascii│😀│128512
    ascii│Ⱥé$😀│570
    ascii│$9\\\\│36
    ascii│Ωßé-😀%│937
    ascii│ aωébΩǅ│32
    ascii│ABß"-Éǅ日│65
    ascii│İb'\nȺΩ│304
    ascii│\\ωbéω'Bİ│92
    ascii│%x$ı-\nx日│37
    ascii│É\\本,"Bcß│201
    bit_length││0
    bit_length│İ│16
    bit_length│Ⱥc-│32
    bit_length│\\"│16
    bit_length│a,İω│48
    bit_length│本-Ⱥé│64
    bit_length│ωb ÉbB,│72
    bit_length│Ω$1A\n本-│80
    bit_length│-bȺǅİȺω日│120
    btrim││
    btrim│日││日
    btrim││Bı9│
    btrim│  a  │a
    btrim│A\\│A\\
    btrim│Ⱥ,1││Ⱥ,1
    btrim│abc││abc
    btrim│ωω$││ωω$
    btrim│Éİ9.̈日│Éİ9.̈日
    btrim│Ωı$ǅ'│ß│Ωı$ǅ'
    btrim│éßaé,1││éßaé,1
    btrim│xyxtrimyyx│xyz│trim
    chr│77│M
    chr│65│A
    chr│99│c
    chr│561408│򉄀
    chr│128512│😀
    chr│815461│󇅥
    chr│985462│󰥶
    chr│904497│󜴱
    chr│1114111│􏿿
    chr│0│!54000 null character not permitted
    chr│-1│!22023 character number must be positive
    chr│55296│!54000 requested character not valid for encoding: 55296
    chr│1114112│!54000 requested character too large for encoding: 1114112
    ilike│%│%│true
    ilike│İ│i│true
    ilike│ÀBC│àb%│true
    ilike│9x│9X│\\│true
    ilike│ΩMEGA│ωm_ga│true
    ilike│9B\\x'│B%x'│false
    ilike│ÉωA9本İ│É%%%││true
    ilike│cé\nß😀😀│%\nß_😀│true
    ilike│STRASSE│straße│false
    ilike│.a"cı_ı│._c%_%│false
    ilike│日İ9ω$ǅc│%İ%%ǅ│\\│false
    ilike│$%$日-̈-Ⱥ│$%$日%̈-%│true
    ilike│Bb.'ı\\1B│Bb._ı__b││true
    initcap││
    initcap│é│É
    initcap│"$│"$
    initcap│éǅ.bǅ│Éǆ.Bǆ
    initcap│ǆx ǅx│Ǆx Ǆx
    initcap│11$ǅ""│11$Ǆ""
    initcap│__é-ΩA│__É-Ωa
    initcap│'本\n本 本-│'本\n本 本-
    initcap│9ßB.ω\n\\\\│9ßb.Ω\n\\\\
    initcap│hello WORLD o'neil x2y é-à 1st│Hello World O'Neil X2y É-À 1st
    left│本Ω│0│
    left│\n│3│\n
    left│日本語│2│日本
    left│ahoj│-10│
    left│ßa.9'本__│0│
    left│ ̈B-̈'│2│ ̈
    left│  ǅß😀│10│  ǅß😀
    left│'_,a😀ωΩx│-5│'_,
    left│ω_ǅ xba│6│ω_ǅ xb
    left│b19"Ⱥ日ǅ│9│b19"Ⱥ日ǅ
    left│"9"\\本Ⱥ'c│-4│"9"\\
    length││0
    length│AÉ\\│3
    length│ωxcé│4
    length│$̈ı,c│5
    length│̈\\ x│4
    length│é$ω̈本a│6
    length│"$,cǅa.│7
    length│İΩ.\nı B本│8
    length│İ9,\nA本ıÉ│8
    like│││true
    like││%│true
    like│b│b│true
    like│x│%│true
    like││_│false
    like│-│_││true
    like│日本│__│true
    like│日本│_│false
    like│abc│_b_│true
    like│abc│%%%│true
    like│abc│a%c│true
    like│_Ⱥ\n│_%│true
    like│a%│a%%│%│true
    like│日̈Éb│日%%%│true
    like│a%c│a\\%c│true
    like│aßı9│aß%%│true
    like│aaab│%a_b│true
    like│a_c│a#_c│#│true
    like│abc│a\\%c│false
    like│abcabc│%bc│true
    like│a\\b│a\\\\b│true
    like│ababab│%ab_b%│true
    like│\nxB"│\n_%%cé│false
    like│Ωωǅ \n\\│%ω% \n%│true
    like│..9\\b__İ│%.%\\____│false
    like│a│a│ab│!22025 invalid escape string
    lower││
    lower│.│.
    lower│😀\\│😀\\
    lower│\\Ⱥc│\\ⱥc
    lower│̈̈ωǅ│̈̈ωǆ
    lower│İIÅKΩ│iiåkω
    lower│$9\\Ⱥ│$9\\ⱥ
    lower│"İ.A.ı│"i.a.ı
    lower│ı,日"Ω̈│ı,日"ω̈
    lower│\nǅı\n│\nǆı\n
    lower│ÀÉÎÕÜ ΑΒΓ АБВ│àéîõü αβγ абв
    lpad│%a│-1││
    lpad│日_éa│1│日
    lpad│AA,%│-1││
    lpad│É1c_😀B│-1│
    lpad│hi│5│日本│日本日hi
    lpad│hi│5│xy│xyxhi
    lpad│ǅ__"$É,"│0│b É│
    lpad│本 AbΩ│10│aω│aωaωa本 AbΩ
    lpad│b_éÉı│9│\\│\\\\\\\\b_éÉı
    lpad│̈1,bx│11│ÉaB│ÉaBÉaB̈1,bx
    lpad│a│600000000│!54000 requested length too large
    lpad│a│268435455│!54000 requested length too large
    ltrim││b│
    ltrim││Ω.│
    ltrim│\\│\\
    ltrim│日本日語│日本│語
    ltrim│日\\日││日\\日
    ltrim│😀İé.B│😀İé.B
    ltrim│ı9\nıß│ı9\nıß
    ltrim│ȺÉ_-a│É_-│ȺÉ_-a
    ltrim│̈ 😀-ı"$│̈ 😀-ı"$
    ltrim│'A本"--"̈│-"│'A本"--"̈
    octet_length││0
    octet_length│1'│2
    octet_length│cω本│6
    octet_length│ıB-ıé │9
    octet_length│$"\\9_ω│7
    octet_length│"x😀ǅ9x│10
    octet_length│ıΩΩA,9A│10
    octet_length│B-日äa😀\n│14
    octet_length│1c.\\éx\\İ│10
    overlay│B│91a│4│-2│B91a
    overlay│abc│x│2│-1│axabc
    overlay│1日,%││5│-1│1日,%%
    overlay│abc│xyz│10│abcxyz
    overlay│"ß__Ω"││4│1│"ß_Ω"
    overlay│A. "c11││10│A. "c11
    overlay│Txxxxas│hom│2│4│Thomas
    overlay│abc│x│2147483647│3│!22003 integer out of range
    overlay│abc│x│0│!22011 negative substring length not allowed
    overlay│Éxé││-3│!22011 negative substring length not allowed
    overlay│ Ⱥωω本Ⱥ│ǅ😀-A│-2│!22011 negative substring length not allowed
    overlay│😀ΩbAb│ωbǅ │0│7│!22011 negative substring length not allowed
    overlay│,,İ%本 ı-│'│0│-5│!22011 negative substring length not allowed
    overlay│$\n.A本\\\nı││-5│-1│!22011 negative substring length not allowed
    quote_ident││""
    quote_ident│é│"é"
    quote_ident│_x1│_x1
    quote_ident│abc│abc
    quote_ident│1x│"1x"
    quote_ident│a_1│a_1
    quote_ident│Aİ│"Aİ"
    quote_ident│name│name
    quote_ident│Abc│"Abc"
    quote_ident│a"b│"a""b"
    quote_ident│user│"user"
    quote_ident│value│value
    quote_ident│select│"select"
    quote_ident│Foo bar│"Foo bar"
    quote_ident│between│"between"
    quote_ident│timestamp│"timestamp"
    quote_ident│"\\B本éÉac│"""\\B本éÉac"
    quote_literal│b│'b'
    quote_literal│b本c│'b本c'
    quote_literal│İ9ω│'İ9ω'
    quote_literal│ 本\n│' 本\n'
    quote_literal│.😀9%"│'.😀9%"'
    quote_literal│a\\b│E'a\\\\b'
    quote_literal│ıxİ1ǅ │'ıxİ1ǅ '
    quote_literal│Ωxİ1éa\n│'Ωxİ1éa\n'
    quote_literal│.9B,ωΩ\n│'.9B,ωΩ\n'
    quote_literal│O'Reilly│'O''Reilly'
    quote_literal│Ω9ωÉ\\A│E'Ω9ωÉ\\\\A'
    quote_nullable│Aǅ│'Aǅ'
    quote_nullable│-ı│'-ı'
    quote_nullable│\N│NULL
    quote_nullable│ı"$│'ı"$'
    quote_nullable│b1Ω│'b1Ω'
    quote_nullable│Ω9Béb│'Ω9Béb'
    quote_nullable│x1本AȺ│'x1本AȺ'
    quote_nullable│é\\BA│E'é\\\\BA'
    quote_nullable│ω-\ncı日é│'ω-\ncı日é'
    quote_nullable│"日\\c,İ│E'"日\\\\c,İ'
    repeat││3│
    repeat││4│
    repeat│19 İ│0│
    repeat│本1ω│-1│
    repeat│̈ ıǅ│-1│
    repeat││2147483647│
    repeat│Pg│4│PgPgPgPg
    repeat│-̈日ıÉ'│1│-̈日ıÉ'
    repeat│\\%%ǅİb│2│\\%%ǅİb\\%%ǅİb
    repeat│日Ⱥ̈%-日│5│日Ⱥ̈%-日日Ⱥ̈%-日日Ⱥ̈%-日日Ⱥ̈%-日日Ⱥ̈%-日
    repeat│\nbÉA9ΩA│4│\nbÉA9ΩA\nbÉA9ΩA\nbÉA9ΩA\nbÉA9ΩA
    repeat│abc│500000000│!54000 requested length too large
    replace││ı.│İ│
    replace│İ││-"本│İ
    replace│abc││x│abc
    replace│aaa│aa│b│ba
    replace│aB.本│aB│"│".本
    replace│'cA│_\n日││'cA
    replace│x日İ│日İ│%ǅ│x%ǅ
    replace│ 😀 '│ Ⱥ日││ 😀 '
    replace│%,bÉßA│ÉßA││%,b
    replace│1\\_"ȺȺ│1\\││_"ȺȺ
    replace│ωß\\BÉ_ǅ̈│ωß││\\BÉ_ǅ̈
    replace│abcdefabcdef│cd│XX│abXXefabXXef
    reverse││
    reverse│$│$
    reverse│1b│b1
    reverse│日本x│x本日
    reverse│_ǅ1_│_1ǅ_
    reverse│😀cb日ǅ😀│😀ǅ日bc😀
    reverse│ωı,-'b.│.b'-,ıω
    reverse│b\\B本Éİ%│%İÉ本B\\b
    reverse│Ω--\nßǅ$İ│İ$ǅß\n--Ω
    right││5│
    right││3│
    right││-2│
    right││-3│
    right│a│-2│
    right│日本語│-1│本語
    right│Ⱥ."A本-a│-6│a
    right│本 %aΩ│-2│%aΩ
    right│9.İİx$😀│3│x$😀
    right│9".Ⱥ"│-1│".Ⱥ"
    right│ı'ω"$ 1│10│ı'ω"$ 1
    rpad││14││
    rpad│ß,│-1││
    rpad││-1│"ba│
    rpad│hi│5││hi
    rpad│hello│2│he
    rpad│ΩȺ-Ä'_│-1│
    rpad│İ,aı̈a│0│ǅ│
    rpad│ǅȺc本"- │2│ǅȺ
    rpad│$ı,_̈ω日ı│12│Ⱥ$"│$ı,_̈ω日ıȺ$"Ⱥ
    rpad│-_\\.$Ω日│14│İ1│-_\\.$Ω日İ1İ1İ1İ
    rtrim│\n│\n
    rtrim│\nß.│\nß.
    rtrim│_ωa│_ω│_ωa
    rtrim│😀aé-││😀aé-
    rtrim│bAΩx│A│bAΩx
    rtrim│ı_é%$1İ│ı_é%$1İ
    rtrim│%A$\\ǅ😀││%A$\\ǅ😀
    rtrim│ \\x%│ \\x│ \\x%
    rtrim│aß̈b$ß,││aß̈b$ß,
    rtrim│testxxzx│xyz│test
    similar│a^│a^│true
    similar│[│[[]│true
    similar│abc│a│false
    similar│abc│abc│true
    similar│a.c│a.c│true
    similar│abc│a.c│false
    similar│aaa│a{3}│true
    similar│a_c│a\\_c│true
    similar│abc│a#%c│#│false
    similar│abc│%(b|d)%│true
    similar│abc│(b|c)%│false
    similar│-abc-│%\\mabc\\M%│true
    similar│xabcy│%\\mabc\\M%│false
    similar│a\\│a[\\]│!2201B invalid regular expression: brackets [] not balanced
    similar│abc│(a│!2201B invalid regular expression: parentheses () not balanced
    similar_substring│foobar│#"o_b#"%│#│\N
    similar_substring│foobar│%#"o_b#"%│#│oob
    similar_substring│abcdefg│a#"%#"g│#│bcdef
    similar_substring│abcdefg│#"%#"_│#│abcdef
    similar_substring│abcdefg│a#"(b_d)#"%│#│bcd
    split_part│9││5│
    split_part││x│1│
    split_part│ßß││3│
    split_part│A%ǅ││-2│
    split_part│\\ Ω││4│
    split_part│.éȺ ││-2│
    split_part│a,b│,│-3│
    split_part│a,b││1│a,b
    split_part│$\\9本ǅ1̈\n│b│5│
    split_part│abc,def,ghi,jkl│,│-2│ghi
    split_part│abc~@~def~@~ghi│~@~│2│def
    split_part│本̈│本│0│!22023 field position must not be zero
    split_part│a,b│,│0│!22023 field position must not be zero
    split_part│"$日É│"$│0│!22023 field position must not be zero
    split_part│'%Ω\\"😀😀│'│0│!22023 field position must not be zero
    starts_with│││true
    starts_with│cÉ││true
    starts_with│_1é\n ││true
    starts_with│bǅ$cİ│bǅ│true
    starts_with│,😀Aé$B\\'││true
    starts_with│1İΩbéω│bé│false
    starts_with│ǅx'x本日│Éb│false
    starts_with│ıßΩǅωB\\│İ│false
    starts_with│本\né本c本éȺ│本c│false
    strpos│││1
    strpos││̈│0
    strpos│日本語│語│3
    strpos││\n.1│0
    strpos│'c\\│'c│1
    strpos│日_'̈'│'│3
    strpos│high│ig│2
    strpos│xaÉȺΩ,ß││1
    strpos│-ß本11ǅ│ßİ│0
    strpos│,日ȺxabΩı││1
    strpos│_ΩA\\éßı9││1
    strpos│%é1😀. İ\n│c│0
    substr│日"日│1│日"日
    substr│日本語│2│1│本
    substr│abc│-5│3│
    substr│\\9"│2│8│9"
    substr│日̈BΩİé│7│3│
    substr│$Ωx"日😀│-4│4│
    substr│$😀日xİ│2│😀日xİ
    substr│alphabet│0│1│
    substr│ωA9.İ│-3│ωA9.İ
    substr│ -😀日'│0│7│ -😀日'
    substr│%"😀.̈é│0│%"😀.̈é
    substr│alphabet│3│2│ph
    substr│alphabet│-2│5│al
    substr│ı│7│-3│!22011 negative substring length not allowed
    substr│abc│2│-1│!22011 negative substring length not allowed
    to_hex│0│0
    to_hex│99│63
    to_hex│208│d0
    to_hex│-1│ffffffffffffffff
    to_hex│2147483647│7fffffff
    to_hex│-189│ffffffffffffff43
    to_hex│8890252858946819307│7b6085df64ed14eb
    to_hex│-3053081514430003352│d5a14689de168768
    to_hex│-4005467983769013497│c869b817343f7307
    to_hex│-2648264673216717840│db3f794f91b39bf0
    to_hex│-4697163381780547782│bed052ca78ff773a
    to_hex│-9223372036854775808│8000000000000000
    to_hex32│0│0
    to_hex32│-1│ffffffff
    to_hex32│92275190│58001f6
    to_hex32│569531498│21f25c6a
    to_hex32│1529534342│5b2ad786
    to_hex32│-160150532│f6744bfc
    to_hex32│-676278618│d7b0cea6
    to_hex32│-310994406│ed769a1a
    to_hex32│1779882688│6a16dac0
    to_hex32│-102062300│f9eaa724
    translate││bǅ%ß,│.│
    translate│日本語│本│x│日x語
    translate│$ß│ \\9É│😀│$ß
    translate│\\│ı日._│İa\\日│\\
    translate│12345│143│ax│a2x5
    translate│̈日%│\\̈│\\本._"│本日%
    translate│İıȺ_B-A││c│İıȺ_B-A
    translate│ǅb\n-ǅ│É│A\n-ǅb│ǅb\n-ǅ
    translate│😀9\nȺ😀A│%̈-bé│ß│😀9\nȺ😀A
    translate│9AB$\\%本\\││$c│9AB$\\%本\\
    translate│1ı_'Ⱥ,$│Ⱥéǅ%│本'\n😀│1ı_'本,$
    upper││
    upper│日│日
    upper│bȺ│BȺ
    upper│ßıſ│ßIS
    upper│BAé̈│BAÉ̈
    upper│日本9\\│日本9\\
    upper│̈x,İ_A│̈X,İ_A
    upper│bA.'\nA\\│BA.'\nA\\
    upper│straße ﬁ ŉ│STRAßE ﬁ ŉ
    upper│bω ß'\nǅ\\│BΩ ß'\nǄ\\
    """##
