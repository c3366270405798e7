/// Digests, encodings, format and JSON: name, arguments and the result of PostgreSQL 15, one call a line.
let textEncodingTable = ##"""
    bytea│\\x│
    bytea│\\x2027│2027
    bytea│\\001a\\\\│01615c
    bytea│\\xDEAD beef│deadbeef
    bytea│\\x20f09f9880e697a55f2d│20f09f9880e697a55f2d
    bytea│\\400│!22P02 invalid input syntax for type bytea
    bytea│\\x5c6131e697a│!22023 invalid hexadecimal data: odd number of digits
    bytea│\\xf09f9880c3a9f09f9880c3a│!22023 invalid hexadecimal data: odd number of digits
    bytea│\\x0af09f9880c4b1c39f63424│!22023 invalid hexadecimal data: odd number of digits
    bytea│\\xc3a9e697a578f09f988042615ce697a│!22023 invalid hexadecimal data: odd number of digits
    bytea_out│Ⱥ│\\xc8ba
    bytea_out│ω│\\xcf89
    bytea_out│%😀ω│\\x25f09f9880cf89
    bytea_out│cBBcBB│\\x634242634242
    bytea_out│""""""""│\\x2222222222222222
    bytea_out│ω本c9A"│\\xcf89e69cac63394122
    bytea_out│$̈ıΩß$ı-│\\x24cc88c4b1cea9c39f24c4b12d
    bytea_out│ \ncΩA" \ncΩA"│\\x200a63cea94122200a63cea94122
    bytea_out│ǅ_Ⱥa aǅ_Ⱥa a│\\xc7855fc8ba612061c7855fc8ba612061
    bytea_out│c$,̈1ıcc$,̈1ıc│\\x63242ccc8831c4b16363242ccc8831c4b163
    bytea_out│'ω1ßé̈'ω1ßé̈│\\x27cf8931c39fc3a9cc8827cf8931c39fc3a9cc88
    decode││hex│
    decode│cf89│hex│cf89
    decode│MTIz│base64│313233
    decode│QiJ4Lg==│base64│4222782e
    decode│6261c38963│hex│6261c38963
    decode│cccccccc│escape│6363636363636363
    decode│OS7IujkuyLo=\n│base64│392ec8ba392ec8ba
    decode│2739390a\ne697a561│hex│2739390ae697a561
    decode│\\304\\260-\\303\\237.│escape│c4b02dc39f2e
    decode│0g│hex│!22023 invalid hexadecimal digit: "g"
    decode│MTI│base64│!22023 invalid base64 end sequence
    decode│Yi7HjHhci6\n│base64│!22023 invalid base64 end sequence
    decode│\\400│escape│!22P02 invalid input syntax for type bytea
    decode│z4n sSLml6XDqcSw\n│base64│!22023 invalid base64 end sequence
    decode│=│base64│!22023 unexpected "=" while decoding base64 sequence
    decode│\\134B%\\314\\210,\\3g4\\261│escape│!22P02 invalid input syntax for type bytea
    decode│272c 697a5e69cacc4b0│hex│!22023 invalid hexadecimal data: odd number of digits
    encode││base64│
    encode││escape│
    encode│ωω│base64│z4nPiQ==
    encode│éé│base64│w6nDqQ==
    encode│ω\nȺı.│base64│z4kKyLrEsS4=
    encode│bbbbbbbb│base64│YmJiYmJiYmI=
    encode│........│hex│2e2e2e2e2e2e2e2e
    encode│'--..$'--..$│base64│Jy0tLi4kJy0tLi4k
    encode│_Ω-A--_Ω-A--│base64│X86pLUEtLV/OqS1BLS0=
    encode│Éİİ│escape│\\303\\211\\304\\260\\304\\260
    encode│😀$Ωbx│escape│\\360\\237\\230\\200$\\316\\251bx
    encode│bAΩ日"😀│escape│bA\\316\\251\\346\\227\\245"\\360\\237\\230\\200
    format│s│tab│a\\b│s
    format│|%3s|│日│|  日|
    format│%L|%s│\N│\N│NULL|
    format│|%10s|│foo│|       foo|
    format│|%-10s|│foo│|foo       |
    format│|%*s|│10│foo│|       foo|
    format│|%-*s|│10│foo│|foo       |
    format│|%*s|│-10│foo│|foo       |
    format│Hello %s│World│Hello World
    format│|%*2$s|│foo│10│bar│|       bar|
    format│%s│!22023 too few arguments for format()
    format│%│!22023 unterminated format() type specifier
    format│%99999999999s│a│!22003 number is out of range
    format│%3$s, %2$s, %s│one│two│three│three, two, three
    format│%y│a│!22023 unrecognized format() type specifier "y"
    format│ %--L10%2$5I│a'b│!22023 too few arguments for format()
    format│ééé%9$--*2$I│a'b│!22023 too few arguments for format()
    format│%3$s1x*%3$--*1$L│!22023 too few arguments for format()
    format│abc%9$-s%9$-*1$I│!22023 too few arguments for format()
    format│é%--s%2$10I02│a'b│!22023 too few arguments for format()
    format│%3$*L%1$*1$s │-3│\N│!22023 too few arguments for format()
    format│%*s│x│a│!22P02 invalid input syntax for type integer: "x"
    format│%1$5L%*I%9$-*L%1$-0s│!22023 too few arguments for format()
    format│abc%--0s%1$*2$s%%│tab│!22023 too few arguments for format()
    format│%*1s│1│a│!22023 width argument position must be ended by "$"
    format│Testing %3$s, %2$s, %1$s│one│two│three│Testing three, two, one
    format│*$1%x0*2│a'b│-1│.│!22023 unrecognized format() type specifier "x"
    format│%I│\N│!22004 null values cannot be formatted as an SQL identifier
    format│%0$s│a│!22023 format specifies argument 0, but arguments are numbered from 1
    format│INSERT INTO %I VALUES(%L)│Foo bar│O'Reilly│INSERT INTO "Foo bar" VALUES('O''Reilly')
    format│é%0$-s│a\\b│a\\b│!22023 format specifies argument 0, but arguments are numbered from 1
    json_array_length│[]│0
    json_array_length│[ ]│0
    json_array_length│ [ ]│0
    json_array_length│1│!22023 cannot get array length of a scalar
    json_array_length│ ""│!22023 cannot get array length of a scalar
    json_array_length│ [{\n "\\u0061"\t: true,"\\u0061"\n : 1e5} ]│1
    json_array_length│true│!22023 cannot get array length of a scalar
    json_array_length│ true│!22023 cannot get array length of a scalar
    json_array_length│false│!22023 cannot get array length of a scalar
    json_array_length│{}│!22023 cannot get array length of a non-array
    json_array_length│ "\\n"│!22023 cannot get array length of a scalar
    json_array_length│ "b\\n"│!22023 cannot get array length of a scalar
    json_array_length│{\t}│!22023 cannot get array length of a non-array
    json_array_length│[ \n [12345678901234567890.5,false]\t, true\n ,\n false\t]│3
    json_array_length│ { \t"\\n":{\n } }│!22023 cannot get array length of a non-array
    json_array_length│ 12345678901234567890.5│!22023 cannot get array length of a scalar
    json_at│[]│3│\N
    json_at│{}│0│\N
    json_at│[ ]│-1│\N
    json_at│[\t]│1│\N
    json_at│null│0│\N
    json_at│[\n ]│0│\N
    json_at│[1, 2]│-1│2
    json_at│false│-1│\N
    json_at│[1, 2]│-3│\N
    json_at│{"0":1}│0│\N
    json_at│12345678901234567890.5│-2│\N
    json_at│{\t"b":\t{\n },"b" :[ ]\n }│3│\N
    json_at│{\n "": [ \n 0] , "\\u0061"\n : "a\\"b" ," \\r":\n 1e5\n }│-1│\N
    json_at│{\n "\\u0061"\n :1e5 ,"c"\n :\t[-2.50],"a":false, "c":\ttrue\n }│1│\N
    json_at_text│1│0│\N
    json_at_text│1│2│\N
    json_at_text│[]│-1│\N
    json_at_text│{\t}│1│\N
    json_at_text│-2.50│0│\N
    json_at_text│-2.50│-2│\N
    json_at_text│[1\t]│-2│\N
    json_at_text│"{\\ba"│2│\N
    json_at_text│"\\n\\""│2│\N
    json_at_text│"\\f ]a"│-1│\N
    json_at_text│[\n false]│-2│\N
    json_at_text│[{\t\n "":[ \n -2.50, 1\n ]},\n [\t1e5 ]]│-1│[\t1e5 ]
    json_at_text│[{ "": ",]\\\\\\u00e9",\n "":\t0\t, "\\u0061"\t:[] }\t,"ba" ]│2│\N
    json_at_text│{\t"c":\t{ \t"b":\n 0\n ,\n "" :{}\n , "" : [ -2.50\t,null,\t""] }}│-1│\N
    json_get│0│1│\N
    json_get│1│0│\N
    json_get│{}│b│\N
    json_get│1e5│é│\N
    json_get│1e5│c│\N
    json_get│null│a│\N
    json_get│null│b│\N
    json_get│-2.50│é│\N
    json_get│-2.50│a│\N
    json_get│[\t]│ 1│\N
    json_get│-2.50│-1│\N
    json_get│-2.50│+1│\N
    json_get│{"a":null}│a│null
    json_get│[\t[] ,{}\n ,null]│a│\N
    json_get│{"a":1, "a": [ 2 ]}│a│[ 2 ]
    json_get│12345678901234567890.5│a│\N
    json_get_text│1│"│\N
    json_get_text│1│a│\N
    json_get_text│0│ 1│\N
    json_get_text│[ ]│"│\N
    json_get_text│[ ]│ 1│\N
    json_get_text│true│0│\N
    json_get_text│null│ 1│\N
    json_get_text│"\\f"│ 1│\N
    json_get_text│-2.50│-1│\N
    json_get_text│{"a":null}│a│\N
    json_get_text│{"a":"x\\u00e9\\n"}│a│xé\n
    json_get_text│["\\ud83d\\ude00\\f"]│x│\N
    json_get_text│12345678901234567890.5│a│\N
    json_get_text│12345678901234567890.5│ 1│\N
    json_get_text│{\n \n "\\u0061"\t:\t-2.50 }│b│\N
    json_get_text│{"\\u0061" :-2.50,"" :\n "" }│a│-2.50
    json_path│1│1
    json_path│0│1│b│\N
    json_path│[1]│x│\N
    json_path│1e5│b│\N
    json_path│null│null
    json_path│-2.50│c│\N
    json_path│1e5│c│-0│\N
    json_path│{}│2│a│1│\N
    json_path│null│-1│2│\N
    json_path│[\ttrue,false\t]│c│0│1│\N
    json_path│[\n [\n [true ] ]]│c│"│\N
    json_path│ {"a": [1, {"b" : true}] } │a│1│b│true
    json_path│[\n "]\\n\\f\\u00e9",true\t, 1 ]│"│+1│\N
    json_path│{\n "":\tnull\t,"a" : [\n {},{ }\t,[\t]\t, true\n ]\t}││null
    json_path│{\n \t"a"\n :null,\t"a"\t:\n {}\n ,\t"a":\t1,"\\u0061" :true\t}│2│\N
    json_path_text│"x"│x
    json_path_text│0│b│\N
    json_path_text│1│x│c│\N
    json_path_text│true│+1│\N
    json_path_text│false│-0│\N
    json_path_text│"{"│-1│"│a│\N
    json_path_text│[\t-2.50]│"│\N
    json_path_text│{"c" : null}│-0││-1│\N
    json_path_text│{"c" :[\t]\t}│0│-1│2│\N
    json_path_text│{ "\\u0061":0}│"│ 1│0│\N
    json_path_text│{\t"b":\n false}│-0│a│\N
    json_path_text│{ \t"c" :null }│+1│-0│\N
    json_path_text│{\n "\\u0061"\n :\n 12345678901234567890.5,"b"\n :"\\b\\""\n }│c│\N
    json_typeof│null│null
    json_typeof│"}é"│string
    json_typeof│[\n ]│array
    json_typeof│-2.50│number
    json_typeof│true│boolean
    json_typeof│ [\t{}]│array
    json_typeof│false│boolean
    json_typeof│ false│boolean
    json_typeof│ [\n { }]│array
    json_typeof│ "aaa\\/"│string
    json_typeof│[",",\n "ba\\b{"\n ]│array
    json_typeof│{\t "\\u0061":[ -2.50] }│object
    json_typeof│ {\t""\n : [],"\\u0061": 0,\n "a" :\n null\t}│object
    json_typeof│[\n [\t{ "a"\t:\tfalse,"\\u0061":null}],-2.50,{} ]│array
    md5││d41d8cd98f00b204e9800998ecf8427e
    md5│éA│0a0648083c87cda629125f8d4c6531af
    md5│ß̈│4e4ba008fd67f149dd6f945e380ef718
    md5│-_.│8505a737c982b27190d1e28cdbd4d51f
    md5│abc│900150983cd24fb0d6963f7d28e17f72
    md5│%̈9a│706ccd5daf9fb5ed897546cbe01d2551
    md5│"$_"$_│e75e559994f61c1ba39df34096985f93
    md5│. \n$,ω│8bd2509dcc8074d52ef7b207e9fa3bbd
    md5│x"$-a'A│543092fd2541bf8cc23d3c6814a4b67a
    md5│".É-".É-│c52ba95b53baa4612d322c12413b81e2
    md5│"ωΩxaß\\%│087cfde694f0038b253b0d14cfa1d5e5
    md5│-%😀İı-%😀İı│7dacdb9d2eef939f9e07a347b0d94fb5
    md5│....................│2209f0863e2897c18edbfa01eae54932
    md5│éc̈éc̈éc̈éc̈éc̈éc̈éc̈éc̈│c720969a64032b6952bfe84587667b29
    md5│😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'😀'│cd0c6009b257d0b650cdd26d3881dbee
    md5│aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa│3b0c8ac703f828b04c6c197006d17218
    md5│A本c$İbΩA本c$İbΩA本c$İbΩA本c$İbΩA本c$İbΩA本c$İbΩA本c$İbΩA本c$İbΩ│0c00f7ab1357086be2c500a7b8d95cd1
    sha224││d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f
    sha224│bı│3bd7f2eba9fcff8297bc6223b78021d9f7cb64e001321d6b5094ba43
    sha224│İȺ│407e79ba8e8b7b480389406b40db3232fbab57a8fae0ea89e25d5994
    sha224│x_│3e6aa1a07480df0f9f5888c703e26ec68dd9bd88683ddb4aff6ca354
    sha224│É"_ß│5308d5b350763b983fb870db9b72cac83ebd2592f034d25a3a04c6b4
    sha224│B."ß日本│364ef6ea129accd3d434be867bbd50c3c118d62bafe3367132b54745
    sha224│aÉ$̈̈\nωı│b642b82d8c0c0e0358485046b67ca72a7738a3756f15613ad5fb44bb
    sha224│日_ \\日_ \\│9a79ca5aa70421995af64bb630bbbdd857c52999ab41758629c6db98
    sha224│B,ßß9ȺxB,ßß9Ⱥx│dc99ed29d564ef590be49b6e892b875f5d52864f9008b9db3727c971
    sha224│ßcǅ9̈$本'ßcǅ9̈$本'│d62ac9043d35510d1c0186fed90696a0bb570fdd23b9db49d18f1661
    sha256││e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    sha256│ω-│1fd18a80690f068aad0cde869fdefabc862e0791e51e6bbc47597c090b5ae40a
    sha256│ı"Ω│2d36012a659355c8b8543cf2261b55d35a2e586eb428b53461b29c314cd60081
    sha256│,ǅ😀日.é│504574031e69fa1286d9e8035f2c6ddb64ca07423704583d93d57b29b5c30de1
    sha256│9ı日Bbx│d18c0277583eea1191dfd8f7a76769d71a5906144eee16d5115c720b0f7faf64
    sha256│A9\n\n│f82fc1b7410ca839acf6ffdb09a9cba2397df39c64a5e9ef51f015e1a23ea942
    sha256│"$Ⱥ,本 '│010d791598373490b80a30d834171cf387c529c9948b9f059b7c31f1fb49f419
    sha256│x"😀İäa│b2c9c3f4da3734f9f4692033b676b9fea82dfcfec6df79f4ab9215bf0e251c10
    sha256│%%%%%%%%│292ecf68dd1ba27eef6927a34bdcfe961c87a3aba3710e681b82be91e7024c43
    sha256│\\̈̈.ßA-A│80b7b85cfef319acbaf267aaf0322bdd737931b43322164fcfbbecf1ecfd6b65
    sha256│é.B , Ⱥé.B , Ⱥ│51977907fb592d74476fbd3d7db6491641f2ee2b2688c16ec8643157eef383e4
    sha256│11111111111111111111│d1b3707fbdc6a22d16e95bf6b910646f5d9c2b3ed81bd637d454ffb9bb0948e4
    to_json│Aé日│"Aé日"
    to_json│\\│"\\\\"
    to_json│İ_ǅ│"İ_ǅ"
    to_json│' Ⱥ│"' Ⱥ"
    to_json│̈ẍx│"̈ẍx"
    to_json│ǅ%本ı,│"ǅ%本ı,"
    to_json│%-9%日Ⱥ│"%-9%日Ⱥ"
    to_json│̈Éx😀$Ⱥ-│"̈Éx😀$Ⱥ-"
    to_json│bBA\\_│"bBA\\\\_"
    to_json│cÉİaı İ│"cÉİaı İ"
    to_json│İ\\😀日1😀│"İ\\\\😀日1😀"
    to_json│ßßßßßßßß│"ßßßßßßßß"
    to_json│ıȺ日̈\\本ω%│"ıȺ日̈\\\\本ω%"
    """##
