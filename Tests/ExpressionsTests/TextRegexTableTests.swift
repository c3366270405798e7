/// Regular expressions: name, arguments and the result of PostgreSQL 15, one call a line.
let textRegexTable = ##"""
    regexp_count││││2│0
    regexp_count│b│1││1│0
    regexp_count││y│i│5│0
    regexp_count││\\.││3│0
    regexp_count│abc│││1│4
    regexp_count│abc│c││9│0
    regexp_count││Ads<s││1│0
    regexp_count│1 k │a+?││4│0
    regexp_count│É│_{1,2}││6│0
    regexp_count│c-\nss│&│i│6│0
    regexp_count││.wa19>Y=││6│0
    regexp_count││axy.:,c\\>││1│0
    regexp_count│bbΩ\nΩb cÉ│b││6│1
    regexp_count│bak│\\w{1,2}a││3│0
    regexp_count│日a│\\.{2,}\\w││1│0
    regexp_count│ab_-日│\n(?!a)_*?││4│0
    regexp_count│ABCABCAXYaxy│A.│i│1│4
    regexp_count│aab-日│}c+s\\+b#│nc│3│0
    regexp_count│baabcc-│(?=a)b?\\d││4│0
    regexp_count│aabcb日bΩ│\\s{0}\\Y│cn│6│3
    regexp_count│\nab日k-aaab日c│\\x62│in│1│2
    regexp_count│É.Ω│(?:日?[ab]{1,2}){2}││6│0
    regexp_count││\\D+a|([[:punct:]é]+?)││4│0
    regexp_count││[[:punct:]é]{1,2}?(?=a)│i│3│0
    regexp_count│A│((-*(?=.*b)){2}[[:<:]])││6│0
    regexp_count│éébas│\\w ??[[:punct:]é]b│c│4│0
    regexp_count│-日ÉbA1ÉA_│\n\\Z(?<!b)(?=a)│cc│1│0
    regexp_count│cAé│((?:[k-s])?(?=.*b)|[^a].)││5│0
    regexp_count│\n│_{2}?[[:punct:]é][[:upper:]]││5│0
    regexp_count││\n{2,}(?<=a)(_|(?:(?=a).){1,2}|\\wk)\\Z││2│0
    regexp_count│abc│a││0│!22023 invalid value for parameter "start": 0
    regexp_count│A│(\\..|((\\D {0}){1,2}?_?)\\D*?(\\d[é-Ω]{1,1}?)c?)││3│0
    regexp_count│éÉÉb│(\\s{2,}\\w{0,1}A|\\.{0,1}\\s(?!a)[[:alpha:]])(?=.*b)│ni│5│0
    regexp_count│baaka│((a)|[é-Ω]{2}\\u00e9[[:<:]]){1,1}?[\\w-]{2}[[:upper:]]a││3│0
    regexp_count│abc│a│g│1│!22023 regexp_count() does not support the "global" option
    regexp_count│ab│(?:((?=a)){2,})(?<=a)|[é-Ω]\\.{1,1}?(\\u00e9\\A){1,2}?[k-s]│n│1│0
    regexp_count│a│]|u?u\\││5│!2201B invalid regular expression: invalid escape \\ sequence
    regexp_count│日- b.│&w[=B<>{:││6│!2201B invalid regular expression: brackets [] not balanced
    regexp_count│b11│aw{1]<b1-c││6│!2201B invalid regular expression: invalid repetition count(s)
    regexp_count│aaabbΩ│1(Z*b+c││1│!2201B invalid regular expression: parentheses () not balanced
    regexp_instr│k│aa││2│3│1│1│0
    regexp_instr│ │A│n│4│2│0│1│0
    regexp_instr│b│a*│ci│4│3│1│2│0
    regexp_instr│aab-ab│a││4│3│0│2│0
    regexp_instr││.#Ab!e│n│3│2│0│0│0
    regexp_instr│abc│(x)?b││1│1│0│1│0
    regexp_instr│-│(?<!b)│cm│3│1│1│2│0
    regexp_instr│a│a(?<!b)│c│1│3│0│2│0
    regexp_instr│-k│=!cn1#.s││2│2│1│1│0
    regexp_instr│bébaΩaab  │M│c│2│1│0│2│0
    regexp_instr││[é-Ω]\\.c\\Z││1│2│1│2│0
    regexp_instr││\\u00e9日[é-Ω]││3│1│1│1│0
    regexp_instr││(?<=a)A\n\\Z│x│4│1│1│1│0
    regexp_instr│ABCDEF│c(.)(..)│i│1│1│1│0│7
    regexp_instr│ABCDEF│c(.)(..)│i│1│1│0│2│5
    regexp_instr│cabaΩb_│-+?\\x62││4│1│0│1│0
    regexp_instr│a bÉaab \ns│\\w+?││1│3│0│1│4
    regexp_instr│b│(?:\\M[^a]\\W^)*│n│1│3│0│0│0
    regexp_instr│ΩbésAb│\\d*?ké{1,2}?│c│3│1│1│0│0
    regexp_instr│ s│[[:alpha:]][\\w-]│ni│1│2│0│1│0
    regexp_instr│b1s éaabab│日(\n{0,1})*?││2│2│1│1│0
    regexp_instr│É│\\s[[:punct:]é]{2}é1│ni│1│3│1│1│0
    regexp_instr│k\nab│\\Z[[:alpha:]]{2,}││1│1│0│0│0
    regexp_instr│.c│[[:alpha:]][a-c]{2}?A?││3│3│1│0│0
    regexp_instr│_1│\\D{0,1}[^[:space:]]日│nn│2│3│1│2│0
    regexp_instr│kaab\n abéé│[[:punct:]é]+.\\s1││1│2│0│1│0
    regexp_instr│\nb a│\\.{0}(?:)[[:alpha:]]\\s│n│2│2│1│1│0
    regexp_instr│.bbcs│\\x62([ab]){1,2}\\Z[[:<:]]││3│1│0│0│0
    regexp_instr│k│(?:(?:[k-s]\\W{2}é){1,2}?[a-c])*│n│2│1│1│2│0
    regexp_instr│aabb-aab│[ab]{0,1}\\W|\\w\n日\\s|b[k-s]{2}││3│3│1│2│0
    regexp_instr│abb- ac\nb│([^[:space:]]{2}|(?<=a))[[:alpha:]]││2│1│0│0│2
    regexp_instr│abbΩ│\\d\\A(?:\n??c{2}?[^a](c[[:punct:]é]-)){1,2}?││2│2│0│1│0
    regexp_instr│abc│b││1│1│2│0│!22023 invalid value for parameter "endoption": 2
    regexp_instr│aabΩcsÉé│(\\d+?1日|[k-s](?<=a))+[[:punct:]é][é-Ω](?=.*b)│n│3│3│0│1│0
    regexp_instr│é│?*a:aa││4│2│1│1│!2201B invalid regular expression: quantifier operand invalid
    regexp_instr││uy*\\│ii│1│1│1│1│!2201B invalid regular expression: invalid escape \\ sequence
    regexp_like││&││false
    regexp_like│a│\\W│cn│false
    regexp_like││d#{.*,││false
    regexp_like│abcéΩ│[é-Ω]│p│true
    regexp_like│ │[é-Ω]\\w│nc│false
    regexp_like│ absÉÉs│B>yb]││false
    regexp_like│日c日-k\n-ac│bw|││true
    regexp_like│b│[^[:space:]]││true
    regexp_like││\\A[[:punct:]é]││false
    regexp_like│1aaba│[[:<:]]\\x62││false
    regexp_like│Hello World│world$│i│true
    regexp_like│É\nacébaabAa│[k-s]││false
    regexp_like│a1│[[:upper:]]\\x62││false
    regexp_like│akbcΩÉas│-{1,2}[^a]a││false
    regexp_like│Éc│(^\\A)[[:alpha:]]{0}││true
    regexp_like│Ω│É[é-Ω]{1,1}?|\\D.??(.)?││true
    regexp_like│aé_a│aA??\\M[\\w-]{1,1}?││false
    regexp_like│ssk│[\\w-][é-Ω]?|[^a]+? 1+││true
    regexp_like│\na-Éc_b│_{2}\\s\\.{1,1}?││false
    regexp_like│.日│(?=.*b)\\ZÉ|(\\Y|\\M).│ii│true
    regexp_like││\\W{0,1}\\s{2,}[[:alpha:]]││false
    regexp_like│c│a\\D\\.*(?:-c{0}1){0,1}│nn│false
    regexp_like│日bkbaabb1│\\sÉ*\\s{1,2}?|\\s[\\w-]│i│false
    regexp_like│\nbΩ│ {0}([a-c]{1,2}[[:<:]])A{1,2}?││false
    regexp_like│\nk1ka1 日│((?=.*b)[a-c]*){2}a{0,1}\\u00e9│i│false
    regexp_like│aabb│(?:k{1,1}?)*|c{1,2}?[^[:space:]][é-Ω]+?││true
    regexp_like│1b-│[é-Ω](?:(?:[[:punct:]é]^1{1,1}?)+?)É{2}?││false
    regexp_like│bs│(?<!b)cÉ|\\mb*\\Mk|k(\\y.\\u00e9[[:<:]])+?│nn│false
    regexp_like│Aaab-│([é-Ω](b\\d[[:punct:]é](?:[[:<:]]))\\u00e9)^[a-c]││false
    regexp_like│skÉ日ab \n│(b{2}(?:(?:[\\w-]{2}?)[ab]+)){1,1}?\\W [\\w-]??│c│false
    regexp_like│c\n日c│\\d\\w+?\\.(?:(\\x62)??((\\s\\Z\\W{2}?[é-Ω]){1,2}))│nn│false
    regexp_like││Mb=M{<\\││!2201B invalid regular expression: invalid escape \\ sequence
    regexp_like│c│mb>[.9^(-1││!2201B invalid regular expression: brackets [] not balanced
    regexp_like│éa│*w[=]&n││!2201B invalid regular expression: quantifier operand invalid
    regexp_like│\nb日aabΩ-b│:c[.b││!2201B invalid regular expression: brackets [] not balanced
    regexp_like│ ÉΩcab│ym?]a\\││!2201B invalid regular expression: invalid escape \\ sequence
    regexp_match│a-│││
    regexp_match│kK│k│i│k
    regexp_match│abc│()││
    regexp_match│aaΩA│|││
    regexp_match││(a*)*││
    regexp_match│K│k│i│\N
    regexp_match│abc│d││\N
    regexp_match│abc│a|││a
    regexp_match│a\n│^$│n│
    regexp_match│ aba│a││a
    regexp_match│b{│b{││b{
    regexp_match│x│\\x78││x
    regexp_match│x│\\170││x
    regexp_match│.│cB-e││\N
    regexp_match│a\nb│^b│n│b
    regexp_match│.kbaab│É*││
    regexp_match│a\nb│^b│w│b
    regexp_match│é│\\u00e9││é
    regexp_match│a\nb│a$│p│\N
    regexp_match│a]b│[^]]+││a
    regexp_match│a-b│[a-]+││a-
    regexp_match│a\nb│a.b│n│\N
    regexp_match│a]b│[]a]+││a]
    regexp_match│a.c│a.c│q│a.c
    regexp_match│日本 語│\\S+││日本
    regexp_match│a\nb│a.b││a\nb
    regexp_match│ééé│日k{2}?││\N
    regexp_match│a-b│[[.-.]]││-
    regexp_match│abc│a b c│x│abc
    regexp_match│éa1ab-é_│日.││\N
    regexp_match│1ab│^A\\s│nc│\N
    regexp_match│abc│***=a.c││\N
    regexp_match│_\n│_k+?\\Z││\N
    regexp_match│ék-│1|.b9db││\N
    regexp_match│a.c│***=a.c││a.c
    regexp_match│aaa│(a*?)(a*)││|
    regexp_match│ab│(a|(b))*││b|b
    regexp_match│abab│(ab)\\1││ab
    regexp_match│ABC│(?i)abc││ABC
    regexp_match│😀│\\U0001f600││😀
    regexp_match│abc│a(?#no)b││ab
    regexp_match│a\nb│a[^x]b│p│\N
    regexp_match│1- 1Éék-Ω│Zw│i│\N
    regexp_match│foobar│\\ybar││\N
    regexp_match│Ab9_ é│\\w+││Ab9_
    regexp_match│aBAb│(ab)\\1│i│aB
    regexp_match││\\u00e9_+?\\Z││\N
    regexp_match│aaab│(?=(a+))b││\N
    regexp_match│foobar│\\Ybar││bar
    regexp_match│b{,2}│b{,2}││b{,2}
    regexp_match│a\nb│a[^x]b│w│a\nb
    regexp_match│aaa│(a*)(a*)││aaa|
    regexp_match│bab│(?=a)(?:x)?a││a
    regexp_match│ÀÉ│[[:upper:]]+││ÀÉ
    regexp_match│日 \nb日│a[\\w-]│xc│\N
    regexp_match│ABC│***:(?i)abc││ABC
    regexp_match│.aaba日s│\\s[a-c]││\N
    regexp_match│àé│[[:upper:]]+│i│àé
    regexp_match│abc│a b # c\n c│x│abc
    regexp_match│foobar│(?<!foo)bar││\N
    regexp_match│kk\nÉ.ÉkΩc│aM=}},M││\N
    regexp_match│foobar│foo(?=bar)││foo
    regexp_match│foo bar│\\mbar\\M││bar
    regexp_match│foobaz│foo(?!bar)││foo
    regexp_match│foobar│(?<=foo)bar││bar
    regexp_match│xabcabcy│(a|ab|abc)+││abc
    regexp_match│XY1234Z│Y*?([0-9]{1,3})││1
    regexp_match│bar│[[:<:]]bar[[:>:]]││bar
    regexp_match│XY1234Z│Y*([0-9]{1,3})││123
    regexp_match│ab\ncabaabAé│bB}cBAsu!│i│\N
    regexp_match│abcd│(a|ab)(c|bcd)(d*)││ab|c|d
    regexp_match││a[é-Ω](日{1,2}?){0,1}|-{1,2}││\N
    regexp_match│日Ω│\n??((?=.*b)\\s{1,2})\\._││\N
    regexp_match│ab_Éaaab É│é{2}[[:alpha:]]+a│c│\N
    regexp_match│foobarbequebaz│bar.*que││barbeque
    regexp_match│abc01234xyz│(.*?)(\\d+)(.*)││abc|0|
    regexp_match│b-baab_k-cé│[\\w-]{1,2}?a$日{2,}││\N
    regexp_match│.│日{1,2}?(?:k{1,1}?\\w)\\Z[é-Ω]││\N
    regexp_match│babc\nk_b│A[[:alpha:]]+[é-Ω]\\s│n│\N
    regexp_match│foobar│(foo|foobar)(bar)?││foobar|\\N
    regexp_match││\\M[[:alpha:]]{1,2}?[\\w-](日-*?)││\N
    regexp_match│foobarbequebaz│(bar)(beque)││bar|beque
    regexp_match│é1aé│A\\W+?|é|[ab]{2,}a[[:punct:]é]││é
    regexp_match│abc01234xyz│(.*)(\\d+)(.*)││abc0123|4|xyz
    regexp_match│._ab│[ab](?:-{2}?\\m1{1,1}?){1,2}?\n{0,1}││\N
    regexp_match│abc01234xyz│(?:(.*?)(\\d+)(.*)){1,1}││abc|01234|xyz
    regexp_match│abc│b│k│!22023 invalid regular expression option: "k"
    regexp_match││A+?(É{2,}|([^a]?(?:É[[:upper:]][ab]{1,2}?){2,}A))││\N
    regexp_match│a\n a日_kab│((([^a]-c{2}\\Z)c{1,2}?)\\wa)-{2,}\\Da{0}││\N
    regexp_match│A│\\x62\\.{0}(?:[^[:space:]])\\W|\\u00e9?[^[:space:]]{2}││\N
    regexp_match││\\││!2201B invalid regular expression: invalid escape \\ sequence
    regexp_match│abc│[││!2201B invalid regular expression: brackets [] not balanced
    regexp_match│abc│a{1││!2201B invalid regular expression: braces {} not balanced
    regexp_match│日-│[.w││!2201B invalid regular expression: brackets [] not balanced
    regexp_match│abc│*││!2201B invalid regular expression: quantifier operand invalid
    regexp_match│abc│(││!2201B invalid regular expression: parentheses () not balanced
    regexp_match│abc│[z-a]││!2201B invalid regular expression: invalid character range
    regexp_match│abc│(?z)b││!2201B invalid regular expression: invalid embedded option
    regexp_match│abc│)││!2201B invalid regular expression: parentheses () not balanced
    regexp_match│abc│\\││!2201B invalid regular expression: invalid escape \\ sequence
    regexp_match│abc│\\q││!2201B invalid regular expression: invalid escape \\ sequence
    regexp_match│abc│a**││!2201B invalid regular expression: quantifier operand invalid
    regexp_match│abc│\\2││!2201B invalid regular expression: invalid backreference number
    regexp_match│abc│[[:foo:]]││!2201B invalid regular expression: invalid character class
    regexp_match│sb│[Y{1d[2n][││!2201B invalid regular expression: brackets [] not balanced
    regexp_match│abc│a{256}││!2201B invalid regular expression: invalid repetition count(s)
    regexp_match│abc│a{2,1}││!2201B invalid regular expression: invalid repetition count(s)
    regexp_match│abc│[[.foo.]]││!2201B invalid regular expression: invalid collating element
    regexp_match│1cΩs\na│+uc).>││!2201B invalid regular expression: quantifier operand invalid
    regexp_match│sék._ca1c│[.}>$(│i│!2201B invalid regular expression: brackets [] not balanced
    regexp_match│abéaab│y:(ae{1}1││!2201B invalid regular expression: parentheses () not balanced
    regexp_matches│c│\\Y│g│
    regexp_matches││bYy,2│g│
    regexp_matches│a_-ÉΩ│b+│g│
    regexp_matches│abaabb│Z.│g│
    regexp_matches│AAa│.*?│g│;;;
    regexp_matches│ca│-{0}\\A│g│
    regexp_matches│bab│b?│g│b;;b;
    regexp_matches││\\Mb\\d{2,}│g│
    regexp_matches││[é-Ω]|1ka1{2,}│g│
    regexp_matches│saabé│-{2}\\W│cig│
    regexp_matches│ccab.│w:[.!?e│iqg│
    regexp_matches││\n?A(k{1,1}?$k)│g│
    regexp_matches│bcabkΩ│b\\w\\d.│ig│
    regexp_matches│aabA│[[:upper:]]│g│A
    regexp_matches│abb.aabkssé│é{2,}│g│
    regexp_matches│aabéΩcbAacc│a│g│a;a;a
    regexp_matches│a.日aabc│.[[:upper:]]1│g│
    regexp_matches│aabbΩsbΩé│k{1,2}(a)*?│g│
    regexp_matches│-aAb│[^a]\\Y[[:upper:]]│g│
    regexp_matches│Éb.aabk\ns│[\\w-]\\.\\s│g│
    regexp_matches│sb_│([[:alpha:]])\\W(?<!b)│g│
    regexp_matches│b-baaab│.|日{2,}│g│b;-;b;a;a;a;b
    regexp_matches│b│(\\x62{0,1}\n){1,2}?\n[é-Ω]│g│
    regexp_matches│ Aabkbb│c([k-s](?:_?)\\s*)\\m│g│
    regexp_matches│aabé│(\\s(\\D{2,}b[[:<:]]|$É{0}))$│g│
    regexp_matches│bééac._│\\x62{2}?\\D{0}(?:[ab]{0,1})-│g│
    regexp_matches│béba-_Ωa│(?:[^[:space:]][[:alpha:]]{2}\\D ){2}b│cg│
    regexp_matches│\n│\\Aa{0}([a-c]b(?!a))+c{2}?|([[:<:]][\\w-])|[[:punct:]é]│g│
    regexp_matches│aa│a{0,1}[[:alpha:]]\\u00e9(?:\\.[k-s]*?(?:(A\\u00e9) ){2}?)│g│
    regexp_matches│foobarbequebazilbarfbonk│(b[^b]+)(b[^b]+)│g│bar|beque;bazil|barf
    regexp_matches│sÉ a│([[:punct:]é]{1,2}1{0,1}k(?<=a)){0,1}│g│\\N;\\N;\\N;\\N;\\N
    regexp_matches│baaé1│日[é-Ω]+([^a]a\\m1{2,}|b{1,2}|)[k-s]|1[k-s]{0,1}|é│g│\\N;\\N
    regexp_matches││-y{1#│g│!2201B invalid regular expression: invalid repetition count(s)
    regexp_matches│bÉksΩ│[.xbb29│g│!2201B invalid regular expression: brackets [] not balanced
    regexp_matches│.日b│*&^[}B=│g│!2201B invalid regular expression: quantifier operand invalid
    regexp_matches│aab│?mc[a|#[│g│!2201B invalid regular expression: quantifier operand invalid
    regexp_replace││a|é?││X│X
    regexp_replace│éΩ│c││X│3│2│éΩ
    regexp_replace│_│\\.││X│2│0│_
    regexp_replace│abc│b││\\\\│a\\c
    regexp_replace││$ex││<\\&>│4│3│
    regexp_replace│日本語││g│-│-日-本-語-
    regexp_replace│abc│b*│g│X│XaXXcX
    regexp_replace│abc│b││[\\&]│a[b]c
    regexp_replace│asbab│A││\\x│asbab
    regexp_replace│Ω│\\D││\\1-\\2│2│3│Ω
    regexp_replace│abc│b││\\z\\│a\\z\\c
    regexp_replace│foobarbaz│b..│g│X│fooXX
    regexp_replace│foobarbaz│b..││X│fooXbaz
    regexp_replace││\\x621_│ti│\\1-\\2│2│2│
    regexp_replace│é cc│_\\M│nx│\\1-\\2│é cc
    regexp_replace││[[:upper:]]*\\w{1,2}?││X│
    regexp_replace│1AA-Éb│\\w*││\\1-\\2│1│0│-----
    regexp_replace│A.│(\\W(?!a)){2,}\\A│g│<\\&>│A.
    regexp_replace│-│[k-s]+?|b*\\w|│nc│\\1-\\2│4│1│-
    regexp_replace│ kΩ│a(?<=a)|\\.{2}日{1,2}│g│\\│ kΩ
    regexp_replace│foobarbaz│b(..)│g│X\\1Y│fooXarYXazY
    regexp_replace││[ab]\n|(?<=a)[k-s]|1││\\1-\\2│3│2│
    regexp_replace│b\nabéac│((?=.*b).{1,1}?)+││\\x│\\xéac
    regexp_replace│kéaabbbÉaéaab│b{2}b││\\x│kéaa\\xÉaéaab
    regexp_replace│.aéaabk日│(?=.*b)││\\1-\\2│4│2│.aéa-abk日
    regexp_replace│b\nka│\\y[k-s]{2,}\\D││\\1-\\2│2│1│b\nka
    regexp_replace│aba abaab\ncb││c│<\\&>│2│2│ab<>a abaab\ncb
    regexp_replace│aA.│\\Z-{0}([[:<:]]kk){1,2}?││<\\&>│2│1│aA.
    regexp_replace│babaÉas│[é-Ω]??[ab]{1,2}\\A││<\\&>│1│0│babaÉas
    regexp_replace│-cab-é│[\\w-][^[:space:]][^a]││\\1-\\2│2│0│---é
    regexp_replace││(1*é[[:alpha:]]){2}|a*?([^[:space:]])[^a]│t│X│1│2│
    regexp_replace│a\n│[[:<:]][^a]??a{2,}|c{1,1}?[k-s]kb|b││<\\&>│1│1│a\n
    regexp_replace│abc│a││x│1│-1│!22023 invalid value for parameter "n": -1
    regexp_replace│abc│a││x│0│1│!22023 invalid value for parameter "start": 0
    regexp_replace│aba│_\\m| {1,2}(\\D[[:upper:]]{1,2}\\.*?)(?<=a)│q│X│3│0│aba
    regexp_replace│A PostgreSQL function│a|e|i|o|u│i│X│1│3│A PostgrXSQL function
    regexp_replace│A PostgreSQL function│a|e|i|o|u│i│X│1│0│X PXstgrXSQL fXnctXXn
    regexp_replace│日É\nÉ│c(1+(É[^a](é*c)+?)){2}?[[:punct:]é]+?|\\A││\\1-\\2│3│3│日É\nÉ
    regexp_replace│É.aaabéé│[a-c]+[[:punct:]é](1{0,1}É){1,2}[\\w-]││\\1-\\2│4│1│É.aaabéé
    regexp_replace│abaabaA│(A[\\w-][[:punct:]é]$){0}((?:[k-s]*?é日{2}?.))││<\\&>│5│2│abaabaA
    regexp_replace│.Ωbb│\\y *?(?:(?=.*b)\\s(é{1,2}?-+?\\d{0,1}))|-[a-c]\\Z|c││<\\&>│1│2│.Ωbb
    regexp_replace│c\nab\nbA│1*É([é-Ω]É\\Z((?:[[:upper:]]\\y[a-c]{1,1}?[ab])))││\\│c\nab\nbA
    regexp_replace│a│[.d#bd\\a││X│1│0│!2201B invalid regular expression: brackets [] not balanced
    regexp_replace│b│?^9=Z│cg│a\\\\b│!2201B invalid regular expression: quantifier operand invalid
    regexp_split││,││
    regexp_split││b│x│
    regexp_split││$│i│
    regexp_split││b{0}││
    regexp_split│日本│││日|本
    regexp_split│,a│,││|a
    regexp_split│a,│,││a|
    regexp_split│\n│\\W││|
    regexp_split│_│]+│ic│_
    regexp_split│ab│[é-Ω]││ab
    regexp_split│.ab│é{2}││.ab
    regexp_split│ss│[ab]??││s|s
    regexp_split│b1│\\Y[^a]c││b1
    regexp_split│A│(?:c|a\\d)││A
    regexp_split││A|\\u00e9\\.*│n│
    regexp_split│a│\\w\\Yb{1,2}││a
    regexp_split│ÉabΩbabb│$││ÉabΩbabb
    regexp_split│bés│(b){2,}[a-c]││bés
    regexp_split│hello│\\s*││h|e|l|l|o
    regexp_split││日{1,2}?[[:alpha:]]││
    regexp_split│b_saé│\\x62[^a]?│ic│|saé
    regexp_split│日baab│aé\\u00e9│cc│日baab
    regexp_split│bcA_日│ {2}A[é-Ω]│ni│bcA_日
    regexp_split│cΩab│([ab])+\\W{2,}││cΩab
    regexp_split│b│(É\\u00e9A{1,1}?)_??││b
    regexp_split│日sabbaa│[^a]É\\W{2}││日sabbaa
    regexp_split│hello world│\\s+││hello|world
    regexp_split│abb│(\\d*){1,2}(?=a)[^a]日+││abb
    regexp_split│aaab1b_éc│\\u00e9a{2}?││aaab1b_éc
    regexp_split│é日 a│[ab](k){1,2}(?:\\w+[^a])*││é日 a
    regexp_split│c_ΩébÉ-日aab│\\Y[a-c]{0}[\\w-]││c|||||-日|||
    regexp_split│c  kaa│[ab][\\w-]+|[ab]|(a)^()-{1,1}?││c  k|
    regexp_split│_é│k+?|(?:$\\u00e9)  {2,}|\\Z[[:upper:]]{2,}[ab]││_é
    regexp_split│b│(A{2,}\\d{0,1}\n[[:upper:]]{2,})\n*?(b{0}1[[:<:]](?!a))(?=a)││b
    regexp_split││n={[.(││!2201B invalid regular expression: brackets [] not balanced
    regexp_split│a│?+By││!2201B invalid regular expression: quantifier operand invalid
    regexp_split│bab│>[.Zaa{1││!2201B invalid regular expression: brackets [] not balanced
    regexp_split│b-\n│a&^}*(?y$││!2201B invalid regular expression: quantifier operand invalid
    regexp_split│1abaabbaΩasaab│1(││!2201B invalid regular expression: parentheses () not balanced
    regexp_substr│AA-a││n│2│1│1│
    regexp_substr│abc│b││1│1│1│b
    regexp_substr│aab│\n││3│3│0│\N
    regexp_substr│_│É{0}││4│2│2│\N
    regexp_substr│日aab│B│n│2│2│0│\N
    regexp_substr│ k.│\\D││3│3│2│\N
    regexp_substr│caa1│\\w?│n│4│2│1│
    regexp_substr│_│.\\W\\Z││4│2│1│\N
    regexp_substr│ba│&Ma]│ni│4│1│2│\N
    regexp_substr│Aab│B^\\29││4│1│0│\N
    regexp_substr│É│[\\w-]+?│n│3│1│2│\N
    regexp_substr│ ks_-日│BynZ2││3│2│0│\N
    regexp_substr│\n Ω│bA{1,1}?││2│2│0│\N
    regexp_substr│Ωb│b[ab][ab]│nw│4│1│2│\N
    regexp_substr│ABCDEF│c(.)(..)│i│1│1│2│EF
    regexp_substr│sbécé│((\n){2}?a)?│mi│3│3│0│
    regexp_substr│kAb.Ωkb│[[:alpha:]]││4│1│2│\N
    regexp_substr│Ω│a{0,1}[\\w-]\\s\\w││3│2│1│\N
    regexp_substr││c日{2}.([\\w-]A\\s\\s)││1│3│0│\N
    regexp_substr│é -bc│(?<=a)[^a]{2}?│nc│1│3│0│\N
    regexp_substr│éAÉskk│\\.{0,1}\\d{1,2}││2│1│1│\N
    regexp_substr│_\na│[^[:space:]]{2,}a*││3│2│1│\N
    regexp_substr│b│(?<!b)((1)){0,1}\\m│pn│3│3│1│\N
    regexp_substr│ba│c|A(?:\\m)(\\.b)|1 $││2│1│2│\N
    regexp_substr│Ωab│(\\d[\\w-])\\s{1,2}│cn│3│3│2│\N
    regexp_substr││\\ya*|1{2}\\w{2}ck|\\s{2,}k││1│3│2│\N
    regexp_substr│c.\n│\\y(?:[\\w-]*k*){1,1}?kÉ│in│1│2│0│\N
    regexp_substr││\\W*?(\\W[^a]{1,2}){1,1}?[^a]+│ci│2│2│2│\N
    regexp_substr│日.é│(?:(?=a)\\x62{1,1}?[^[:space:]]+?){1,2}││3│1│0│\N
    regexp_substr│ab日ababb1é日_│\\W{1,2}[[:alpha:]]{1,2}?[a-c]││4│2│0│\N
    regexp_substr│abc│b││1│0│0│!22023 invalid value for parameter "n": 0
    regexp_substr│-abcba│[[:alpha:]](1??)?[[:<:]](_{0,1}|[ab]{2})││2│2│0│\N
    regexp_substr│kaba│(\\d[\\w-]{1,2}?\\W??([\\w-]{1,2}?))[[:<:]]-b││1│1│1│\N
    regexp_substr│abc│b││1│1│-1│!22023 invalid value for parameter "subexpr": -1
    regexp_substr│a│b-[=?│cn│1│2│2│!2201B invalid regular expression: brackets [] not balanced
    regexp_substr│a11b│,bu-[:││4│2│0│!2201B invalid regular expression: brackets [] not balanced
    regexp_substring││ ││\N
    regexp_substring││É││\N
    regexp_substring│b│a|││
    regexp_substring│a-b│x.││\N
    regexp_substring││-{1,2}││\N
    regexp_substring│日│日(?!a)││日
    regexp_substring│aab│\\w{2}?││aa
    regexp_substring│foobar│o.b││oob
    regexp_substring│foobar│o(.)b││o
    regexp_substring│É│k(?=.*b)bÉ││\N
    regexp_substring││\\u00e9{0}\\Y││
    regexp_substring│s_aaa│1{1,2}1??││\N
    regexp_substring│ │aa+é{1,1}?\\.││\N
    regexp_substring│11Éaaab│\\A\\y\\w││1
    regexp_substring│k1A1scΩ│[é-Ω]{2,}|1││1
    regexp_substring│c│[[:punct:]é]{2}?││\N
    regexp_substring│b11aabc1  │É[ab]{0}││\N
    regexp_substring│a│A((é日\\s\n)(?<=a) )││\N
    regexp_substring│bé- aabbk│_[a-c] {1,2}││\N
    regexp_substring│bΩb│\\W{1,2}[^a].{1,1}?││\N
    regexp_substring│...bb│k{1,1}?(?=a)\\y\\x62││\N
    regexp_substring│bks│k(É[[:punct:]é].){1,2}?││\N
    regexp_substring│abA-bΩbc日│[ab]*?\\w(?:bA+?)││abA
    regexp_substring│Ab1aa Ω│\\s{1,1}?[a-c](?<=a)││\N
    regexp_substring│cc1b.bé│(?<=a)\\M(\n(?=a)){2}?││\N
    regexp_substring│aÉk│(a)[[:upper:]](b *?|._??b)b││\N
    regexp_substring││ (?:[é-Ω])(?:((?!a)\\sA??)){2}?a││\N
    regexp_substring│b_│( )*\\u00e9(?:( \\u00e9)Ac(a){1,1}?)││\N
    regexp_substring│sbk│([k-s]{2}[é-Ω]??\\.\\d)?\\x62+a_{1,2}?││\N
    regexp_substring│Ωa│([ab][[:alpha:]]+\\.{0,1})??[^[:space:]]\\A││\N
    regexp_substring│ba\ns│[^a]*?[[:punct:]é]|[ab]\\y[\\w-]*?|1*\\u00e9││a
    regexp_substring│日É1│[k-s]\\d*[é-Ω]|(?=a)-+?\\y|([[:upper:]]+)+b{1,1}?││\N
    regexp_substring││e(wmcZn││!2201B invalid regular expression: parentheses () not balanced
    regexp_substring│ s│[:b[.!12{1││!2201B invalid regular expression: brackets [] not balanced
    regexp_substring│bcÉÉb│)9Z[..<││!2201B invalid regular expression: parentheses () not balanced
    regexp_match│b│(a)?b\\1?││\N
    regexp_match│aba│(a)?b\\1?││a
    regexp_match│ab│(a)b\\1*││a
    regexp_match│a,b,c│(.*),(.*)││a,b|c
    regexp_match│a,b,c│^(.*?),(.*)$││a|b,c
    regexp_match│a,b,c│(.*?),(.*)││a|
    regexp_match│ab│(|a)*b││a
    regexp_match│k│(a??)??k?││\N
    regexp_match│k│(a*)??k?││
    regexp_match│jo@ex.com│(\\w+)@(\\w+)\\.com││jo|ex
    regexp_match│2024-01-15│(\\d{4})-(\\d{2})-(\\d{2})││2024|01|15
    regexp_match│foobar│(foo|bar)(x|bar)││foo|bar
    regexp_match│aab│((a*)(ab)?)(b*)││aab|a|ab|
    """##
