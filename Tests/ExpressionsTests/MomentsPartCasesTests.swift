import Testing

@Suite("Parts of dates and times as in PostgreSQL 15")
struct MomentsPartCasesTests {
    @Test("Every result is PostgreSQL's", arguments: MomentsCases.functions(in: Self.table))
    func agrees(function: String) { MomentsCases.check(function, in: Self.table) }

    /// Function, arguments and the result PostgreSQL 15.18 gave, a case a line.
    static let table = #"""
        date_part|century|interval|259 years 15 mons 337 days 276:53:32.833|4000000000000000
        date_part|isoyear|timestamp with time zone|4791-11-08T21:57:26-05:30|40b2b70000000000
        date_part|hour|interval|3 mons|0000000000000000
        date_part|month|interval|76 years 16 mons 5:11:54.911211|4010000000000000
        date_part|quarter|timestamp without time zone|1990-06-27 10:54:33|4000000000000000
        date_part|isoyear|timestamp with time zone|2031-09-04T13:34:38.2Z|409fbc0000000000
        date_part|us|interval|-18 mons 83 days 166:57:37.036692|4181a914a0000000
        date_part|doy|timestamp without time zone|57999-09-05 21:44:14.6|406f000000000000
        date_part|week|timestamp without time zone|1962-11-08 02:40:45.117|4046800000000000
        date_part|month|interval|270:02:31.851180|0000000000000000
        date_part|timezone|interval|205 days|ERR 0A000: unit "timezone" not supported for type interval
        date_part|month|timestamp with time zone|5881-10-11T12:37:37.854 EST|4024000000000000
        date_part|year|timestamp with time zone|2020-09-05 04:50:42+00|409f900000000000
        date_part|msec|timestamp without time zone|1919-10-27 20:55:40.436 BC|40e3be8000000000
        date_part|quarter|timestamp without time zone|2016-04-03T06:29:35|4000000000000000
        date_part|doy|timestamp without time zone|1933-11-24 22:38:50.097|4074800000000000
        date_part|YEAR|interval|2 mons 185 days 165:26:10|0000000000000000
        date_part|mons|timestamp with time zone|1960-11-06T18:28:48.3|4026000000000000
        date_part|timezone|timestamp without time zone|2062-08-23 01:30:57 BC|ERR 0A000: unit "timezone" not supported for type timestamp without time zone
        date_part|dow|timestamp with time zone|108654-01-16T20:46:26.096|3ff0000000000000
        date_part|timezone_hour|interval|8:17:26.269305|ERR 0A000: unit "timezone_hour" not supported for type interval
        date_part|julian|interval|42 years|ERR 0A000: unit "julian" not supported for type interval
        date_part|milliseconds|timestamp without time zone|2030-02-02T10:47:48.327|40e798e000000000
        date_part|century|interval|8:53:25|0000000000000000
        date_part|doy|timestamp without time zone|1688-12-15T09:21:36.304|4075e00000000000
        date_part|julian|interval|161 years 2 mons 66:20:01|ERR 0A000: unit "julian" not supported for type interval
        date_part|milliseconds|interval|77 years 2 mons 219 days 75:13:31|40de460000000000
        date_part|day|timestamp with time zone|2021-07-19 12:50:33.6 utc|4033000000000000
        date_part|epoch|timestamp without time zone|2072-07-16T02:57:20.201|41e81beb72066e98
        date_part|isoyear|interval|-231 years -103 days 287:29:28.255093|ERR 0A000: unit "isoyear" not supported for type interval
        date_part|year|timestamp without time zone|1980-12-30T07:38:18.0|409ef00000000000
        date_part|isodow|interval|266 days|ERR 0A000: unit "isodow" not supported for type interval
        date_part|week|timestamp without time zone|1940-10-08 16:49:01|4044800000000000
        date_part|month|timestamp without time zone|77684-03-23T10:30:23.045|4008000000000000
        date_part|isoyear|interval|4:37:01.146762|ERR 0A000: unit "isoyear" not supported for type interval
        date_part|week|interval|59 years 1 mons 5:21:38|ERR 0A000: unit "week" not supported for type interval
        date_part|minute|interval|230 years|0000000000000000
        date_part|us|timestamp without time zone|204627-06-14 23:06:32.179|417eb03380000000
        date_part|quarter|timestamp without time zone|1900-12-10T01:50:44|4010000000000000
        date_part|day|timestamp without time zone|2044-07-01 01:15:12.557|3ff0000000000000
        date_part|epoch|interval|1 mons 330 days -11:51:11.744|417d9f5504189375
        date_part|epoch|timestamp without time zone|249155-05-25T22:40:29|429c60b47f6d7400
        date_part|month|interval|2 mons|4000000000000000
        date_part|julian|timestamp without time zone|1959-07-17 13:42:49.886050|4142974fc923fc86
        date_part|century|timestamp without time zone|1912-06-26T12:05:11.292|4034000000000000
        date_part|epoch|timestamp with time zone|1946-06-15T13:05:23 Europe/Berlin|c1c6254cc6800000
        date_part|us|interval|1 mons -11:24:09.968|c163033000000000
        date_part|year|timestamp with time zone|2076-10-12 04:23:52.5 EST|40a0380000000000
        date_part|mons|timestamp without time zone|2049-06-19 07:18:45.432|4018000000000000
        date_part|century|timestamp with time zone|6936-06-27 00:36:16.585+00|4051800000000000
        date_part|minute|timestamp with time zone|1923-04-17T07:07:21+00|401c000000000000
        date_part|isoyear|timestamp without time zone|1915-11-03 10:13:21.976|409dec0000000000
        date_part|quarter|timestamp with time zone|1983-07-13T13:52:02.2 Europe/Berlin|4008000000000000
        date_part|timezone|timestamp with time zone|2007-06-11 19:36:05.198002+02|0000000000000000
        date_part|msec|timestamp without time zone|134651-03-18T12:06:41|40e4050000000000
        date_trunc|week|interval|1 year|ERR 0A000: unit "week" not supported for type interval
        date_trunc|epoch|timestamp without time zone|2013-01-01|ERR 22023: unit "epoch" not recognized for type timestamp without time zone
        date_trunc|day|timestamp with time zone|2013-10-27 01:30:00+00|Europe/Berlin|2013-10-26 22:00:00+00
        date_trunc|hour|timestamp with time zone|2013-10-27 01:30:00+00|Europe/Berlin|2013-10-27 01:00:00+00
        date_trunc|mons|timestamp with time zone|1902-04-26 22:56:47.9|1902-04-01 00:00:00+00
        date_trunc|isoyear|interval|14:13:21|ERR 22023: unit "isoyear" not recognized for type interval
        date_trunc|decade|timestamp with time zone|3180-12-26T21:29:45.2 Europe/Berlin|3180-01-01 00:00:00+00
        date_trunc|hour|timestamp without time zone|2080-08-05 02:18:31|2080-08-05 02:00:00
        date_trunc|second|interval|18 mons -49 days 2:24:47.244|1 year 6 mons -49 days +02:24:47
        date_trunc|YEAR|timestamp with time zone|1920-07-09T14:40:30|1920-01-01 00:00:00+00
        date_trunc|epoch|timestamp with time zone|4442-01-03T13:41:07.195Z|ERR 22023: unit "epoch" not recognized for type timestamp with time zone
        date_trunc|julian|timestamp without time zone|229555-05-30 23:37:54|ERR 22023: unit "julian" not recognized for type timestamp without time zone
        date_trunc|minute|timestamp without time zone|1972-08-02 03:04:02|1972-08-02 03:04:00
        date_trunc|us|timestamp without time zone|5972-01-18T11:39:52.919|5972-01-18 11:39:52.919
        date_trunc|msec|timestamp with time zone|1932-11-28T04:52:42+00|1932-11-28 04:52:42+00
        date_trunc|hour|timestamp with time zone|1954-11-04T19:25:30.7|1954-11-04 19:00:00+00
        date_trunc|mons|timestamp with time zone|3856-02-24T17:43:15+00|3856-02-01 00:00:00+00
        date_trunc|julian|timestamp with time zone|166248-01-04 09:03:44.185636 +02|ERR 22023: unit "julian" not recognized for type timestamp with time zone
        date_trunc|year|timestamp with time zone|2069-03-22 07:05:43Z|2069-01-01 00:00:00+00
        date_trunc|us|interval|1:43:52.126|01:43:52.126
        date_trunc|hour|timestamp without time zone|1921-09-12 02:47:45.332973|1921-09-12 02:00:00
        date_trunc|dow|timestamp with time zone|1937-03-12 22:01:41.591 Europe/Berlin|ERR 22023: unit "dow" not recognized for type timestamp with time zone
        date_trunc|day|interval|-71 days 17:01:00.655|-71 days
        date_trunc|isodow|timestamp with time zone|14679-09-13 07:23:51.5Z|ERR 22023: unit "isodow" not recognized for type timestamp with time zone
        date_trunc|decade|timestamp without time zone|3446-07-25 15:50:57|3440-01-01 00:00:00
        date_trunc|YEAR|timestamp without time zone|110005-08-14 00:41:00.585338|110005-01-01 00:00:00
        date_trunc|year|interval|-10 mons 75:21:32.991721|00:00:00
        date_trunc|month|timestamp with time zone|278555-07-21 00:07:37 EST|278555-07-01 00:00:00+00
        date_trunc|us|interval|-107 days|-107 days
        date_trunc|YEAR|interval|344 days 277:05:27.826|00:00:00
        date_trunc|microseconds|interval|-7 mons|-7 mons
        date_trunc|millennium|timestamp with time zone|2047-03-25 19:05:50.7-05:30|2001-01-01 00:00:00+00
        date_trunc|quarter|timestamp with time zone|1902-06-27 19:56:58.5 BC|1902-04-01 00:00:00+00 BC
        date_trunc|doy|timestamp without time zone|2014-02-02 16:25:30.572774 BC|ERR 22023: unit "doy" not recognized for type timestamp without time zone
        date_trunc|milliseconds|timestamp without time zone|1931-02-01 23:46:29.564|1931-02-01 23:46:29.564
        date_trunc|quarter|timestamp without time zone|1990-11-31 12:16:02.467859|ERR 22008: date/time field value out of range: "1990-11-31 12:16:02.467859"
        date_trunc|hour|timestamp with time zone|2091-11-14 02:48:34.0 EST|2091-11-14 07:00:00+00
        date_trunc|microseconds|interval|183 years 17 mons -50:15:57.318572|184 years 5 mons -50:15:57.318572
        date_trunc|second|interval|64 days -12:46:15.742937|64 days -12:46:15
        date_trunc|us|timestamp with time zone|1911-11-10T18:56:05.865310 EST|1911-11-10 23:56:05.86531+00
        date_trunc|hour|timestamp without time zone|2092-09-07 13:54:21|2092-09-07 13:00:00
        date_trunc|julian|timestamp with time zone|1973-02-23 01:31:10+02|ERR 22023: unit "julian" not recognized for type timestamp with time zone
        date_trunc|second|timestamp without time zone|1501-08-02 00:32:07 BC|1501-08-02 00:32:07 BC
        date_trunc|century|timestamp with time zone|1999-01-01 00:42:58 BC|2000-01-01 00:00:00+00 BC
        date_trunc|timezone_hour|interval|-0 mons|ERR 0A000: unit "timezone_hour" not supported for type interval
        date_trunc|mons|timestamp without time zone|5450-09-12T08:46:13.4|5450-09-01 00:00:00
        date_trunc|timezone_hour|timestamp with time zone|1952-03-16 14:01:33.995Z|ERR 0A000: unit "timezone_hour" not supported for type timestamp with time zone
        date_trunc|hour|timestamp without time zone|2066-11-24T02:47:45|2066-11-24 02:00:00
        date_trunc|millennium|timestamp with time zone|1994-10-09 17:30:22|utc|1001-01-01 00:00:00+00
        date_trunc|us|timestamp with time zone|1903-11-13 20:30:59|EST5EDT|1903-11-13 20:30:59+00
        date_trunc|YEAR|timestamp with time zone|1984-11-16 22:30:50|EST5EDT|1984-01-01 05:00:00+00
        date_trunc|year|timestamp with time zone|1951-10-08 08:30:00|Europe/Berlin|1950-12-31 23:00:00+00
        date_trunc|isodow|timestamp with time zone|1987-11-04 18:00:59|Europe/Berlin|ERR 22023: unit "isodow" not recognized for type timestamp with time zone
        date_trunc|isoyear|timestamp with time zone|2037-04-15 22:34:00|America/New_York|ERR 22023: unit "isoyear" not recognized for type timestamp with time zone
        date_trunc|timezone_hour|timestamp with time zone|2051-09-17 15:59:00|Asia/Kolkata|ERR 0A000: unit "timezone_hour" not supported for type timestamp with time zone
        date_trunc|doy|timestamp with time zone|1945-03-09 22:00:00|bst|ERR 22023: unit "doy" not recognized for type timestamp with time zone
        date_trunc|month|timestamp with time zone|2055-04-23 20:00:47|cest|2055-03-31 22:00:00+00
        date_trunc|mons|timestamp with time zone|1992-10-19 13:12:00|est|1992-10-01 05:00:00+00
        date_trunc|day|timestamp with time zone|1955-03-03 03:00:00|<+03>-3|1955-03-02 21:00:00+00
        date_trunc|hour|timestamp with time zone|2047-08-24 09:30:59|FOO+5|2047-08-24 09:00:00+00
        date_trunc|second|timestamp with time zone|2009-03-08 23:30:59|EST5EDT|2009-03-08 23:30:59+00
        date_trunc|second|timestamp with time zone|1947-04-22 10:30:00|America/New_York|1947-04-22 10:30:00+00
        date_trunc|isoyear|timestamp with time zone|2082-09-07 21:09:00|Z|ERR 22023: unit "isoyear" not recognized for type timestamp with time zone
        date_trunc|timezone|timestamp with time zone|1964-04-21 13:52:59|Europe/Berlin|ERR 0A000: unit "timezone" not supported for type timestamp with time zone
        date_trunc|month|timestamp with time zone|2056-11-15 17:30:00|ist|2056-10-31 22:00:00+00
        date_trunc|isodow|timestamp with time zone|1988-04-08 05:59:00|UTC|ERR 22023: unit "isodow" not recognized for type timestamp with time zone
        date_trunc|millennium|timestamp with time zone|1930-04-19 02:30:59|nzdt|1000-12-31 11:00:00+00
        date_trunc|month|timestamp with time zone|2067-10-07 13:59:00|GMT+3|2067-10-01 03:00:00+00
        date_trunc|decade|timestamp with time zone|2028-03-20 04:38:59|EST5EDT|2020-01-01 05:00:00+00
        date_trunc|decade|timestamp with time zone|2048-09-20 01:30:11|nzdt|2039-12-31 11:00:00+00
        date_trunc|epoch|timestamp with time zone|1937-03-21 02:59:59|-3:30|ERR 22023: unit "epoch" not recognized for type timestamp with time zone
        date_trunc|timezone_minute|timestamp with time zone|2036-04-10 18:17:15|Asia/Kolkata|ERR 0A000: unit "timezone_minute" not supported for type timestamp with time zone
        date_trunc|second|timestamp with time zone|1941-11-11 08:00:59|msk|1941-11-11 08:00:59+00
        date_trunc|isodow|timestamp with time zone|1997-04-07 16:00:05|Z|ERR 22023: unit "isodow" not recognized for type timestamp with time zone
        date_trunc|dow|timestamp with time zone|2085-09-08 21:59:59|art|ERR 22023: unit "dow" not recognized for type timestamp with time zone
        date_trunc|doy|timestamp with time zone|2051-11-23 23:30:59|cet|ERR 22023: unit "doy" not recognized for type timestamp with time zone
        date_trunc|YEAR|timestamp with time zone|2094-09-15 13:30:23|bst|2093-12-31 23:00:00+00
        date_trunc|month|timestamp with time zone|2010-11-14 08:59:00|Asia/Kolkata|2010-10-31 18:30:00+00
        extract|century|timestamp without time zone|2000-12-16 12:21:13|20
        extract|century|timestamp without time zone|2001-02-16 20:38:40|21
        extract|epoch|timestamp without time zone|294276-12-31 23:59:59.999999|9224318016000.000000
        extract|epoch|interval|178000000 years|5617252800000000.000000
        extract|julian|timestamp without time zone|2013-01-01 00:00:00.000001|2456294.0000000000115740740740740741
        extract|hour|date|2013-01-01|ERR 0A000: unit "hour" not supported for type date
        extract|dow|interval|1 day|ERR 0A000: unit "dow" not supported for type interval
        extract|foo|interval|1 day|ERR 22023: unit "foo" not recognized for type interval
        extract|day|date|infinity|NULL
        extract|year|date|-infinity|-Infinity
        extract|decade|interval|17 mons -4:47:22|0
        extract|milliseconds|interval|-41 days|0.000
        extract|timezone_hour|timestamp without time zone|200091-01-12T08:28:06.7|ERR 0A000: unit "timezone_hour" not supported for type timestamp without time zone
        extract|msec|date|2051-08-17|ERR 0A000: unit "msec" not supported for type date
        extract|epoch|timestamp without time zone|1930-02-10T12:45:27|-1258802073.000000
        extract|day|timestamp without time zone|1968-10-17T11:56:31.3|17
        extract|timezone|timestamp with time zone|0321-02-19T04:39:29+02|0
        extract|minute|timestamp without time zone|2021-11-26 10:09:54|9
        extract|msec|timestamp with time zone|9915-07-11T20:27:59.9Z|59900.000
        extract|epoch|timestamp with time zone|0814-03-03T19:05:59|-36474468841.000000
        extract|milliseconds|timestamp without time zone|2083-07-12T02:00:57.1|57100.000
        extract|us|timestamp without time zone|2069-06-12 19:34:32|32000000
        extract|us|interval|-160 years -6:54:16|-16000000
        extract|isoyear|date|2062-03-23|2062
        extract|millennium|timestamp with time zone|2087-01-10 03:05:31+02|3
        extract|isodow|date|2001-11-09 BC|4
        extract|epoch|date|1979-07-03 BC|-124571001600
        extract|isodow|date|1988-02-12|5
        extract|epoch|timestamp without time zone|1912-07-01T00:14:31.6|-1814658328.400000
        extract|month|timestamp with time zone|2906-07-06T20:47:27.509 Europe/Berlin|7
        extract|week|timestamp with time zone|3025-03-18 01:59:57.832 BC|12
        extract|week|date|2017-07-03|27
        extract|second|date|1941-04-05|ERR 0A000: unit "second" not supported for type date
        extract|millennium|interval|17:50:55.1|0
        extract|mons|date|2008-03-20|3
        extract|mons|date|0781-05-22|5
        extract|isoyear|timestamp with time zone|2063-01-20T10:56:22.3|2063
        extract|minute|date|1935-04-16|ERR 0A000: unit "minute" not supported for type date
        extract|doy|timestamp with time zone|75266-02-12 04:40:46.6 EST|43
        extract|hour|date|2002-11-23|ERR 0A000: unit "hour" not supported for type date
        extract|msec|timestamp without time zone|1966-02-16 13:55:13.0|13000.000
        extract|julian|timestamp with time zone|253935-08-07 15:20:26+02|94469132.55585648148148148148
        extract|isodow|timestamp without time zone|0689-10-16T11:52:30.725757|3
        extract|week|timestamp without time zone|292267-02-10 21:10:04|6
        extract|msec|timestamp without time zone|192837-11-09T10:03:44.128714|44128.714
        extract|timezone_hour|timestamp with time zone|1913-02-22T01:18:36.936|0
        extract|microseconds|interval|132 years -14 mons 284 days 89:53:54.777|54777000
        extract|milliseconds|timestamp with time zone|156187-02-22T02:13:07+02|7000.000
        extract|dow|date|2075-06-26|3
        extract|hour|timestamp with time zone|2068-05-16T19:48:57.873172Z|19
        extract|month|timestamp with time zone|2009-03-21 08:34:31+02|3
        extract|quarter|timestamp without time zone|1921-12-03T19:35:57.953422|4
        extract|epoch|timestamp without time zone|214314-08-14T01:45:28.2|6700948825528.200000
        extract|decade|date|-infinity|-Infinity
        extract|millennium|interval|248 days -286:31:42.363717|0
        extract|hour|date|6552-08-19|ERR 0A000: unit "hour" not supported for type date
        extract|us|timestamp with time zone|2023-10-08T01:13:03Z|3000000
        extract|quarter|interval|-7 mons 318 days|-1
        extract|year|date|9856-08-23|9856
        extract|quarter|timestamp with time zone|1906-11-24T10:34:40 EST|4
        extract|isoyear|date|2030-01-06|2030
        extract|isoyear|timestamp with time zone|3707-05-03 13:39:34 Europe/Berlin|3707
        extract|week|date|1937-05-07|18
        extract|YEAR|date|1993-10-05|1993
        extract|decade|timestamp without time zone|30046-04-05T13:50:43.2|3004
        extract|second|interval|176 years -76 days|0.000000
        extract|week|date|8908-03-02|9
        extract|microseconds|date|2099-10-01|ERR 0A000: unit "microseconds" not supported for type date
        extract|isodow|timestamp without time zone|1962-01-13 17:11:00.6|6
        extract|julian|interval|-354 days|ERR 0A000: unit "julian" not supported for type interval
        extract|microseconds|date|268873-12-06|ERR 0A000: unit "microseconds" not supported for type date
        extract|isoyear|timestamp with time zone|1991-10-01T01:18:36.4 EST|1991
        extract|timezone_hour|timestamp without time zone|1984-08-11 04:19:37|ERR 0A000: unit "timezone_hour" not supported for type timestamp without time zone
        extract|decade|timestamp without time zone|1946-01-25T00:22:02|194
        extract|YEAR|date|278461-04-09|278461
        """#
}
