import Testing

@Suite("Time zones as in PostgreSQL 15")
struct MomentsZoneCasesTests {
    @Test("Every result is PostgreSQL's", arguments: MomentsCases.functions(in: Self.table))
    func agrees(function: String) { MomentsCases.check(function, in: Self.table) }

    /// Function, arguments and the result PostgreSQL 15.18 gave, a case a line.
    static let table = #"""
        tstz_pl|2013-03-30 01:30:00+00|1 day|Europe/Berlin|2013-03-31 01:30:00+00
        tstz_pl|2013-03-30 01:30:00+00|24:00:00|Europe/Berlin|2013-03-31 01:30:00+00
        tstz_pl|1982-10-14 13:30:59|-8 mons|Europe/Berlin|1982-02-14 13:30:59+00
        tstz_pl|2025-03-22 14:59:00|15:38:08.575|UTC|2025-03-23 06:37:08.575+00
        tstz_pl|1910-10-13 04:00:29|-3 mons 210 days 300:18:16.7|Europe/Dublin|1911-02-20 16:18:45.7+00
        tstz_pl|1998-10-07 01:24:59|-152 days|Asia/Kolkata|1998-05-08 01:24:59+00
        tstz_pl|2081-04-23 03:00:38|80 years 19 mons 26 days 169:50:32.483|EST5EDT|2162-12-26 05:51:10.483+00
        tstz_pl|2015-10-13 23:00:59|9 mons -198 days -223:09:37|UTC|2015-12-19 15:51:22+00
        tstz_pl|1955-11-02 23:57:16|348 days 187:30:18.548484|EST5EDT|1956-10-23 19:27:34.548484+00
        tstz_pl|1913-11-19 16:30:05|-70 years 185 days|America/Sao_Paulo|1844-05-22 16:30:05+00
        tstz_pl|1916-09-21 06:59:29|12 mons -94:12:17.776352|Asia/Kolkata|1917-09-17 08:47:11.223648+00
        tstz_pl|2003-10-18 23:59:00|12 mons|Australia/Lord_Howe|2004-10-18 23:59:00+00
        zone_local|2013-07-01 12:00:00+00|+02|2013-07-01 10:00:00
        zone_local|2045-07-01 12:00:00+00|Europe/Berlin|2045-07-01 14:00:00
        zone_local|1880-01-01 12:00:00+00|Europe/Berlin|1880-01-01 12:53:28
        zone_local|2300-07-01 12:00:00+00|America/New_York|2300-07-01 08:00:00
        zone_local|2500-07-01 12:00:00+00|America/New_York|2500-07-01 08:00:00
        zone_local|2013-07-01 12:00:00+00|Mars/Crater|ERR 22023: time zone "Mars/Crater" not recognized
        zone_local|1928-09-12 10:06:00|PST|1928-09-12 02:06:00
        zone_local|2005-10-13T22:06:00Z|msk|2005-10-14 01:06:00
        zone_local|1913-04-01 03:30:59|Europe/Berlin|1913-04-01 04:30:59
        zone_local|1928-04-11 18:30:00|Europe/Dublin|1928-04-11 18:30:00
        zone_local|2082-11-14 00:26:33|nzdt|2082-11-14 13:26:33
        zone_local|1999-09-14 17:59:48|art|1999-09-14 14:59:48
        zone_local|2050-10-13 09:59:00|novt|2050-10-13 16:59:00
        zone_local|2020-03-12 13:00:59|-3:30|2020-03-12 16:30:59
        zone_local|1929-10-26 19:59:00|AAA5BBB,M3.2.0/2,M11.1.0/2|1929-10-26 15:59:00
        zone_local|2077-09-28 02:00:33|Europe/Berlin|2077-09-28 04:00:33
        zone_local|2052-03-28 18:00:16|utc|2052-03-28 18:00:16
        zone_local|1981-10-23 23:59:59|Europe/Moscow|1981-10-24 02:59:59
        zone_local|1912-04-21 16:00:14|EST|1912-04-21 11:00:14
        zone_local|1911-09-27 06:30:03|Etc/GMT-4|1911-09-27 10:30:03
        zone_local|2016-03-15 14:48:09+00|GMT+3|2016-03-15 11:48:09
        zone_local|2057-03-19T09:21:17.3|Etc/GMT-4|2057-03-19 13:21:17.3
        zone_local|2091-10-11 01:30:00|EST5EDT|2091-10-10 21:30:00
        zone_local|1926-11-27 22:49:59|America/Sao_Paulo|1926-11-27 19:49:59
        zone_local|2043-09-13 23:23:33|art|2043-09-13 20:23:33
        zone_local|1953-11-19 23:00:47|Australia/Lord_Howe|1953-11-20 09:00:47
        zone_local|1911-04-22 02:00:23|foo/bar|ERR 22023: time zone "foo/bar" not recognized
        zone_local|2027-04-07 19:59:38|Europe/Dublin|2027-04-07 20:59:38
        zone_local|2080-10-05 18:00:59|cet|2080-10-05 19:00:59
        zone_local|1911-04-01 00:30:37|edt|1911-03-31 20:30:37
        zone_local|1933-11-02 01:00:02|AAA5BBB,M3.2.0/2,M11.1.0/2|1933-11-01 21:00:02
        zone_local|2082-04-12 02:30:59|XXX|ERR 22023: time zone "XXX" not recognized
        zone_local|2052-05-25 12:30:59|zulu|2052-05-25 12:30:59
        zone_local|2068-04-26 16:30:19|utc|2068-04-26 16:30:19
        zone_local|2002-02-11 02:16:47|bst|2002-02-11 03:16:47
        zone_local|1913-09-26 08:59:00|XXX|ERR 22023: time zone "XXX" not recognized
        zone_local|1941-10-12 10:54:00|-3:30|1941-10-12 14:24:00
        zone_local|2049-02-13T15:18:36 EST|utc|2049-02-13 20:18:36
        zone_local|2036-03-06 20:59:59|EST5EDT|2036-03-06 15:59:59
        zone_local|2063-03-21 16:30:00|foo/bar|ERR 22023: time zone "foo/bar" not recognized
        zone_local|1922-04-14 03:30:05|GMT+3|1922-04-14 00:30:05
        zone_local|2029-03-09T23:00:06.410241 Australia/Lord_Howe|msk|2029-03-09 15:00:06.410241
        zone_local|2058-01-01 07:30:59|cet|2058-01-01 08:30:59
        zone_local|2059-11-21 12:30:00|EST|2059-11-21 07:30:00
        zone_local|1959-04-25 07:59:45|america/st_johns|1959-04-25 04:29:45
        zone_local|1921-10-26 21:48:00|Asia/Kathmandu|1921-10-27 03:18:00
        zone_local|1932-05-19 07:59:43|+02|1932-05-19 05:59:43
        zone_local|3771-07-21 01:38:11.5-05:30|EST5EDT|3771-07-21 03:08:11.5
        zone_local|2056-04-26 20:33:59|Europe/Moscow|2056-04-26 23:33:59
        zone_local|1944-09-13 01:59:00|msk|1944-09-13 04:59:00
        zone_local|1969-10-06 09:00:13|nzdt|1969-10-06 22:00:13
        zone_local|1918-04-11 03:30:59|utc|1918-04-11 03:30:59
        zone_local|2092-09-27 04:38:59|Australia/Lord_Howe|2092-09-27 15:08:59
        zone_local|1996-09-16 20:59:59|ist|1996-09-16 22:59:59
        zone_local|2052-01-24T19:48:17.331 EST|+02|2052-01-24 22:48:17.331
        zone_local|2095-11-26 06:21:41.986 BC|AAA5BBB,M3.2.0/2,M11.1.0/2|2095-11-26 01:21:41.986 BC
        zone_universal|2013-07-01 12:00:00|+02|2013-07-01 14:00:00+00
        zone_universal|2013-03-31 02:30:00|Europe/Berlin|2013-03-31 01:30:00+00
        zone_universal|2013-10-27 02:30:00|Europe/Berlin|2013-10-27 01:30:00+00
        zone_universal|2014-10-26 01:30:00|Europe/Moscow|2014-10-25 22:30:00+00
        zone_universal|1932-10-06 01:30:59|PST|1932-10-06 09:30:59+00
        zone_universal|1959-09-14 18:00:00|America/Godthab|1959-09-14 21:00:00+00
        zone_universal|2006-06-23T06:21:25|PST|2006-06-23 14:21:25+00
        zone_universal|1993-04-20 15:58:59|Z|1993-04-20 15:58:59+00
        zone_universal|2084-03-23 14:59:00|XXX|ERR 22023: time zone "XXX" not recognized
        zone_universal|1903-04-22 04:59:47|EST|1903-04-22 09:59:47+00
        zone_universal|1989-04-02 10:59:59|Etc/GMT-4|1989-04-02 06:59:59+00
        zone_universal|2097-03-19 19:18:16|zulu|2097-03-19 19:18:16+00
        zone_universal|1979-10-01 10:56:59|Asia/Kathmandu|1979-10-01 05:26:59+00
        zone_universal|2048-09-09 16:00:24|Europe/Moscow|2048-09-09 13:00:24+00
        zone_universal|1914-10-03 16:09:07|-3:30|1914-10-03 12:39:07+00
        zone_universal|1956-04-13 16:26:00|Europe/Dublin|1956-04-13 16:26:00+00
        zone_universal|2025-11-23 12:59:28|est|2025-11-23 17:59:28+00
        zone_universal|1943-09-22 17:30:24|GMT+3|1943-09-22 20:30:24+00
        zone_universal|1959-09-27 08:22:13.948441|novt|1959-09-27 01:22:13.948441+00
        zone_universal|2051-01-15T05:05:12|UTC|2051-01-15 05:05:12+00
        zone_universal|2024-08-13 02:52:04.154968|America/Sao_Paulo|2024-08-13 05:52:04.154968+00
        zone_universal|2025-10-07 00:47:14|GMT+3|2025-10-07 03:47:14+00
        zone_universal|2011-11-20 10:51:59|edt|2011-11-20 14:51:59+00
        zone_universal|1947-11-01 05:30:59|America/Godthab|1947-11-01 08:30:59+00
        zone_universal|1909-12-01 02:11:09.347|Asia/Kathmandu|1909-11-30 20:29:53.347+00
        zone_universal|2074-03-13 18:59:59|Etc/GMT-4|2074-03-13 14:59:59+00
        zone_universal|2060-04-19 08:30:00|msk|2060-04-19 05:30:00+00
        zone_universal|1967-09-10 22:30:00|<+03>-3|1967-09-10 19:30:00+00
        zone_universal|1918-11-13 06:00:00|FOO+5|1918-11-13 11:00:00+00
        zone_universal|1994-04-10 23:00:59|cet|1994-04-10 22:00:59+00
        zone_universal|1987-11-28 11:30:59|Australia/Lord_Howe|1987-11-28 00:30:59+00
        zone_universal|1970-01-25 12:03:19|Australia/Lord_Howe|1970-01-25 02:03:19+00
        zone_universal|2000-03-17 00:18:00|nzdt|2000-03-16 11:18:00+00
        zone_universal|1975-03-01 16:59:00|America/Godthab|1975-03-01 19:59:00+00
        zone_universal|1928-11-24 10:59:24|foo/bar|ERR 22023: time zone "foo/bar" not recognized
        zone_universal|1975-03-23 20:00:22|ist|1975-03-23 18:00:22+00
        zone_universal|2010-03-15 13:30:59|Australia/Lord_Howe|2010-03-15 02:30:59+00
        zone_universal|2858-01-17 00:37:17|PST|2858-01-17 08:37:17+00
        zone_universal|2068-09-02 07:30:00|cet|2068-09-02 06:30:00+00
        zone_universal|1984-11-11 09:30:59|PST|1984-11-11 17:30:59+00
        zone_universal|0220-08-19 03:40:23.7|AAA5BBB,M3.2.0/2,M11.1.0/2|0220-08-19 07:40:23.7+00
        zone_universal|1913-11-27 17:15:59|UTC|1913-11-27 17:15:59+00
        zone_universal|2083-10-10 22:00:00|-3:30|2083-10-10 18:30:00+00
        zone_universal|2075-04-28 09:59:59|Asia/Kathmandu|2075-04-28 04:14:59+00
        zone_universal|1999-11-26 15:30:59|America/Sao_Paulo|1999-11-26 17:30:59+00
        zone_universal|1977-02-27 02:11:21|AAA5BBB,M3.2.0/2,M11.1.0/2|1977-02-27 07:11:21+00
        zone_universal|2063-04-17 13:25:59|art|2063-04-17 16:25:59+00
        zone_universal|1991-04-17 17:30:53|UTC|1991-04-17 17:30:53+00
        zone_universal|2056-06-08 16:30:59|XXX|ERR 22023: time zone "XXX" not recognized
        zone_universal|2097-04-19 09:59:59|America/Sao_Paulo|2097-04-19 12:59:59+00
        zone_universal|1950-09-09 16:59:23|-3:30|1950-09-09 13:29:23+00
        zone_universal|1937-11-09 14:30:47|america/st_johns|1937-11-09 18:00:47+00
        zone_universal|3687-02-02 09:51:47|Asia/Kathmandu|3687-02-02 04:06:47+00
        """#
}
