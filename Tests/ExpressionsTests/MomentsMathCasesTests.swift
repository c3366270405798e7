import Testing

@Suite("Arithmetic as in PostgreSQL 15")
struct MomentsMathCasesTests {
    @Test("Every result is PostgreSQL's", arguments: MomentsCases.functions(in: Self.table))
    func agrees(function: String) { MomentsCases.check(function, in: Self.table) }

    /// Function, arguments and the result PostgreSQL 15.18 gave, a case a line.
    static let table = #"""
        age|2013-03-01|2012-02-29|1 year 1 day
        age|2001-04-10|1957-06-13|43 years 9 mons 27 days
        age|1953-07-07T15:28:21|106378-07-26T05:32:33.106894|-104425 years -18 days -14:04:12.106894
        age|2257-03-02T08:29:05.448|206606-03-09T21:50:58.6|-204349 years -7 days -13:21:53.152
        age|2027-05-21 04:37:10.2|1976-02-21 11:08:55.761|51 years 2 mons 28 days 17:28:14.439
        age|1904-05-01T23:26:40.899597|1981-07-24T12:49:18.754196|-77 years -2 mons -22 days -13:22:37.854599
        age|7703-08-04T14:30:47|7920-07-02T11:43:58.003|-216 years -10 mons -28 days -21:13:11.003
        age|2091-07-07 02:50:19.436155|200749-04-11T12:03:29.207|-198657 years -9 mons -4 days -09:13:09.770845
        age|136134-05-23T11:51:47|8011-01-15 16:44:43|128123 years 4 mons 7 days 19:07:04
        age|2002-06-09T15:17:51|1963-08-18T11:11:45.951|38 years 9 mons 22 days 04:06:05.049
        age|1985-10-25T06:45:05|2056-06-06T03:56:38|-70 years -7 mons -11 days -21:11:33
        age|1917-12-06 15:14:31.5|6896-05-16T03:56:08|-4978 years -5 mons -9 days -12:41:36.5
        age|3344-02-13T21:14:40.4|91727-06-07T17:38:21|-88383 years -3 mons -22 days -20:23:40.6
        age|1937-11-23 22:59:00|2007-11-08 16:30:44|-69 years -11 mons -14 days -17:31:44
        age|1912-11-12 13:40:51|1910-09-22 01:59:00|2 years 1 mon 20 days 11:41:51
        age|2061-09-16 05:30:33|1960-04-16 12:20:59|101 years 4 mons 29 days 17:09:34
        age|2093-11-06 08:59:59|1987-10-20 02:59:55|106 years 17 days 06:00:04
        age|1990-04-16 05:41:00|2087-03-08 04:30:29|-96 years -10 mons -21 days -22:49:29
        age|2051-01-08 13:59:00|1944-10-28 12:59:59|106 years 2 mons 11 days 00:59:01
        age|1941-09-14 08:00:00|1935-11-14 02:59:00|5 years 10 mons 05:01:00
        age|1976-06-03 04:45:00|2088-09-13 07:59:59|-112 years -3 mons -10 days -03:14:59
        age|2041-11-28 01:14:26|1998-11-26 05:47:59|43 years 1 day 19:26:27
        age|2046-04-25 17:30:00|2009-03-27 22:59:00|37 years 28 days 18:31:00
        age|2093-11-17 12:00:59|2049-03-02 11:59:59|44 years 8 mons 15 days 00:01:00
        date_bin|1 mon|2013-01-01|2001-01-01|ERR 0A000: timestamps cannot be binned into intervals containing months or years
        date_bin|0|2013-01-01|2001-01-01|ERR 22008: stride must be greater than zero
        date_bin|15 minutes|2020-02-11 15:44:17|2001-01-01|2020-02-11 15:30:00
        date_bin|15 minutes|2000-12-31 23:59:59|2001-01-01|2000-12-31 23:45:00
        date_bin|15 minutes|2052-08-15 07:31:53.292|4045-08-04T08:51:57|2052-08-15 07:21:57
        date_bin|103 days 12:21:28.108244|2052-06-12T11:07:07|1913-08-17T08:24:00.5|2052-03-19 03:22:05.431316
        date_bin|26 days|0299-09-10T17:37:33|1133-03-22T18:24:07|0299-08-21 18:24:07
        date_bin|15 minutes|2034-03-01T04:34:38.297|2014-05-05T21:31:25.610488|2034-03-01 04:31:25.610488
        date_bin|15 minutes|1969-03-22T19:05:31.885667|1958-07-09 22:10:51.284814|1969-03-22 18:55:51.284814
        date_bin|74 seconds|1987-12-15 12:03:52|2082-11-08 16:49:13|1987-12-15 12:03:07
        date_bin|15 minutes|2068-05-10T14:51:13|1930-03-28T04:48:56.725|2068-05-10 14:48:56.725
        date_bin|15 minutes|0396-03-21 12:07:43|2041-08-09T00:38:17.526140|0396-03-21 11:53:17.52614
        date_bin|1396 seconds|1939-10-17T03:23:49.950|1989-06-05T10:06:31|1939-10-17 03:09:19
        date_bin|11 days|2062-03-06T23:46:38.289|1975-03-07T08:38:18.156|2062-02-26 08:38:18.156
        date_bin|15 minutes|1926-12-01 08:44:59.398|1911-11-12T06:49:57.746099|1926-12-01 08:34:57.746099
        date_mi|infinity|2013-01-01|ERR 22008: cannot subtract infinite dates
        date_mi|2007-11-15|2066-01-14|-21245
        date_mi|2039-08-11|2034-09-22|1784
        date_mi|2045-10-14|1998-10-08|17173
        date_mi|2096-06-11|2068-06-28|10210
        date_mi|1941-08-09|88009-12-07|-31435812
        date_mi|1916-06-15|4388-03-20|-902793
        date_mi|2080-08-19|1981-04-14|36287
        date_mi|2062-12-01 BC|3774-10-20|-2131149
        date_mi|1937-10-19|2117-08-27|-65691
        date_mi|1914-09-02|34658-07-14|-11959451
        date_mi|infinity|2055-07-05|ERR 22008: cannot subtract infinite dates
        date_pl|2013-01-01|2147483647|ERR 22008: date out of range
        date_pl|7798-11-24|167|7799-05-10
        date_pl|1956-11-13|-235|1956-03-23
        date_pl|epoch|1595561417|4370468-10-13
        date_pl|1973-09-24|378856581|1039247-10-26
        date_pl|2075-01-03 BC|589|2074-08-15 BC
        date_pl|3826-06-25|128|3826-10-31
        date_pl|2184-10-27|565|2186-05-15
        date_pl|3475-03-23|1172559543|3213834-03-19
        date_pl|epoch|1773639200|4858029-03-12
        date_pl|173670-01-19|687|173671-12-07
        date_pl|0078-03-16|395763398|1083641-08-02
        date_ts|294277-01-01|ERR 22008: date out of range for timestamp
        date_ts|22061-07-23|22061-07-23 00:00:00
        date_ts|2305-02-11|2305-02-11 00:00:00
        date_ts|1926-01-24|1926-01-24 00:00:00
        date_ts|4507-08-04|4507-08-04 00:00:00
        date_ts|2016-11-05|2016-11-05 00:00:00
        date_ts|193689-07-05|193689-07-05 00:00:00
        date_ts|2067-01-02|2067-01-02 00:00:00
        date_ts|1911-02-03|1911-02-03 00:00:00
        date_ts|1900-10-08|1900-10-08 00:00:00
        date_ts|1839-03-01|1839-03-01 00:00:00
        date_ts|1944-11-21|1944-11-21 00:00:00
        iv_cmp|1 mon|30 days|0
        iv_cmp|1 mon|31 days|-1
        iv_cmp|1 day|24:00:00|0
        iv_cmp|-10 mons 284 days 20:01:54.149651|288 years 20 mons 123:21:00.3|-1
        iv_cmp|207 days 74:33:50.9|-18 mons -16:21:04.695|1
        iv_cmp|82 years 300:10:16|-6 mons 209 days 149:34:14.251786|1
        iv_cmp|278 years 9 mons 312 days|107 years 3 mons 146 days|1
        iv_cmp|-279:04:56|-194 years 12 mons -354 days 11:08:02.954176|1
        iv_cmp|9 mons -236 days 299:58:10.347066|143 days -4:28:57.981119|-1
        iv_cmp|12 mons 230 days -265:40:07.762|18 mons -93 days 20:57:47.7|1
        iv_cmp|12:56:16.829615|-9:04:19.811|1
        iv_cmp|11 mons -374 days 4:46:45|0:15:56.0|-1
        iv_cmp|21:10:50.2|-141 days 8:09:41.582|1
        iv_cmp|22:31:55.524638|276 years|-1
        iv_div|1 day|0|ERR 22012: division by zero
        iv_div|-21:26:08|-3.59307|05:57:56.898585
        iv_div|176:06:20|0.0260145|6769:30:55.050068
        iv_div|200:39:18.864|2.85498|70:16:57.136372
        iv_div|-66 years 19 mons 198 days|2|-32 years -2 mons +84 days
        iv_div|273 days|0.547099|498 days 23:53:40.82475
        iv_div|-220 years 19 mons -161:02:21.3|-4|54 years 7 mons 7 days 52:15:35.325
        iv_div|100 years -18 mons -119 days 14:48:57|0.268535|366 years 9 mons -424 days +71:30:34.042086
        iv_div|14:59:03.205976|0.154577|96:56:13.042406
        iv_div|-1 mons -2:41:18.870038|2|-15 days -01:20:39.435019
        iv_div|284 days -163:04:28.157|2|142 days -81:32:14.0785
        iv_div|-9 mons 298 days 16:09:36.1|5|-1 mons +35 days 17:37:55.22
        iv_mi|-79 years|13 mons 179:00:41|-80 years -1 mons -179:00:41
        iv_mi|1 mons 351 days|224 years|-223 years -11 mons +351 days
        iv_mi|19 mons|-7:27:04|1 year 7 mons 07:27:04
        iv_mi|-102 years 4 mons -154 days 19:33:43.544|-13 mons 352 days -147:22:17.2|-100 years -7 mons -506 days +166:56:00.744
        iv_mi|-253 years 249 days -7:04:13.5|10 years 159:33:59.365|-263 years +249 days -166:38:12.865
        iv_mi|-20 mons 209 days 3:06:30|216 days 130:43:08|-1 years -8 mons -7 days -127:36:38
        iv_mi|1 years 291:22:04|6 mons|6 mons 291:22:04
        iv_mi|11:35:58.011|257 years|-257 years +11:35:58.011
        iv_mi|143 years 294:02:04|-289 years 11 mons -148 days -17:53:10|431 years 1 mon 148 days 311:55:14
        iv_mi|0:42:55.601|10:06:15.8|-09:23:20.199
        iv_mi|-65:23:51.588921|92 years -11 mons|-91 years -1 mons -65:23:51.588921
        iv_mul|1 mon|0.5|15 days
        iv_mul|178956970 years|2|ERR 22008: interval out of range
        iv_mul|112 years -30 days 77:31:51.2|209.156|23425 years 5 mons -6255 days +16221:48:38.1472
        iv_mul|33 years 319 days 116:36:52.758940|0.670167|22 years 1 mon 225 days 86:57:53.588421
        iv_mul|110 years 229:10:19.194103|-3|-330 years -687:30:57.582309
        iv_mul|266 days -166:29:53.149|-3.77099|-1003 days +625:51:44.994948
        iv_mul|8 mons 40 days|-3.47879|-2 years -3 mons -164 days -01:28:07.68
        iv_mul|-4 mons -11:35:06.639|-86.233|28 years 8 mons 27 days 1022:03:52.600887
        iv_mul|1 days 2:52:25.727|-5|-5 days -14:22:08.635
        iv_mul|-5 years|-5|25 years
        iv_mul|214 years 256 days -3:13:13.731450|-5|-1070 years -1280 days +16:06:08.65725
        iv_mul|121 years 21:37:10|-3|-363 years -64:51:30
        iv_mul|-73 years 267 days 137:55:07.002|-2|146 years -534 days -275:50:14.004
        iv_pl|62 days 7:33:12.6|20:46:19.188|62 days 28:19:31.788
        iv_pl|213 days -7:01:49|241 days 82:21:00.738109|454 days 75:19:11.738109
        iv_pl|9 years -399 days 15:17:05.0|2 mons -364 days -7:36:02|9 years 2 mons -763 days +07:41:03
        iv_pl|58 years -85:39:25|9:57:13|58 years -75:42:12
        iv_pl|15 mons 100 days|-251 days|1 year 3 mons -151 days
        iv_pl|-12 mons 151 days 22:34:23.977840|114 years|113 years 151 days 22:34:23.97784
        iv_pl|-96 days -9:39:07|31 years 20 mons|32 years 8 mons -96 days -09:39:07
        iv_pl|-20 mons -29 days 2:40:12|10 years 214 days|8 years 4 mons 185 days 02:40:12
        iv_pl|153:00:51|-42 years|-42 years +153:00:51
        iv_pl|179:52:55|-16 mons|-1 years -4 mons +179:52:55
        iv_pl|3 mons|199 days|3 mons 199 days
        iv_um|1:10:27|-01:10:27
        iv_um|-207 years 3:24:57|207 years -03:24:57
        iv_um|-141 days 42:34:31|141 days -42:34:31
        iv_um|-62:57:38.5|62:57:38.5
        iv_um|6 mons -6:13:31.9|-6 mons +06:13:31.9
        iv_um|132 days 15:12:49.783|-132 days -15:12:49.783
        iv_um|94 years 266 days|-94 years -266 days
        iv_um|167 years -4 mons 10:15:26|-166 years -8 mons -10:15:26
        iv_um|181:53:10|-181:53:10
        iv_um|-1 mons 203 days|1 mon -203 days
        iv_um|7 mons 267 days -11:55:25|-7 mons -267 days +11:55:25
        justify_days|35 days|1 mon 5 days
        justify_days|-4 mons|-4 mons
        justify_days|-269 years -14 mons -71 days 95:28:10|-270 years -4 mons -11 days +95:28:10
        justify_days|54 years -19 days -132:39:54|53 years 11 mons 11 days -132:39:54
        justify_days|-89 years -13 mons 270 days|-89 years -4 mons
        justify_days|-318 days|-10 mons -18 days
        justify_days|278 years|278 years
        justify_days|37 years 18:53:59.229|37 years 18:53:59.229
        justify_days|4 mons 21:01:04.036815|4 mons 21:01:04.036815
        justify_days|-357 days|-11 mons -27 days
        justify_days|-13 mons 183 days|-6 mons -27 days
        justify_days|15 mons|1 year 3 mons
        justify_hours|27:00:00|1 day 03:00:00
        justify_hours|-13 mons -180 days 166:39:49|-1 years -1 mons -173 days -01:20:11
        justify_hours|293 years 174:56:58.604948|293 years 7 days 06:56:58.604948
        justify_hours|10 mons 204:30:24|10 mons 8 days 12:30:24
        justify_hours|-13 mons 112:41:36.040|-1 years -1 mons +4 days 16:41:36.04
        justify_hours|16:25:08.227|16:25:08.227
        justify_hours|13:07:36|13:07:36
        justify_hours|11 mons 77:06:50.111|11 mons 3 days 05:06:50.111
        justify_hours|164 years 3 mons 73 days -110:01:10.2|164 years 3 mons 68 days 09:58:49.8
        justify_hours|159:25:42|6 days 15:25:42
        justify_hours|-4 mons 43 days|-4 mons +43 days
        justify_hours|383 days 12:11:22|383 days 12:11:22
        justify_interval|1 mon -01:00:00|29 days 23:00:00
        justify_interval|-6:18:26|-06:18:26
        justify_interval|-7 mons 135 days -161:25:55.105483|-2 mons -21 days -17:25:55.105483
        justify_interval|-57 years 20 mons -191 days -17:24:55.504|-55 years -10 mons -11 days -17:24:55.504
        justify_interval|-3 mons 179 days -9:34:09.151|2 mons 28 days 14:25:50.849
        justify_interval|365 days|1 year 5 days
        justify_interval|147 years 11 mons -3:18:53.691367|147 years 10 mons 29 days 20:41:06.308633
        justify_interval|17 mons -0:05:56.533259|1 year 4 mons 29 days 23:54:03.466741
        justify_interval|7 mons 145:16:33.790|7 mons 6 days 01:16:33.79
        justify_interval|-106 years -14 mons 267 days 212:52:33.1|-106 years -4 mons -24 days -03:07:26.9
        justify_interval|272 days -228:43:34|8 mons 22 days 11:16:26
        justify_interval|7 mons 15:53:17.0|7 mons 15:53:17
        make_date|-1|1|1|0001-01-01 BC
        make_date|0|1|1|ERR 22008: date field value out of range: 0-01-01
        make_date|1902|5|14|1902-05-14
        make_date|-4517|4|20|4517-04-20 BC
        make_date|-462|4|6|0462-04-06 BC
        make_date|1978|4|13|1978-04-13
        make_date|-1969|6|1|1969-06-01 BC
        make_date|2078|4|26|2078-04-26
        make_date|0|7|8|ERR 22008: date field value out of range: 0-07-08
        make_date|0|2|12|ERR 22008: date field value out of range: 0-02-12
        make_date|2039|10|27|2039-10-27
        make_date|2043|5|9|2043-05-09
        make_date|0|12|32|ERR 22008: date field value out of range: 0-12-32
        make_interval|0|0|0|10|0|0|0.5|10 days 00:00:00.5
        make_interval|-68|75|-38|10|-39|-86|2|-61 years -9 mons -256 days -40:25:58
        make_interval|85|-56|19|-26|64|-12|0.644449|80 years 4 mons 107 days 63:48:00.644449
        make_interval|-77|-17|97|34|-74|9|-4|-78 years -5 mons +713 days -73:51:04
        make_interval|56|-60|-61|98|-19|-28|0.780209|51 years -329 days -19:27:59.219791
        make_interval|46|-41|-51|-24|-25|-55|-5|42 years 7 mons -381 days -25:55:05
        make_interval|-45|41|98|-86|90|-81|0.947519|-41 years -7 mons +600 days 88:39:00.947519
        make_interval|-97|-15|-87|96|-50|-51|-233.46|-98 years -3 mons -513 days -50:54:53.46
        make_interval|9|-58|-3|34|-56|-4|-0.992573|4 years 2 mons 13 days -56:04:00.992573
        make_interval|-35|1|98|11|-25|28|3|-34 years -11 mons +697 days -24:31:57
        make_interval|42|77|73|-100|20|60|1|48 years 5 mons 411 days 21:00:01
        make_interval|-59|-93|-38|8|-78|63|0.299305|-66 years -9 mons -258 days -76:56:59.700695
        make_timestamp|2013|7|15|8|15|23.5|2013-07-15 08:15:23.5
        make_timestamp|2013|7|15|24|0|0.5|ERR 22008: time field value out of range: 24:00:0.5
        make_timestamp|-2935|11|5|23|14|-9.79751|ERR 22008: time field value out of range: 23:14:-9.79751
        make_timestamp|-4904|2|28|19|56|16.9822|ERR 22008: date out of range: -4904-02-28
        make_timestamp|-1313|5|8|13|43|29.3552|1313-05-08 13:43:29.3552 BC
        make_timestamp|2652|2|14|19|44|6.41737|2652-02-14 19:44:06.41737
        make_timestamp|2093|2|6|21|17|4.61773|2093-02-06 21:17:04.61773
        make_timestamp|214039|1|16|5|33|39.4506|214039-01-16 05:33:39.4506
        make_timestamp|-3219|9|12|20|30|11.9684|3219-09-12 20:30:11.9684 BC
        make_timestamp|-844|4|4|16|27|11.536|0844-04-04 16:27:11.536 BC
        make_timestamp|-974|2|18|24|21|8.99925|ERR 22008: time field value out of range: 24:21:8.99925
        make_timestamp|3360|10|28|7|22|7.25218|3360-10-28 07:22:07.25218
        make_timestamp|2043|13|3|2|0|16.7634|ERR 22008: date field value out of range: 2043-13-03
        overlaps|2000-04-07|1902-01-21|2036-04-27|2081-04-13|f
        overlaps|1988-11-05|2053-09-13|1963-04-19|1949-09-26|f
        overlaps|1994-04-19|2003-11-04|1928-11-08|2043-10-15|t
        overlaps|1925-04-15|1947-04-25|2035-04-22|2045-12-15|f
        overlaps|2000-10-13|2000-04-21|1950-10-11|1972-10-26|f
        overlaps|1998-11-27|1999-04-23|1981-09-10|2085-05-23|t
        overlaps|2010-11-08|2038-01-05|2035-11-10|2064-09-24|t
        overlaps|2095-10-02|1925-03-13|2095-09-21|1929-12-01|t
        overlaps|1934-09-16|2045-02-21|2026-11-05|2041-09-24|t
        overlaps|1991-10-01|1996-09-06|2044-10-17|2055-11-18|f
        overlaps|2023-11-12|2002-09-02|1995-11-28|2051-03-06|t
        to_timestamp|NaN|ERR 22008: timestamp cannot be NaN
        to_timestamp|Infinity|infinity
        to_timestamp|1e20|ERR 22008: timestamp out of range: "1e+20"
        to_timestamp|681314655.911|1991-08-04 14:04:15.911+00
        to_timestamp|-Infinity|-infinity
        to_timestamp|1695690894.533|2023-09-26 01:14:54.533+00
        to_timestamp|6961646163|2190-08-09 14:36:03+00
        to_timestamp|-9221886793|1677-10-08 04:46:47+00
        to_timestamp|-47957580161.704597|0450-04-14 09:57:18.2954+00
        to_timestamp|1e13|ERR 22008: timestamp out of range: "1e+13"
        to_timestamp|1404390127.588|2014-07-03 12:22:07.588+00
        ts_date|2065-08-25 03:18:28.0|2065-08-25
        ts_date|0353-11-30 17:38:00.884 BC|0353-11-30 BC
        ts_date|68421-01-07T00:10:03.204|68421-01-07
        ts_date|2012-03-11T20:05:56.135968|2012-03-11
        ts_date|2079-09-09T11:53:03.743395|2079-09-09
        ts_date|0547-12-24T09:21:54.465|0547-12-24
        ts_date|14822-02-14T11:39:36.1|14822-02-14
        ts_date|2080-10-20 14:38:39.848486|2080-10-20
        ts_date|-infinity|-infinity
        ts_date|4157-07-01T22:07:18.4|4157-07-01
        ts_date|1972-02-23T05:01:23.259|1972-02-23
        ts_mi|2013-03-01 00:00:00|2013-01-31 12:00:00|28 days 12:00:00
        ts_mi|infinity|2013-01-01|ERR 22008: cannot subtract infinite timestamps
        ts_mi|1957-04-11 06:47:01.9|1989-07-11T15:45:40.041753|-11779 days -08:58:38.141753
        ts_mi|2059-03-16 09:55:30|1924-10-23 08:42:28.9|49087 days 01:13:01.1
        ts_mi|1918-03-16 01:46:55.641 BC|2016-01-15T21:35:07.468074|-1436438 days -19:48:11.827074
        ts_mi|1923-01-01T00:25:40|13008-12-13T22:51:41.652|-4049060 days -22:26:01.652
        ts_mi|2040-09-28 22:05:08.183|3065-01-08T21:52:10.904274|-374109 days -23:47:02.721274
        ts_mi|2638-06-21 14:52:09|1998-12-25T18:50:50.616|233567 days 20:01:18.384
        ts_mi|282151-10-27T00:12:28.647567|2039-03-28T04:56:45|102309019 days 19:15:43.647567
        ts_mi|1909-05-25T16:16:08|6880-11-03T09:47:06.071788|-1815783 days -17:30:58.071788
        ts_mi|2353-09-14T20:49:34.237197|1959-10-04 05:56:37|143886 days 14:52:57.237197
        ts_mi|2048-10-17T10:48:26.410|2029-08-08 15:40:06.6|7009 days 19:08:19.81
        ts_mi|1328-03-25 14:04:39.6|1684-11-31T14:46:36.125620|ERR 22008: date/time field value out of range: "1684-11-31T14:46:36.125620"
        ts_mi_iv|1976-09-22 08:30:55.277|20 mons|1975-01-22 08:30:55.277
        ts_mi_iv|0431-06-18T01:19:17.3|2 mons -250 days|0431-12-24 01:19:17.3
        ts_mi_iv|2020-11-13T14:53:53|124 years 7 mons|1896-04-13 14:53:53
        ts_mi_iv|1966-08-04 22:21:44.0 BC|63 years -5:28:17.2|2029-08-05 03:50:01.2 BC
        ts_mi_iv|1950-05-13 11:15:54.762920|-177:10:41.537667|1950-05-20 20:26:36.300587
        ts_mi_iv|1966-03-07 08:42:28.788580|20 mons -396 days 3:12:01.436478|1965-08-07 05:30:27.352102
        ts_mi_iv|2064-09-08T08:29:26|16 mons 10:41:42.3|2063-05-07 21:47:43.7
        ts_mi_iv|infinity|204 years 2 mons 185:03:01|infinity
        ts_mi_iv|1925-02-18 00:33:45.442567|151 years 104:47:17.446758|1774-02-13 15:46:27.995809
        ts_mi_iv|2347-01-04T10:47:16.822751|-5 mons|2347-06-04 10:47:16.822751
        ts_mi_iv|2077-01-05 23:29:25|244 days 47:40:26.0|2076-05-04 23:48:59
        ts_pl|2013-01-31 00:00:00|1 mon|2013-02-28 00:00:00
        ts_pl|2012-01-31 00:00:00|1 mon|2012-02-29 00:00:00
        ts_pl|2013-03-31 00:00:00|-1 mons|2013-02-28 00:00:00
        ts_pl|2012-02-29 00:00:00|1 year|2013-02-28 00:00:00
        ts_pl|294276-12-31 23:59:59|1 second|ERR 22008: timestamp out of range
        ts_pl|infinity|1 day|infinity
        ts_pl|2167-10-24T03:50:00|357 days|2168-10-15 03:50:00
        ts_pl|98565-11-25T02:33:35|-19:23:33.811|98565-11-24 07:10:01.189
        ts_pl|1914-07-24 05:14:26|-170 years 151:32:26.401443|1744-07-30 12:46:52.401443
        ts_pl|1951-05-16 00:00:08.2|54 years 316 days -0:52:58|2006-03-27 23:07:10.2
        ts_pl|2079-10-21T13:48:25|-12 mons|2078-10-21 13:48:25
        ts_pl|1991-02-20 03:10:45.458|-286 years 131 days 26:58:53.3|1705-07-02 06:09:38.758
        ts_pl|1945-03-22T07:23:04|1 mons|1945-04-22 07:23:04
        ts_pl|1989-05-07 13:04:46|12 mons|1990-05-07 13:04:46
        ts_pl|2019-08-24T09:32:25.9|168 years 1 mons 342 days|2188-08-31 09:32:25.9
        ts_pl|0967-07-10 14:55:06|8:37:06|0967-07-10 23:32:12
        ts_pl|1909-04-06 05:21:01.031496|14 mons 330 days 16:52:12|1911-05-02 22:13:13.031496
        """#
}
