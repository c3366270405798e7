import Testing

@Suite("What is read of text as in PostgreSQL 15")
struct MomentsTextCasesTests {
    @Test("Every result is PostgreSQL's", arguments: MomentsCases.functions(in: Self.table))
    func agrees(function: String) { MomentsCases.check(function, in: Self.table) }

    /// Function, arguments and the result PostgreSQL 15.18 gave, a case a line.
    static let table = #"""
        date_in|2000-01-01|2000-01-01
        date_in|4713-01-01 BC|4713-01-01 BC
        date_in|4714-11-24 BC|4714-11-24 BC
        date_in|4714-11-23 BC|ERR 22008: date out of range: "4714-11-23 BC"
        date_in|5874897-12-31|5874897-12-31
        date_in|5874898-01-01|ERR 22008: date out of range: "5874898-01-01"
        date_in|0001-01-01 BC|0001-01-01 BC
        date_in|0000-01-01|ERR 22008: date/time field value out of range: "0000-01-01"
        date_in|2000-02-29|2000-02-29
        date_in|1900-02-29|ERR 22008: date/time field value out of range: "1900-02-29"
        date_in|2013-13-01|ERR 22008: date/time field value out of range: "2013-13-01"
        date_in|2013-02-30|ERR 22008: date/time field value out of range: "2013-02-30"
        date_in|13/02/2013|ERR 22008: date/time field value out of range: "13/02/2013"
        date_in|02/13/2013|2013-02-13
        date_in|Jan 5 2013|2013-01-05
        date_in|5 January 2013|2013-01-05
        date_in|20130105|2013-01-05
        date_in|130105|2013-01-05
        date_in|2013.005|2013-01-05
        date_in|J2456298|2013-01-05
        date_in|infinity|infinity
        date_in|-infinity|-infinity
        date_in|epoch|1970-01-01
        date_in|2013-01-05 garbage|ERR 22007: invalid input syntax for type date: "2013-01-05 garbage"
        date_in||ERR 22007: invalid input syntax for type date: ""
        date_in|1964-02-18|1964-02-18
        date_in|1960-08-27 BC|1960-08-27 BC
        date_in|2029-09-18|2029-09-18
        date_in|1952-12-15|1952-12-15
        date_in|2080-02-15|2080-02-15
        date_in|65824-09-12|65824-09-12
        date_in|2035-08-05|2035-08-05
        date_in|28400-12-14|28400-12-14
        date_in|266311-11-10|266311-11-10
        date_in|0282-01-05|0282-01-05
        date_in|2093-08-13|2093-08-13
        date_in|38-280 232740MSK|ERR 22007: invalid input syntax for type date: "38-280 232740MSK"
        date_in|539.11.16|0539-11-16
        date_in|100530 18:08.848271|2010-05-30
        date_in|j|ERR 22007: invalid input syntax for type date: "j"
        date_in|mon January 4 2002nzst|2002-01-04
        date_in|2014/5/11 +2:60|ERR 22009: time zone displacement out of range: "2014/5/11 +2:60"
        date_in|2043-oct-25|2043-10-25
        date_in|10603|ERR 22007: invalid input syntax for type date: "10603"
        date_in|493-02-30|ERR 22008: date/time field value out of range: "493-02-30"
        date_in|mon Nov 9 2071|2071-11-09
        date_in|allballs|ERR 22007: invalid input syntax for type date: "allballs"
        date_in|1997-12-28Z|1997-12-28
        date_in|december/1/2022|2022-12-01
        date_in|03242080 t202719|ERR 22008: date/time field value out of range: "03242080 t202719"
        date_in|julian 2401750.51|1863-09-01
        date_in|170518 BC|0017-05-18 BC
        date_in|Sept 1, 1996, 0816Foo|ERR 22007: invalid input syntax for type date: "Sept 1, 1996, 0816Foo"
        date_in|jan 10 470t093435 AD|0470-01-10
        date_in|67.11.1, 4:04:18AM|ERR 22008: date/time field value out of range: "67.11.1, 4:04:18AM"
        date_in|05/13/2077|2077-05-13
        date_in|J2857393|3111-03-06
        date_in|Tuesday, 5 Sept 2020|2020-09-05
        date_in|1998-decemberT065451BC|ERR 22007: invalid input syntax for type date: "1998-decemberT065451BC"
        date_in| 59171.287GMT t062905 |59171-10-14
        date_in|J1397805|0887-12-17 BC
        date_in|julian 2437869.56|1962-07-23
        date_in|J432764|3529-10-06 BC
        date_in|wed fri Nov 28 7492:12:20AMMET DST|ERR 22007: invalid input syntax for type date: "wed fri Nov 28 7492:12:20AMMET DST"
        date_in|30 January 1995 28:22.17025697|1995-01-30
        date_in|1995/1/19T02:18:52.781205|1995-01-19
        date_in|Thurs January 9 54T18:13.83261402|2054-01-09
        date_in|2december2005 BC|2005-12-02 BC
        date_in|2019201 bc|ERR 22008: date/time field value out of range: "2019201 bc"
        date_in|1994/10/20, 1:54|1994-10-20
        date_in| 89309/3/25 20:14:42.786 |89309-03-25
        date_in|9/13/163T1649|0163-09-13
        date_in|Nov 26, 482|0482-11-26
        date_in|10.01.2077 32:24.464802 EST AD|2077-10-01
        date_in|oct-1 21:06:49 allballs|ERR 22007: invalid input syntax for type date: "oct-1 21:06:49 allballs"
        date_in|weds, 14 Nov 2006|2006-11-14
        date_in|2004-101 01:48:28|2004-04-10
        date_in|63/7/28|ERR 22008: date/time field value out of range: "63/7/28"
        date_in|julian 2411625.35GMT|1890-09-14
        date_in|julian 2436287.36|1958-03-24
        date_in|oct-11|ERR 22007: invalid input syntax for type date: "oct-11"
        date_in|1985-014  23:07:50dst|ERR 22007: invalid input syntax for type date: "1985-014  23:07:50dst"
        date_in|2Z-07-23, 12:30:41 EST5EDT|ERR 22007: invalid input syntax for type date: "2Z-07-23, 12:30:41 EST5EDT"
        date_in|J1087683MST|1736-11-15 BC
        date_in|may/14/2072 185034.8|2072-05-14
        date_in|June 6, 80 13:34|1980-06-06
        date_in|weds, 8 Sept 1990GMT AD|1990-09-08
        date_in|sep2424|ERR 22007: invalid input syntax for type date: "sep2424"
        date_in|2013094, 080319.93232669|ERR 22008: date/time field value out of range: "2013094, 080319.93232669"
        date_in|fri January 10 77, 143606. UTC|ERR 22007: invalid input syntax for type date: "fri January 10 77, 143606. UTC"
        date_in|1908/6/13 AD|1908-06-13
        date_in|88453-02-23 1442 -16|ERR 22009: time zone displacement out of range: "88453-02-23 1442 -16"
        date_in|180111 1:24:28A M|ERR 22007: invalid input syntax for type date: "180111 1:24:28A M"
        date_in|wed 9-Sept-22194T13:55:33.63673417|ERR 22007: invalid input syntax for type date: "wed 9-Sept-22194T13:55:33.63673417"
        date_in|66.5.14 4:55|ERR 22008: date/time field value out of range: "66.5.14 4:55"
        date_in|Sept 9, 564 1:06:36pm Foo|ERR 22007: invalid input syntax for type date: "Sept 9, 564 1:06:36pm Foo"
        date_in|06235|ERR 22007: invalid input syntax for type date: "06235"
        date_in|20000513|2000-05-13
        date_in|0806568 0147|ERR 22008: date/time field value out of range: "0806568 0147"
        date_in|august 7, 1|2001-08-07
        date_in|2019-080 24:00:00.704830|ERR 22008: date/time field value out of range: "2019-080 24:00:00.704830"
        date_in|fri august 18 1953 11:31 pm MET DST|1953-08-18
        date_in|14:62.19458019, 08042017 weds MSK|ERR 22008: date/time field value out of range: "14:62.19458019, 08042017 weds MSK"
        date_in|julian 2410981.3924:00:00|ERR 22007: invalid input syntax for type date: "julian 2410981.3924:00:00"
        date_in|00-02-57409|ERR 22008: date/time field value out of range: "00-02-57409"
        date_in|Sept-6T6:17 AMJapan|ERR 22007: invalid input syntax for type date: "Sept-6T6:17 AMJapan"
        date_in|2006-05-07 22:04. Foo/Bar|ERR 22023: time zone "foo/bar" not recognized
        date_in|021209 00:35:23.|2002-12-09
        date_in|5/25/199002:26. UTC+3|ERR 22007: invalid input syntax for type date: "5/25/199002:26. UTC+3"
        date_in|y2013m02d16T21:49|2013-02-16
        date_in|J1871930t051423|0413-01-25
        iv_in|1 year 2 mons -3 days +04:05:06.789|1 year 2 mons -3 days +04:05:06.789
        iv_in|P1Y2M3DT4H5M6S|1 year 2 mons 3 days 04:05:06
        iv_in|P1Y2M3DT4H5M6.789S|1 year 2 mons 3 days 04:05:06.789
        iv_in|1-2|1 year 2 mons
        iv_in|3 4:05:06|3 days 04:05:06
        iv_in|1.5 months|1 mon 15 days
        iv_in|1.5 years|1 year 6 mons
        iv_in|0.1 days|02:24:00
        iv_in|2 hours ago|-02:00:00
        iv_in|-1-2 +3 -4:05:06|-1 years -2 mons +3 days -04:05:06
        iv_in|1 day -00:00:01|1 day -00:00:01
        iv_in|178956970 years 7 mons|178956970 years 7 mons
        iv_in|178956970 years 8 mons|ERR 22008: interval out of range
        iv_in|2147483648 days|ERR 22015: interval field value out of range: "2147483648 days"
        iv_in|9223372036854775807 us|2562047788:00:54.775807
        iv_in|9223372036854775808 us|ERR 22015: interval field value out of range: "9223372036854775808 us"
        iv_in|PT|00:00:00
        iv_in|P|ERR 22007: invalid input syntax for type interval: "P"
        iv_in|-P1Y|ERR 22007: invalid input syntax for type interval: "-P1Y"
        iv_in|1 fortnight|ERR 22007: invalid input syntax for type interval: "1 fortnight"
        iv_in|148 years 13 mons 88 days|149 years 1 mon 88 days
        iv_in|22:01:50|22:01:50
        iv_in|3 mons|3 mons
        iv_in|-238 years|-238 years
        iv_in|-13 years -0 mons 56 days -7:43:52.154|-13 years +56 days -07:43:52.154
        iv_in|-204:24:45|-204:24:45
        iv_in|201 years -78 days -258:36:33.169|201 years -78 days -258:36:33.169
        iv_in|201:18:09.237|201:18:09.237
        iv_in|130 days -3:14:19|130 days -03:14:19
        iv_in|111 days|111 days
        iv_in|145 years 142:22:05|145 years 142:22:05
        iv_in|-2:34.5|-00:02:34.5
        iv_in|-2356665699 qtr +31months 1.55 mons +8.25 mons|ERR 22007: invalid input syntax for type interval: "-2356665699 qtr +31months 1.55 mons +8.25 mons"
        iv_in|+1889290580mon 4. quarter 5. hrs|ERR 22007: invalid input syntax for type interval: "+1889290580mon 4. quarter 5. hrs"
        iv_in|.69 months 98040701 millennia 1. quarter|ERR 22007: invalid input syntax for type interval: ".69 months 98040701 millennia 1. quarter"
        iv_in|13 4:14:29.621722|13 days 04:14:29.621722
        iv_in|42 seconds 16.02c|1602 years 00:00:42
        iv_in|1.37961 mil 5. months 8 mon|ERR 22007: invalid input syntax for type interval: "1.37961 mil 5. months 8 mon"
        iv_in|.33day 2msec -.37 sec|ERR 22007: invalid input syntax for type interval: ".33day 2msec -.37 sec"
        iv_in|+5 weeks 5:10:27|35 days 05:10:27
        iv_in|19.83hrs +14:08:45|ERR 22007: invalid input syntax for type interval: "19.83hrs +14:08:45"
        iv_in|.35 mons -17.37dec 34 milliseconds|-173 years -8 mons +10 days 12:00:00.034
        iv_in|P0WT5M|00:05:00
        iv_in|0.403403days 388099584c 20 foo 1752455720 days|ERR 22007: invalid input syntax for type interval: "0.403403days 388099584c 20 foo 1752455720 days"
        iv_in|-39ms 96d 1w|103 days -00:00:00.039
        iv_in|P5WT1H8.62S|35 days 01:00:08.62
        iv_in|P17W2D|121 days
        iv_in|-19.44 msec -7 min 1.15795 day +2:35:56 ago|ERR 22007: invalid input syntax for type interval: "-19.44 msec -7 min 1.15795 day +2:35:56 ago"
        iv_in|2944028149 century 588043767 s -7:35:58|ERR 22007: invalid input syntax for type interval: "2944028149 century 588043767 s -7:35:58"
        iv_in|+1.58447 milliseconds +65@|00:01:05.001584
        iv_in|-10 +9:17|-10 days +09:17:00
        iv_in|7-6 38 19:12:30|7 years 6 mons 38 days 19:12:30
        iv_in|770966083 msec +6.mons +7msec -11:42:47 ago|ERR 22007: invalid input syntax for type interval: "770966083 msec +6.mons +7msec -11:42:47 ago"
        iv_in|1321178281 millennia 5.52c +9. hour 1265199173 hrs|ERR 22007: invalid input syntax for type interval: "1321178281 millennia 5.52c +9. hour 1265199173 hrs"
        iv_in|P1.5W|10 days 12:00:00
        iv_in|17 15:58:28.912077|17 days 15:58:28.912077
        iv_in|7.y 8millennia 12 mins ago|ERR 22007: invalid input syntax for type interval: "7.y 8millennia 12 mins ago"
        iv_in|2.93y 0.264892 years -0.984553 m 2.sec|ERR 22007: invalid input syntax for type interval: "2.93y 0.264892 years -0.984553 m 2.sec"
        iv_in|1.29dec 2century 289070530us 5msec|212 years 11 mons 00:04:49.07553
        iv_in|13 +14:1|13 days 14:01:00
        iv_in|P2Y9MT19M5S|2 years 9 mons 00:19:05
        iv_in|8 minute 0. quarter 0.80s 0:00:41|ERR 22007: invalid input syntax for type interval: "8 minute 0. quarter 0.80s 0:00:41"
        iv_in|0.57 mins .95minute 11.98 @ .33 decades -13:18:51 ago|ERR 22007: invalid input syntax for type interval: "0.57 mins .95minute 11.98 @ .33 decades -13:18:51 ago"
        iv_in|9 hrs|09:00:00
        iv_in|P1W-0D|7 days
        iv_in|1 +9:19|1 day 09:19:00
        iv_in|P-1Y-2M3DT-4H|-1 years -2 mons +3 days -04:00:00
        iv_in|-45|-00:00:45
        iv_in|-.80qtr|ERR 22007: invalid input syntax for type interval: "-.80qtr"
        iv_in|-7-12|ERR 22015: interval field value out of range: "-7-12"
        iv_in|+311675809 millennia 654280603seconds .70 seconds|ERR 22007: invalid input syntax for type interval: "+311675809 millennia 654280603seconds .70 seconds"
        iv_in|-10 microsecond .79 us -9 ms|ERR 22007: invalid input syntax for type interval: "-10 microsecond .79 us -9 ms"
        iv_in|6.31 century .40 hour +.6 decades 8:12:00 ago|ERR 22007: invalid input syntax for type interval: "6.31 century .40 hour +.6 decades 8:12:00 ago"
        iv_in|+1.51424 s +.74 msec -.56 c 2496085842 microsecond|ERR 22007: invalid input syntax for type interval: "+1.51424 s +.74 msec -.56 c 2496085842 microsecond"
        iv_in|P11YT1.43H|11 years 01:25:48
        iv_in|+8. hrs 0.0443124 minute|08:00:02.658744
        iv_in|370437136 timezone +0.83468 millennia 0.320406 dec +12.06 qtr|ERR 22007: invalid input syntax for type interval: "370437136 timezone +0.83468 millennia 0.320406 dec +12.06 qtr"
        iv_in|.39 y ago|-5 mons
        iv_in|-2:16.5|-00:02:16.5
        iv_in|+.32milliseconds ago|ERR 22007: invalid input syntax for type interval: "+.32milliseconds ago"
        iv_in|-49 dec -.30 s .40mons|ERR 22007: invalid input syntax for type interval: "-49 dec -.30 s .40mons"
        iv_in|1.64119 mons 15.57 dec 1.63993century .99us 12:19:45|ERR 22007: invalid input syntax for type interval: "1.64119 mons 15.57 dec 1.63993century .99us 12:19:45"
        iv_in|+.59|ERR 22007: invalid input syntax for type interval: "+.59"
        iv_in|-2 months +1341793433 century .7 months ago 1.36909 microsecond|ERR 22015: interval field value out of range: "-2 months +1341793433 century .7 months ago 1.36909 microsecond"
        iv_in|6. seconds 1 dec|10 years 00:00:06
        iv_in|7 -2:45|7 days -02:45:00
        iv_in|-14-11|-14 years -11 mons
        iv_in|P0.5M|15 days
        iv_in|P-5M-4W5D|-5 mons -23 days
        iv_in|+0.345962 mon 1.61236 mons -10:55:49|ERR 22007: invalid input syntax for type interval: "+0.345962 mon 1.61236 mons -10:55:49"
        iv_in|-6.days 5. qtr|ERR 22007: invalid input syntax for type interval: "-6.days 5. qtr"
        iv_in|PT6.62H|06:37:12
        iv_in|-3. w 14.78s 145503630day|145503609 days 00:00:14.78
        iv_in|55 mil|55000 years
        iv_in|2363166578dec 4. seconds 0.248652 mon 1:55:46|ERR 22007: invalid input syntax for type interval: "2363166578dec 4. seconds 0.248652 mon 1:55:46"
        iv_in|-2684122230 weeks +0.284812 day 6.00foo +.30day|ERR 22007: invalid input syntax for type interval: "-2684122230 weeks +0.284812 day 6.00foo +.30day"
        iv_in|1592677825@ 41dec 13:07:25|ERR 22015: interval field value out of range: "1592677825@ 41dec 13:07:25"
        iv_in|1.93406 mon|1 mon 28 days 00:31:23.52
        iv_in|+2.30years +48 sec -.1 us -1.51642 hrs ago|ERR 22007: invalid input syntax for type interval: "+2.30years +48 sec -.1 us -1.51642 hrs ago"
        iv_in|-55 timezone ago|ERR 22007: invalid input syntax for type interval: "-55 timezone ago"
        iv_in|2 mons|2 mons
        iv_in|+10.40 msec .58 months 5.26milliseconds +82yr|ERR 22007: invalid input syntax for type interval: "+10.40 msec .58 months 5.26milliseconds +82yr"
        iv_in|+66s|00:01:06
        iv_in|-4 -22:4|-4 days -22:04:00
        ts_in|2013-01-01 24:00:00|2013-01-02 00:00:00
        ts_in|2013-01-01 24:00:01|ERR 22008: date/time field value out of range: "2013-01-01 24:00:01"
        ts_in|2013-01-01 23:59:60|2013-01-02 00:00:00
        ts_in|2013-01-01 05:00:00.1234567|2013-01-01 05:00:00.123457
        ts_in|2013-01-01 05:00:00.9999999|2013-01-01 05:00:01
        ts_in|294276-12-31 23:59:59.999999|294276-12-31 23:59:59.999999
        ts_in|294277-01-01 00:00:00|ERR 22008: timestamp out of range: "294277-01-01 00:00:00"
        ts_in|4714-11-24 00:00:00 BC|4714-11-24 00:00:00 BC
        ts_in|4714-11-23 23:59:59 BC|ERR 22008: timestamp out of range: "4714-11-23 23:59:59 BC"
        ts_in|2013-01-01T05:00|2013-01-01 05:00:00
        ts_in|2013-01-01 05:00 PM|2013-01-01 17:00:00
        ts_in|2013-01-01 13:00 PM|ERR 22008: date/time field value out of range: "2013-01-01 13:00 PM"
        ts_in|January 8, 1999 04:05:06|1999-01-08 04:05:06
        ts_in|1999-01-08 04:05:06+99|ERR 22009: time zone displacement out of range: "1999-01-08 04:05:06+99"
        ts_in|19990108T040506|1999-01-08 04:05:06
        ts_in|1926-02-05 01:55:14.397582|1926-02-05 01:55:14.397582
        ts_in|4011-02-14T17:17:18|4011-02-14 17:17:18
        ts_in|2024-11-17 06:43:05.169 BC|2024-11-17 06:43:05.169 BC
        ts_in|2017-11-09T02:54:33|2017-11-09 02:54:33
        ts_in|6033-07-09T23:56:35.4|6033-07-09 23:56:35.4
        ts_in|1926-10-20 16:01:54|1926-10-20 16:01:54
        ts_in|5621-12-12T20:39:47|5621-12-12 20:39:47
        ts_in|2003-07-02T19:59:16|2003-07-02 19:59:16
        ts_in|1911-08-19T10:30:14.497|1911-08-19 10:30:14.497
        ts_in|2044-10-21T20:42:21.988|2044-10-21 20:42:21.988
        ts_in|2028-04-12 08:33:28|2028-04-12 08:33:28
        ts_in|12-28-97679t132643|97679-12-28 13:26:43
        ts_in|150193110616|ERR 22008: timestamp out of range: "150193110616"
        ts_in||ERR 22007: invalid input syntax for type timestamp: ""
        ts_in|06/22/20 17:04:61|ERR 22008: date/time field value out of range: "06/22/20 17:04:61"
        ts_in|SAT, 30 august 2018|2018-08-30 00:00:00
        ts_in|wed jul 20 52:36 PM|ERR 22008: date/time field value out of range: "wed jul 20 52:36 PM"
        ts_in|1.4.14 21:42:21.99400144 AD|2014-01-04 21:42:21.994001
        ts_in|January-17 090406|ERR 22007: invalid input syntax for type timestamp: "January-17 090406"
        ts_in|899/11/121:15:46.172CST|ERR 22008: date/time field value out of range: "899/11/121:15:46.172CST"
        ts_in|FEB 0, 533 t212910 Japan|ERR 22008: date/time field value out of range: "FEB 0, 533 t212910 Japan"
        ts_in|FEB-28, 20:45:04|ERR 22007: invalid input syntax for type timestamp: "FEB-28, 20:45:04"
        ts_in|2073-28513:29:35|ERR 22007: invalid input syntax for type timestamp: "2073-28513:29:35"
        ts_in|20110107|2011-01-07 00:00:00
        ts_in|y571m01d15|0571-01-15 00:00:00
        ts_in|9609268:50:53AM|ERR 22008: date/time field value out of range: "9609268:50:53AM"
        ts_in|10-FEB-2058|2058-02-10 00:00:00
        ts_in|Thurs Sept 27 4|2004-09-27 00:00:00
        ts_in|930123  12:41|1993-01-23 12:41:00
        ts_in|1990.7.13 +2:60|ERR 22009: time zone displacement out of range: "1990.7.13 +2:60"
        ts_in|420406 t013830 Europe/Berlin|2042-04-06 01:38:30
        ts_in|1993-jul|ERR 22007: invalid input syntax for type timestamp: "1993-jul"
        ts_in|.98-040 MST|ERR 22007: invalid input syntax for type timestamp: ".98-040 MST"
        ts_in|450704|2045-07-04 00:00:00
        ts_in|12/08/81935 4:02:21pm|81935-12-08 16:02:21
        ts_in|050304, 063123.150|2005-03-04 06:31:23.15
        ts_in|03.11.1996T11:09 Foo|ERR 22007: invalid input syntax for type timestamp: "03.11.1996T11:09 Foo"
        ts_in|105857.6 694-7-8|ERR 22007: invalid input syntax for type timestamp: "105857.6 694-7-8"
        ts_in|June61919 +02|ERR 22007: invalid input syntax for type timestamp: "June61919 +02"
        ts_in|007.17.97 UTC|ERR 22008: date/time field value out of range: "007.17.97 UTC"
        ts_in|y1984m10d24 Europe/Berlin|1984-10-24 00:00:00
        ts_in|2013|ERR 22007: invalid input syntax for type timestamp: "2013"
        ts_in|j|ERR 22007: invalid input syntax for type timestamp: "j"
        ts_in|14 11 92959, 1050|ERR 22008: date/time field value out of range: "14 11 92959, 1050"
        ts_in|26338-FEB|ERR 22007: invalid input syntax for type timestamp: "26338-FEB"
        ts_in|Thurs, 12 oct 11423 24:00:00.329|ERR 22008: date/time field value out of range: "Thurs, 12 oct 11423 24:00:00.329"
        ts_in|09.10.1993 087157.784 -03:30|1993-09-10 09:11:57.784
        ts_in|sunday march 18 672CST|0672-03-18 00:00:00
        ts_in|569-Sept 3:41T+2:60|ERR 22007: invalid input syntax for type timestamp: "569-Sept 3:41T+2:60"
        ts_in|19869168BC|ERR 22008: date/time field value out of range: "19869168BC"
        ts_in|Sept-26 PST8PDT BC|ERR 22007: invalid input syntax for type timestamp: "Sept-26 PST8PDT BC"
        ts_in|080108, 24:37|ERR 22008: date/time field value out of range: "080108, 24:37"
        ts_in|2013-01-01 j|2013-01-01 00:00:00
        ts_in|august-21 PDT|ERR 22007: invalid input syntax for type timestamp: "august-21 PDT"
        ts_in|270604 11:03  -03:30|2027-06-04 11:03:00
        ts_in|fri, 22 Sept 68MST|2068-09-22 00:00:00
        ts_in|1990.193 0824|1990-07-12 08:24:00
        ts_in|2028/9/35:04 PM|ERR 22007: invalid input syntax for type timestamp: "2028/9/35:04 PM"
        ts_in|2019-may GMT|ERR 22007: invalid input syntax for type timestamp: "2019-may GMT"
        ts_in|96112140:23|ERR 22008: date/time field value out of range: "96112140:23"
        ts_in|12 June 2040 24:00:00.6|ERR 22008: date/time field value out of range: "12 June 2040 24:00:00.6"
        ts_in|1903.226 t204546 CDT|1903-08-14 20:45:46
        ts_in|49-016 21:03:53.206252 america/new_york BC|ERR 22007: invalid input syntax for type timestamp: "49-016 21:03:53.206252 america/new_york BC"
        ts_in|4354, 00:58:55|ERR 22007: invalid input syntax for type timestamp: "4354, 00:58:55"
        ts_in|2013/5/22UTC|2013-05-22 00:00:00
        ts_in|1941.211|1941-07-30 00:00:00
        ts_in|julian 2447026.81 Asia/Kolkata|1987-08-18 19:26:24
        ts_in|213011|ERR 22008: date/time field value out of range: "213011"
        ts_in|January/17/1997 t165252 Europe/Berlin|1997-01-17 16:52:52
        ts_in|28 december 864AD|0864-12-28 00:00:00
        ts_in|8-Nov-47101+14:59|47101-11-08 00:00:00
        ts_in|24 Nov 854|0854-11-24 00:00:00
        ts_in|296-258, 14:28:29.06/4174 AD|ERR 22007: invalid input syntax for type timestamp: "296-258, 14:28:29.06/4174 AD"
        ts_in|33701.1.616:09:40|ERR 22008: date/time field value out of range: "33701.1.616:09:40"
        ts_in|2010.061, 06:27:49 Z|2010-03-02 06:27:49
        ts_in|20001-139|20001-05-19 00:00:00
        ts_in|2016297T24:00:00 +14:59|ERR 22008: date/time field value out of range: "2016297T24:00:00 +14:59"
        ts_in|march 21, 22010:36:34.7|ERR 22008: date/time field value out of range: "march 21, 22010:36:34.7"
        ts_in|SAT, 8 jul 3, 21:17:06.|2003-07-08 21:17:06
        ts_in|04112021, 08:03:55|ERR 22008: date/time field value out of range: "04112021, 08:03:55"
        ts_in|2008/3/7  08:46:02|2008-03-07 08:46:02
        ts_in|Sept-8 24:00:00|ERR 22007: invalid input syntax for type timestamp: "Sept-8 24:00:00"
        ts_in|24 sep 493, 00:53:19.529 BST|0493-09-24 00:53:19.529
        ts_in|2004.4.21|2004-04-21 00:00:00
        ts_in|J227969 15:58|4089-01-22 15:58:00 BC
        ts_in|10/8/3 t143927|2003-10-08 14:39:27
        tstz_in|2013-01-01T05:00:00Z|2013-01-01 05:00:00+00
        tstz_in|2013-01-01 05:00:00+02|2013-01-01 03:00:00+00
        tstz_in|2013-01-01 05:00:00 Europe/Berlin|2013-01-01 04:00:00+00
        tstz_in|2013-07-01 05:00:00 europe/berlin|2013-07-01 03:00:00+00
        tstz_in|2013-07-01 05:00:00 BST|2013-07-01 04:00:00+00
        tstz_in|2013-07-01 05:00:00 PDT|2013-07-01 12:00:00+00
        tstz_in|2013-03-31 02:30:00 Europe/Berlin|2013-03-31 01:30:00+00
        tstz_in|2013-10-27 02:30:00 Europe/Berlin|2013-10-27 01:30:00+00
        tstz_in|2013-01-01 05:00:00 Nowhere/City|ERR 22023: time zone "nowhere/city" not recognized
        tstz_in|2013-01-01 05:00:00-15:59:59|2013-01-01 20:59:59+00
        tstz_in|2013-01-01 05:00:00-16|ERR 22009: time zone displacement out of range: "2013-01-01 05:00:00-16"
        tstz_in|1924-01-19T13:33:33.432 EST|1924-01-19 18:33:33.432+00
        tstz_in|5829-07-18T19:48:16.0 EST|5829-07-19 00:48:16+00
        tstz_in|9297-06-20 11:22:09|9297-06-20 11:22:09+00
        tstz_in|2047-11-26 05:21:27 Europe/Berlin|2047-11-26 04:21:27+00
        tstz_in|1951-07-03 01:46:22.478|1951-07-03 01:46:22.478+00
        tstz_in|1949-12-22 05:53:35.3 Australia/Lord_Howe|1949-12-21 19:53:35.3+00
        tstz_in|108853-08-04T14:46:24+00|108853-08-04 14:46:24+00
        tstz_in|2326-12-16T23:20:14.028047|2326-12-16 23:20:14.028047+00
        tstz_in|233383-04-08 20:21:31 EST|233383-04-09 01:21:31+00
        tstz_in|2004-01-31 15:16:35.7 BC|2004-01-31 15:16:35.7+00 BC
        tstz_in|2039-08-06 05:59:35 GMT+3|2039-08-06 08:59:35+00
        tstz_in| 14-FEB-13 |2013-02-14 00:00:00+00
        tstz_in|mon, 19 jan 36 BC|0036-01-19 00:00:00+00 BC
        tstz_in|370220 24:00:00.734|ERR 22008: date/time field value out of range: "370220 24:00:00.734"
        tstz_in|20060307|2006-03-07 00:00:00+00
        tstz_in|wed oct 23 2011 19:21:42 allballs|ERR 22007: invalid input syntax for type timestamp with time zone: "wed oct 23 2011 19:21:42 allballs"
        tstz_in| 86072.138|86072-05-17 00:00:00+00
        tstz_in|Apr 8, 2019T17:07|2019-04-08 17:07:00+00
        tstz_in|82586.9.22 22:34:36.450049|82586-09-22 22:34:36.450049+00
        tstz_in|Z mon, 20 June 2020t214436|2020-06-20 21:44:36+00
        tstz_in|t 4/3/1996 18:51|ERR 22007: invalid input syntax for type timestamp with time zone: "t 4/3/1996 18:51"
        tstz_in|Sept/14/799 23:14|0799-09-14 23:14:00+00
        tstz_in|2000337|ERR 22008: date/time field value out of range: "2000337"
        tstz_in|91-12-28 MST|ERR 22008: date/time field value out of range: "91-12-28 MST"
        tstz_in|10 august 76274t120631|76274-08-10 12:06:31+00
        tstz_in|2014-Nov|ERR 22007: invalid input syntax for type timestamp with time zone: "2014-Nov"
        tstz_in|3-307|ERR 22007: invalid input syntax for type timestamp with time zone: "3-307"
        tstz_in| 94-09-06 MET DST t233438 |ERR 22008: date/time field value out of range: " 94-09-06 MET DST t233438 "
        tstz_in|Nov-22 BC|ERR 22007: invalid input syntax for type timestamp with time zone: "Nov-22 BC"
        tstz_in|FEB-20-49 16:20:36|2049-02-20 16:20:36+00
        tstz_in|wed 44060445:62.19095968|ERR 22008: date/time field value out of range: "wed 44060445:62.19095968"
        tstz_in|julian 2447185.8, 24:00:00 EST|ERR 22007: invalid input syntax for type timestamp with time zone: "julian 2447185.8, 24:00:00 EST"
        tstz_in|SAT, 23 march 2006BC|2006-03-23 00:00:00+00 BC
        tstz_in|Sept/25/44029 +15:59:59|44029-09-24 08:00:01+00
        tstz_in|2005-6-23t022923|2005-06-23 02:29:23+00
        tstz_in|09.05.74477, +14:59 BC|ERR 22008: timestamp out of range: "09.05.74477, +14:59 BC"
        tstz_in|4/12/92044 6:18 AM|92044-04-12 06:18:00+00
        tstz_in|19950813, 2:27 AM|1995-08-13 02:27:00+00
        tstz_in|19910125 08:39:00 CEST|1991-01-25 06:39:00+00
        tstz_in|1999-3-26 2:19:09AM|1999-03-26 02:19:09+00
        tstz_in||ERR 22007: invalid input syntax for type timestamp with time zone: ""
        tstz_in|on 08/26/70t124745 MSK|1970-08-26 09:47:45+00
        tstz_in|2071-161 004640.372|2071-06-10 00:46:40.372+00
        tstz_in|2007/6/7|2007-06-07 00:00:00+00
        tstz_in|2.187 4:15|ERR 22007: invalid input syntax for type timestamp with time zone: "2.187 4:15"
        tstz_in|t 6/9/48 16:12:43|ERR 22007: invalid input syntax for type timestamp with time zone: "t 6/9/48 16:12:43"
        tstz_in|28 FEB 426|0426-02-28 00:00:00+00
        tstz_in|780825 58:56|ERR 22008: date/time field value out of range: "780825 58:56"
        tstz_in|02048-015T6:41:15AM|2048-01-15 06:41:15+00
        tstz_in|J992467|1996-03-07 00:00:00+00 BC
        tstz_in|sep-20 7:28 AM|ERR 22007: invalid input syntax for type timestamp with time zone: "sep-20 7:28 AM"
        tstz_in|2072.5.1305:49:33 AD|ERR 22008: date/time field value out of range: "2072.5.1305:49:33 AD"
        tstz_in|Nov-17121758|ERR 22007: invalid input syntax for type timestamp with time zone: "Nov-17121758"
        tstz_in|wed 87519/9/4|ERR 22007: invalid input syntax for type timestamp with time zone: "wed 87519/9/4"
        tstz_in|40807, 3:57 pm +2:60|ERR 22009: time zone displacement out of range: "40807, 3:57 pm +2:60"
        tstz_in|11/1/3|2003-11-01 00:00:00+00
        tstz_in|1-2-3, 21:41:52|2003-01-02 21:41:52+00
        tstz_in|fri sep 12 2046allballs|2046-09-12 00:00:00+00
        tstz_in|2-december-2014 EST5EDT|2014-12-02 05:00:00+00
        tstz_in|1900-014 BST +AD|ERR 22007: invalid input syntax for type timestamp with time zone: "1900-014 BST +AD"
        tstz_in|1990/10/19|1990-10-19 00:00:00+00
        tstz_in|y56716m03d03|56716-03-03 00:00:00+00
        tstz_in|2068-056 24:00:00  -03:30|2068-02-26 03:30:00+00
        tstz_in|588-11207:55.|ERR 22007: invalid input syntax for type timestamp with time zone: "588-11207:55."
        tstz_in|Thurs, 23 december 2002 2357IST|2002-12-23 21:57:00+00
        tstz_in|y28m12d01 03:35:22.242100Foo|ERR 22007: invalid input syntax for type timestamp with time zone: "y28m12d01 03:35:22.242100Foo"
        tstz_in|591017 20:23:30|2059-10-17 20:23:30+00
        tstz_in|mon, 0 jul 2019 02:33:56 Japan|ERR 22007: invalid input syntax for type timestamp with time zone: "mon, 0 jul 2019 02:33:56 Japan"
        tstz_in|august-6|ERR 22007: invalid input syntax for type timestamp with time zone: "august-6"
        tstz_in|1997.060 GMT-2|1997-02-28 22:00:00+00
        tstz_in|870707 2:22:26AMamerica/new_york|ERR 22023: time zone "amamerica/new_york" not recognized
        tstz_in|16august999AD|0999-08-16 00:00:00+00
        tstz_in|67072722:34:07|ERR 22008: date/time field value out of range: "67072722:34:07"
        tstz_in|weds June 3 2048 t063349zulu|2048-06-03 06:33:49+00
        tstz_in|CEST2014-Sept|ERR 22007: invalid input syntax for type timestamp with time zone: "CEST2014-Sept"
        tstz_in|4-028 065921.705648 Foo|ERR 22007: invalid input syntax for type timestamp with time zone: "4-028 065921.705648 Foo"
        tstz_in|January 21, 58663  1433|58663-01-21 14:33:00+00
        tstz_in|2002.3.17 170741|2002-03-17 17:07:41+00
        tstz_in|3:13:44pm910-133|ERR 22007: invalid input syntax for type timestamp with time zone: "3:13:44pm910-133"
        tstz_in|Tuesday december 1 5 10:59:11|2005-12-01 10:59:11+00
        tstz_in|march 13, 65986T02:14:33.|65986-03-13 02:14:33+00
        tstz_in|mon, 18 Sept 20092317 MET DST|ERR 22007: invalid input syntax for type timestamp with time zone: "mon, 18 Sept 20092317 MET DST"
        tstz_in|wedsjul 7, 49 9:59:25pm|ERR 22007: invalid input syntax for type timestamp with time zone: "wedsjul 7, 49 9:59:25pm"
        tstz_in|1997.5.23|1997-05-23 00:00:00+00
        tstz_in|77751-02-25AD|77751-02-25 00:00:00+00
        tstz_in|+0206-12-2014 16:04:55.822473|ERR 22009: time zone displacement out of range: "+0206-12-2014 16:04:55.822473"
        """#
}
