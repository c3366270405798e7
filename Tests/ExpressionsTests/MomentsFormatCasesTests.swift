import Testing

@Suite("What formats print and read as in PostgreSQL 15")
struct MomentsFormatCasesTests {
    @Test("Every result is PostgreSQL's", arguments: MomentsCases.functions(in: Self.table))
    func agrees(function: String) { MomentsCases.check(function, in: Self.table) }

    /// Function, arguments and the result PostgreSQL 15.18 gave, a case a line.
    static let table = #"""
        char_iv|15 hours 2 minutes 12 seconds|HH24:MI:SS|15:02:12
        char_iv|1 year 2 mons|Month|ERR 22007: invalid format specification for an interval value
        char_iv|-175 years -5 mons 385 days 7:41:57.012382|a.m. FMdd:|a.m. 385:
        char_iv|-152 years -3 mons 91 days 23:44:13.656649|FMDDDthxFF2x|-54719thx65x
        char_iv|174 years -8 mons -12 days 49:13:53.065055|DDth,FF4-FMHH:|-12th,0650-1:
        char_iv|84 years 11 mons 102 days 5:15:03.538431|FMTMFF6THFMHH24TH""y,yyy Y,YYY y,|TM538431ST5TH0,084 0,084 4,
        char_iv|5 years 5 mons -95 days 4:28:04.956637|MS  fmHH24  |956  4  
        char_iv|189 years 8 mons 30 days 44:15:57.229021|fmYYSP sssss  YY|89 159357  89
        char_iv|143 years 7 mons -150 days 10:19:15.789073|FF6xFMCCx|789073x1x
        char_iv|92 years 3 mons 182 days 50:49:18.714188|fmdd/FMYYxSSSSTH:sssssHh24|182/92x182958TH:182958Hh24
        char_iv|-82 years -7 mons 193 days 46:35:32.623971|FMq,MSSP US7dddthé|-1,623 6239717-29537thé
        char_iv|-194 years 3 mons 26 days 46:54:45.032002|dd,FMFF3 TMAMthHh24FMHH24th7FMPMSP""|26,032 PMHh2446th7PM
        char_iv|80 years -7 mons -114 days -54:44:01.924012|FMTMccthRMx|TM00thV   x
        char_iv|35 years 10 mons -145 days 50:08:27.743822|yyy FMcc7|035 07
        char_iv|-55 years 2 mons -142 days -26:52:57.783441|TMFF3TH  yyy-FMTMhh:|-783RD  -054-TM-02:
        char_iv|-138 years -5 mons 277 days -41:47:28.533618|fmMI fmYY7YSP/HH12TH Qth:|-47 -387-8/-05TH -1st:
        char_iv|-95 years -11 mons -128 days 43:35:38.522230|FMHH/YYSP/pm-MI |7/-95/pm-35 
        char_iv|72 years 8 mons 162 days 57:25:57.282945|dd/A.M.,|162/A.M.,
        char_iv|126 years 7 mons -346 days 60:04:04.838680|QHh24fmfxé|3Hh24é
        char_iv|22 years 9 mons 323 days 49:51:51.540657|ff67|5406577
        char_iv|81 years 11 mons -95 days 40:03:43.143133|qTH-DDDSP,FF2/CCSP PM,|4TH-29395,14/00 PM,
        char_iv|172 years -7 mons 127 days -28:53:35.309703|y,yyyHh24fmff6thHh24|0,171Hh24-309703rdHh24
        char_iv|199 years -0 mons -117 days -24:49:06.724679|a.m.7TMCC"quo ted"TMq,|a.m.701quo ted,
        char_iv|99 years -11 mons 224 days 59:17:38.102829|US/FMTMSS|102829/T102S
        char_iv|124 years -10 mons 258 days 57:07:57.783161|fmCCthx|1stx
        char_iv|46 years -1 mons 399 days 57:13:02.172253|CC,pm:a.m.TH-|00,am:a.m.-
        char_iv|197 years 8 mons 250 days -0:42:14.896425|ff6th,|-896425th,
        char_iv|-124 years 11 mons 217 days 3:09:39.746938|yy:TMSSSSSFMTMssth.ff1  |-23:11379TM39th.7  
        char_iv|-199 years 3 mons 148 days 13:00:04.260453|FMddd""mm7|-71402-097
        char_iv|-39 years -10 mons 98 days -25:28:36.506959|TMmi7yyy"quo ted"FMTMrm""|-287-039quo tedTMiii 
        char_iv|-128 years 4 mons -338 days -33:10:42.629940|FMSS,ss-TMP.M.SPHh24hh12,|-42,-42-A.M.Hh24-09,
        char_iv|6 years 4 mons 244 days -47:35:42.028220|sssss TMRMSP""FF6th"quo ted"MIHh24|-171342 IV  -28220thquo ted-35Hh24
        char_iv|-140 years -6 mons -181 days -18:54:19.368832|FMsssss"quo ted"MI""TMmm |-68059quo ted-54-06 
        char_iv|6 years 3 mons 314 days 48:37:08.985893|ddéTMA.M.x|314éA.M.x
        char_iv|72 years -11 mons -240 days 10:06:09.514211|HH12FMFF5  |1051421  
        char_iv|-28 years -1 mons 16 days -51:04:52.027559|FMTMFXTH"quo ted"MM FMYYth:us-|TMquo ted-01 -28th:-27559-
        char_ts|2013-01-05 05:06:07.089|YYYY-MM-DD HH24:MI:SS.MS US|2013-01-05 05:06:07.089 089000
        char_ts|2013-01-05 05:06:07|FMDay, FMDD FMMonth YYYY|Saturday, 5 January 2013
        char_ts|2013-01-05 05:06:07|Day, DD  HH12:MI:SS|Saturday , 05  05:06:07
        char_ts|2013-01-05 15:06:07|HH12:MI am, DDth, FMDDTH|03:06 pm, 05th, 5TH
        char_ts|2013-01-01 00:00:00|IYYY-IW-ID IDDD Q J RM W WW CC|2013-01-2 002 1 2456294 I    1 01 21
        char_ts|infinity|YYYY|NULL
        char_ts|1907-03-28 17:16:37 BC|SSSSS/us""fmyyyythé|62197/0000001907thé
        char_ts|62755-08-02 21:02:34.860|YSP/TMy,yyyth  TMPM/TMhh  |5/62,755th  PM/09  
        char_ts|2043-03-10 16:16:45|FMTMyySP  HHx|TM43  04x
        char_ts|2061-02-28 03:31:25|Dth""ID:FMusxmonx|2nd1:000000xfebx
        char_ts|1902-12-05 15:40:18 BC|iyyyxIYY TMFF2 |1902x902 00 
        char_ts|7486-02-07 01:55:47.035|FMfxHh24FMTMI |Hh24T55 
        char_ts|9672-11-22 19:11:04.576800|MMSP:FMsssss |11:69064 
        char_ts|3627-08-26 21:34:02 BC|WWth7|34th7
        char_ts|1931-10-18 19:37:41.299|TMyy-TZM"quo ted"Y,YYY:IDDDA.D.  |31-00quo ted1,931:294A.D.  
        char_ts|2100-08-21 08:53:46.821374|fmHH""|8
        char_ts|2067-03-10 03:44:05.206631|TMA.M.éTMSSSSS:ddd/|A.M.é13445:069/
        char_ts|6172-11-12 16:42:07.822304|sssss |60127 
        char_ts|2068-02-23 18:31:18.016079|fmHH""AMTHfx/|6PM/
        char_ts|1906-05-15 09:17:40.846|FMmm""|5
        char_ts|9920-10-06 16:08:27.139|of-FMTMMonthth"quo ted"id""uséFMSS.|+00-T10onththquo ted3139000é27.
        char_ts|138385-08-09 17:24:48.687524|TMFF4TH""|6875TH
        char_ts|2046-03-12 18:53:11.424|MSTHéb.c.Hh24FMIDDDSP""TZ|424THéa.d.Hh2471
        char_ts|66162-05-11 11:47:08.079|ff17TZ:|07:
        char_ts|1989-10-26 22:53:08 BC|fmHHSP-Jé|10-995257é
        char_ts|1998-02-15 16:37:41.328|fmBCTHTMDDD  |AD046  
        char_ts|112141-02-21 01:10:30.345476|FMam7iyyy FMTMff6/FMIYYTH/TMPMTH|am7112141 TM345476/141ST/AM
        char_ts|2022-10-06 22:01:35.330|mi"quo ted"A.D.-|01quo tedA.D.-
        char_ts|2006-05-18 10:40:37|fmDY:MM  |THU:05  
        char_ts|2054-10-06 23:44:21.474|FF3TH,j:J,|474TH,2471547:2471547,
        char_ts|1958-11-03 10:29:30.521|MON/|NOV/
        char_ts|82839-04-14 10:01:20.181985|Y:q|9:2
        char_ts|1991-08-10 18:52:04.792570|hhéTZH-TMiy idddTHx|06é+00-91 223RDx
        char_ts|0726-10-28 18:15:17|TMhh24ccth7DAY |1808th7THURSDAY  
        char_ts|1989-08-22 10:40:40.933104|TMa.m.FMJ  FMTMPM iyythxTMid|a.m.2447761  TMAM 989thx2
        char_ts|2067-05-28 22:50:09.184 BC|cc P.M.,TMiyyy-|-21 P.M.,2067-
        char_ts|2011-08-18 06:42:05.718669|FMTMYYYSPxRM.y,yyyTH-FMTMiSP|TM011xVIII.2,011TH-TM1
        char_ts|1948-05-22 21:19:49.069114|fmff1:DDTHéi  |0:22NDé8  
        char_ts|3277-06-18 16:45:45.694|ww7FMTMDDDSP |257TM169 
        char_ts|153107-02-04 00:05:18.792550|tzhTH TZMSP.ss,|+00 00.18,
        char_ts|0838-10-02 08:05:56.139728|FMTMFF6 |TM139728 
        char_tstz|2013-01-05 05:06:07|TZ OF TZH:TZM tz|UTC +00 +00:00 utc
        char_tstz|1988-03-19 21:44:35|fmMONTHHh24fmiyHh24|MARCHHh2488Hh24
        char_tstz|2032-01-10 10:34:04.760|FMTMP.M.  SSSP7|TMA.M.  047
        char_tstz|1439-10-05 14:05:08.420|fmhh |2 
        char_tstz|2093-10-15 02:26:00.353963|mm"quo ted"FMWWth7|10quo ted42nd7
        char_tstz|8602-05-28 18:25:00|TMRM,ms""W,|V   ,0004,
        char_tstz|1919-10-08 17:31:15|id|3
        char_tstz|2085-08-11 22:37:20 BC|AM7YY TMSSTH:FMHH-FMTMff1.|PM785 20TH:10-TM0.
        char_tstz|1940-01-23 05:28:50.733644|mm-|01-
        char_tstz|1959-11-04 01:04:14|IDxhh12.|3x01.
        char_tstz|6048-10-06 17:49:12.934|dd-|06-
        char_tstz|6043-06-05 21:42:31.399526|IYTHéiSP,FMhh24th|43RDé3,21st
        char_tstz|33962-04-28 20:51:44.167475|yy,TMccSPxms |62,340x167 
        char_tstz|1955-11-11 12:29:31|HHTHxOF7FMidSP FMTMYYYYTH.|12THx+0075 TM1955TH.
        char_tstz|2081-12-07 09:47:53 BC|fmHHHh24|9Hh24
        char_tstz|2077-07-03 23:47:33|DAY""TMtzTHé|SATURDAY utcé
        char_tstz|1903-05-14 09:28:40.749063|FMFF4SP,|7490,
        char_tstz|8773-06-10 12:45:11|IDSP b.c.FMTZ |7 a.d.UTC 
        char_tstz|110847-05-18 23:40:32.206|FMIYYHh24|847Hh24
        char_tstz|3805-04-23 21:32:38|monthéTMA.M.TH,TMRMSP.|april    éP.M.,IV  .
        char_tstz|1912-04-28 18:51:12.197|yyy"quo ted"TMSS MONémmth"quo ted"|912quo ted12 APRé04thquo ted
        char_tstz|81103-08-12 00:49:15.943|TMrm  TMDé|viii  4é
        char_tstz|2029-08-01 23:28:02|TMj""FMTMY,FMTMUSSP iyy"quo ted"|2462350TM9,TM000000 029quo ted
        char_tstz|1972-11-14 04:11:26.729042|TMwSP PMthDy7|2 AMTue7
        char_tstz|2089-06-25 22:40:29|fmPM:FMTMam7IYYYéTMFF57FMTMDy""|PM:TMpm72089é000007TMSat
        char_tstz|1923-06-28 13:27:10|sssssTHxmsHh24|48430THx000Hh24
        char_tstz|113394-09-07 11:25:45|A.D.SP-FMTMi  |A.D.-TM4  
        char_tstz|2091-05-28 10:18:38.316|of7w-|+0074-
        char_tstz|132179-02-25 16:29:06.474881|AM,fmqéTMJ.FXTH7fmy |PM,1é49998504.79 
        char_tstz|2041-02-28 20:20:34.288444|yéFMTMYSP-TMSSSS  TMiddd |1éTM1-73234  060 
        char_tstz|2344-11-05 13:06:27.514|fxHh24TMsssss"quo ted"|Hh2447187quo ted
        to_date|05 Dec 2000|DD Mon YYYY|2000-12-05
        to_date|2013-366|YYYY-DDD|ERR 22008: date/time field value out of range: "2013-366"
        to_date|2012-366|YYYY-DDD|2012-12-31
        to_date|2013-02-30|YYYY-MM-DD|ERR 22008: date/time field value out of range: "2013-02-30"
        to_date|2013-W05-4|IYYY-"W"IW-ID|2013-01-31
        to_date|2013-01|YYYY-IW|ERR 22007: invalid combination of date conventions
        to_date|22716de3|YYYY"de"FMQ|22716-01-01
        to_date|20  IIde2062|DD  RM"de"YYYY|2062-02-20
        to_date|THU-10:Mar  35095|Dy-FMDD:Mon--YYYY|35095-03-10
        to_date|10376/.1 - 226|yyyy/fx.Q FMiyy|ERR 22007: invalid combination of date conventions
        to_date|january-08T78394T06-57AM|Month, DD"T"YYYYTFMHH12"T"MI"de"FMAM|78394-01-08
        to_date|48T18 - 279702|TZM"T"iwyyyyFF1|ERR 22007: invalid combination of date conventions
        to_date|Month 28xmayx10819|DyTH-FMDD"T"Mon:YYYY|ERR 22007: invalid value "th" for "DD"
        to_date|1972th:158|IYYYth:IDDD|1972-06-08
        to_date|09--04-35.461|FMMM--DD-YY.IYY|ERR 22007: invalid combination of date conventions
        to_date|20320-01th-14.1541 29/243504st -05--54|FMYYYY.MMTH-DD.HH24MI FMSS/USth TZH, TZM|20320-01-14
        to_date|  19898|SSSSS|0001-01-01 BC
        to_date|2,029 08|Y,YYY FMMM|2029-08-01
        to_date|1,818, 03|Y,YYY, MM|1818-03-01
        to_date|90789--05T8de509-22|YYYY--MMTDD"de"HH24MI-SS|ERR 22008: date/time field value out of range: "90789--05T8de509-22"
        to_date|1979 525nd|IYYY IWIDTH|1979-12-28
        to_date|xmarch|xmonth|0001-03-01 BC
        to_date|OctoberT1799999, 11T41-AM|Month"T"DDYYYY, HH12TMI-AM|ERR 22007: invalid combination of date conventions
        to_date|0413-52nd|FMMMDD-YYth|ERR 22007: invalid value "nd" for "YY"
        to_date|octobernd 15T48001:1 37 - pm|Monthth DD"T"YYYY:HH12 MI/AM|ERR 22007: invalid value "nd" for "DD"
        to_date|33913, 249|YYYY, DDD|33913-09-06
        to_date|-2047T36--5th|FMIYYY"T"IW--FMIDTH|2047-09-10 BC
        to_date|03T5de6/2022|MM"T"W"de"FF1/iyyy|ERR 22007: invalid combination of date conventions
        to_date|07-Mar-1961|FXDD-Mon-YYYY|1961-03-07
        to_date|b.c.  46502de2338440nd|FXFMB.C.-yyyy"de"jth|1690-04-30
        to_date|196412|YYYYWW|1964-03-18
        to_date|7 022|Y"T"FMDDD|2007-01-22
        to_date|11/ 23.0|FMMM--DD.YY|2000-11-23
        to_date|Novemberde05:-5 - 50|FMMonth"de"ww:FMff1ww|ERR 22007: invalid value "- " for "ww"
        to_date|2  13/14  11|W  CC/CC  HH|ERR 22007: conflicting values for "CC" field in formatting string
        to_date|1987-072156662|FMYYYY--MMDD-SSSSS|ERR 22008: date/time field value out of range: "1987-072156662"
        to_date|FEB.819|MON.FF3|0001-02-01 BC
        to_date|64245/11de2|YYYY/MM"de"W|64245-11-08
        to_date|9365|Y, FMDDD|9365-01-01
        to_date|22th|hh24TH|0001-01-01 BC
        to_date|97514-07 13--18-52:24x510|YYYY-MMTDD--HH24-MI:SSMS|ERR 22007: invalid value "x51" for "MS"
        to_date|20--II.1982|DD--RM.YYYY|1982-02-20
        to_date|12 - 08-85|MMTFMDD/YY|ERR 22007: invalid value "- " for "DD"
        to_date|28  iv2040|DD RMYYYY|2040-04-28
        to_date|2407131|J|1878-05-26
        to_date|67614x0722de12-28T09|YYYYMMFMDD"de"HH24-MITSS|ERR 22007: invalid value "4x" for "MM"
        to_date| 3ndde120|IYYYTH"de"IDDD|0003-04-28
        to_date|APRILx5993  16|MONTHyyyd  YY|ERR 22007: invalid value "x59" for "yyy"
        to_date|2390140, 6--7.WEDst|j, FMHH24--id.dyth|ERR 22007: conflicting values for "dy" field in formatting string
        to_date|57--1365|TZM"de"HH24TIDDD|ERR 22008: date/time field value out of range: "57--1365"
        to_date|6/ii.84030|FMDD/RM.YYYY|84030-02-06
        to_date|-2052 08/ 2|YYYY  MM.W|2052-08-08 BC
        to_date|2035, 12 19--63868|YYYY, FMMMTDD--SSSSS|2035-12-19
        to_date|10th/25st--79|MMth/DDTH-FMYY|1921-10-25
        to_date|fri:06stMay1963th, Sunday|Dy:FMDDth:FMMonYYYYTH, Day|ERR 22007: conflicting values for "Day" field in formatting string
        to_date|3/037st/Sep|Y/DDDth/Mon|2003-09-06
        to_date|1930de007-4th0|FXIYYY"de"FMIW-FMIDth|1930-02-13
        to_date|-3deA.D. 01|tzh"de"A.D. HH|0001-01-01 BC
        to_date|199509-2|YYYYMM/W|1995-09-08
        to_date|MON10  nov.2087/ saturday|FMDyDD  Mon.YYYY-DAY|ERR 22007: conflicting values for "DAY" field in formatting string
        to_date|1930-07T06--07-0, 59T397th|YYYY.MMTFMDD--HH24 MI, SSTMSTH|1930-07-06
        to_date|2368562, 28|J, IY|1772-10-19
        to_date|  2318055|J|1634-07-08
        to_date|13-71st|CC-FMYYth|1271-01-01
        to_date|15.43de18|CC.YY"de"IW|ERR 22007: invalid combination of date conventions
        to_date|77807, 05|YYYMM, DD|1778-07-05
        to_ts|2013-01-05 13:06|YYYY-MM-DD HH12:MI|ERR 22007: hour "13" is invalid for the 12-hour clock
        to_ts|2000    JUN|YYYY MON|2000-06-01 00:00:00+00
        to_ts|2000    JUN|FXYYYY MON|ERR 22007: invalid value "" for "MON"
        to_ts|2013-01-05 05:06:07.089 +02|YYYY-MM-DD HH24:MI:SS.MS TZH|2013-01-05 03:06:07.089+00
        to_ts|2013-01-05|TZ|ERR 0A000: formatting field "TZ" is only supported in to_char
        to_ts|798de12/ 26|YYY"de"MMFMDD|ERR 22007: invalid value "/ " for "DD"
        to_ts|MONDAYst/107T691602.12|DayTH/IYYTff6.iw|ERR 22007: invalid value "st/" for "IYY"
        to_ts|58392--2|YYYY--Q|58392-01-01 00:00:00+00
        to_ts|32756298|FMYYYYDDD|ERR 22008: timestamp out of range
        to_ts|51823x|FF5|0001-01-01 00:00:00.51823+00 BC
        to_ts|July, 08T64160-04 - 58nd/ pm|Month, DDTYYYY-HH12 MIth/FMAM|64160-07-08 16:58:00+00
        to_ts|1928 12/ 03th1008-58, 638|YYYY MM--DDthHH24MI-SS, MS|1928-12-03 10:08:58.638+00
        to_ts|653727633st|FF6MSTHfx|ERR 22008: date/time field value out of range: "653727633st"
        to_ts|2007nd--18|FMYYYYth--WW|2007-04-30 00:00:00+00
        to_ts| 81978T44st| YYYY"T"WWth|81978-10-29 00:00:00+00
        to_ts|6961044|FMy, FF6|ERR 22008: timestamp out of range
        to_ts|SEP  24stT6--friday|mon FMDDTH"T"CCDAY|ERR 22007: invalid value "--friday" for "DAY"
        to_ts|64657T07.19|YYYYTMM.DD|64657-01-07 00:00:00+00
        to_ts|185512th-3|YYYYFMMMth-W|1855-12-15 00:00:00+00
        to_ts|86520, 08|YYYY, FMWW|86520-02-19 00:00:00+00
        to_ts|november-21st 87473  2---5-AM|Month-DDth YYYYTHH12--MI-AM|ERR 22007: hour "0" is invalid for the 12-hour clock
        to_ts|FRI/05-julT28304th|Dy/DD-MonTYYYYTH|28304-07-05 00:00:00+00
        to_ts|P.M.|FMP.M.|ERR 22007: hour "0" is invalid for the 12-hour clock
        to_ts|1936/ 307|YYYY:DDD|1936-11-02 00:00:00+00
        to_ts|19415-6 - 231/19.37|YYYY-MM"T"DDHH24/MI.SS|ERR 22007: invalid value "- " for "DD"
        to_ts|6 AD |CC BC|0501-01-01 00:00:00+00
        to_ts|206002, 26-60051|YYYYMM, DD-SSSSS|2060-02-26 16:40:51+00
        to_ts|  8/ 13x22|MMDDYY|ERR 22007: invalid value "8/" for "MM"
        to_ts|18/ FEB--2057|DDTFMMon--YYYY|2057-02-18 00:00:00+00
        to_ts|10|WW|ERR 22007: cannot calculate day of year without year information
        to_ts|18815/07, 15|FMYYYY/MM, FMDD|18815-07-15 00:00:00+00
        to_ts| 21AD|CC/BC|2001-01-01 00:00:00+00
        to_ts|4466802T20-AD|YYYYMM"T"DD-FMBC|ERR 22008: date/time field value out of range: "4466802T20-AD"
        to_ts|x14/bc|xCC/BC|1400-01-01 00:00:00+00 BC
        to_ts|340: - 240|ms:FMfx"de"iddd|ERR 22007: cannot calculate day of year without year information
        to_ts|35150:06/22|YYYY:MM/DD|35150-06-22 00:00:00+00
        to_ts|2,44910|Y,YYYFMMM|2449-10-01 00:00:00+00
        to_ts|2,289:12|FMY,YYY:MM|2289-12-01 00:00:00+00
        to_ts|-5:10-16st|YYY:MM--DDth|1995-10-16 00:00:00+00
        to_ts|7532, 114|YYYY, MMFMW|7532-11-22 00:00:00+00
        to_ts|xstT27/23|MMth"T"FMDD/YY|ERR 22007: invalid value "xs" for "MM"
        to_ts|2020 17  3|FMIYYY FMIW  ID|2020-04-22 00:00:00+00
        to_ts|2326892|FMJ|1658-09-17 00:00:00+00
        to_ts|2014.09 - 5|YYYY.FMMM-W|2014-09-29 00:00:00+00
        to_ts|2054, 245th|IYYY, IDDDth|2054-08-30 00:00:00+00
        to_ts|-1905T12  4|YYYYTMM  W|ERR 22008: date/time field value out of range: "-1905T12  4"
        to_ts|7bc|CCBC|0700-01-01 00:00:00+00 BC
        to_ts|P.M.de1,420, 11|P.M."de"y,yyy, MMFX|ERR 22007: hour "0" is invalid for the 12-hour clock
        to_ts|566454|US|0001-01-01 00:00:00.566454+00 BC
        to_ts|35nd-Julyth|FXFMMIth-MONTHTH|0001-07-01 00:35:00+00 BC
        to_ts|Sun--02, JUN-10554/ 1th|-FMDy--DD, Mon-YYYYHH24TH|1055-06-02 04:00:00+00
        to_ts|13838 09, 16-54844|YYYY MM, DD-SSSSS|13838-09-16 15:14:04+00
        to_ts|1956, 10|FF4, MM|0001-10-01 00:00:00.1956+00 BC
        to_ts|542706T11 6T49-35:728550th, -05 05|YYYYMM"T"DD HH24TMI-FMSS:USTH, TZHTZM|ERR 22007: invalid value "6T" for "HH24"
        to_ts|FEBRUARY  25nd  1927/ 05T58 pm|Month DDTH  YYYY.HH12"T"MI AM|1927-02-25 17:58:00+00
        to_ts|1937  09de27, 7374657|FMYYYY.MM"de"DD, SSSSSyy|ERR 22007: conflicting values for "yy" field in formatting string
        to_ts|6430.022|YYYY.FMDDD|6430-01-22 00:00:00+00
        to_ts|AD:|BC:fx|0001-01-01 00:00:00+00 BC
        to_ts|17048-04, 07  18-19/49|YYYY-MM, DD.HH24, MI/FMSS|17048-04-07 18:19:49+00
        to_ts|353.2--AD|FF3.Q--BC|0001-01-01 00:00:00.353+00 BC
        to_ts|1TJulyth  AM, MONDAY|WTFMmonthth  pm, Day|ERR 22007: invalid value "th" for "pm"
        to_ts|22757 07--19T1de34T42st-593st|FMYYYY FMMM--FMDD"T"HH24"de"FMMI"T"SSTH"de"MSTH|22757-07-19 01:34:42.93+00
        to_ts|03bc|CCBC|0300-01-01 00:00:00+00 BC
        to_ts|10-85|CC-YY|0985-01-01 00:00:00+00
        to_ts|21:14|CC:YY|2014-01-01 00:00:00+00
        to_ts|2093th-69610|IYYYTH-SSSS|2093-01-01 19:20:10+00
        to_ts|05T86|CCTFMYY|0486-01-01 00:00:00+00
        to_ts|3nd/ bc0|CCth:BC|0300-01-01 00:00:00+00 BC
        to_ts|18.57|CC.YY|1757-01-01 00:00:00+00
        to_ts|35407st  05, 5T03/ 46x33241752:-05-58|YYYYth  FMMM, DD"T"HH24FMMI  FMSSFMUS:TZH-FMTZM|ERR 22007: invalid value "/ " for "MI"
        to_ts|25877  07, 04  bc|YYYY  MM, DD--BC|ERR 22008: timestamp out of range
        to_ts|2,988T04|Y,YYYTMM|2988-01-01 00:00:00+00
        to_ts|2348857th|JTH|1718-11-07 00:00:00+00
        to_ts|14 Dec--250000|DD MonYYYY|ERR 22007: invalid value "--25" for "YYYY"
        to_ts|1,72112|Y,YYYMM|1721-12-01 00:00:00+00
        to_ts|Marchst.63121.1-58 +7|MonthDDth.YYYY.HH12-MI FMAM|ERR 22007: invalid value "st" for "DD"
        to_ts|8359T4T2|YYYYTFMMM"T"DD|8359-04-02 00:00:00+00
        to_ts|51687 - 11T05|YYYY  MM"T"DD|51687-11-05 00:00:00+00
        to_ts|APRIL 11-1972  11st, 39:AMnd|Month DDFMYYYY  HH12th, MI:AMTH|1972-04-11 11:39:00+00 BC
        to_ts|717/ 00--75 trailing|IYYIY--FMyy|ERR 22007: invalid value "/ " for "IY"
        to_ts|+7/10th/18|YYYY/MMth/FMDD|0007-10-18 00:00:00+00
        to_ts|41913T05:19T1716st/ 54 100150--+16-46|FXFMYYYY"T"FMMM:DD"T"HH24MITHSS US--TZH-TZM|ERR 22007: invalid value "/ " for "SS"
        to_ts|007-25--88th|MM-DD"de"YYTH|1988-07-25 00:00:00+00
        to_ts|a.m.11  02|P.M.FMDD  MI|ERR 22007: hour "0" is invalid for the 12-hour clock
        to_ts|2044de-5th 19-5st 10T10/335nd|YYYY"de"MMth DD-FMHH24TH MI"T"SS/MSTH|ERR 22008: date/time field value out of range: "2044de-5th 19-5st 10T10/335nd"
        to_ts|2399562|FMJ|1857-09-04 00:00:00+00
        to_ts|20T+00--XI|FMssTOF--rm|ERR 0A000: formatting field "OF" is only supported in to_char
        to_ts|8--bc0|CC--FMBC|0800-01-01 00:00:00+00 BC
        to_ts|75563th, 03.11|YYYYTH, MM.DD|75563-03-11 00:00:00+00
        to_ts|01|MM|0001-01-01 00:00:00+00 BC
        to_ts|2423908th|Jth|1924-05-02 00:00:00+00
        to_ts|03 1,167nd|FXtzhy,yyyth|1166-12-31 21:00:00+00
        to_ts|2402370|J|1865-05-13 00:00:00+00
        to_ts|1900 - 53 - 4st|IYYY.FMIW:FMIDth|1901-01-03 00:00:00+00
        to_ts|1960, 1008|YYYY, MMDD|1960-10-08 00:00:00+00
        to_ts|1925de13nd 2|IYYY"de"IWth FMID|1925-03-24 00:00:00+00
        to_ts|0259|CCFMYY|0159-01-01 00:00:00+00
        to_ts|68655-02, 22 - AD|YYYY-MM, DD"de"BC|68655-02-22 00:00:00+00
        to_ts|05:03, 38|MM:DD, FMYY|2038-05-03 00:00:00+00
        to_ts|1954 04--21--78262|YYYY MM--DD--SSSSS|1954-04-21 21:44:22+00
        to_ts|18st--24|CCTH:YY|1776-01-01 00:00:00+00
        to_ts|33237de10  1444777|YYYY"de"MM  DDSSSSS|33237-10-14 12:26:17+00
        to_ts|5676-09th - 25-2120--57st471|YYYY-MMTH--DD-HH24MI--SSTHMS|5676-09-25 21:20:57.471+00
        """#
}
