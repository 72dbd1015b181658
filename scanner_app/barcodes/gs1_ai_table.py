"""The facts of every GS1 application identifier, as a table.

One row an identifier or range, five columns separated by "|":

1. the identifier, or first and last of a range; "." behind it: its length is predefined, so that
   no separator follows;
2. the components: character set (N digits, X CSET 82, Y CSET 39, Z file-safe base 64) with length
   or "..longest", in square brackets if optional, and behind ":" the rules of content joined by "+";
3. what it needs beside it: requirements separated by blanks, alternatives by "/", all of a group
   by "+"; "n" stands for any digit;
4. what must not stand beside it;
5. its place in a Digital Link: "data" may stand in the query, "key" opens the path, "key:a,b" with
   qualifiers in that order, ";" between alternative orders, "path" is allowed in the path only.

Source: GS1 General Specifications and GS1 Barcode Syntax Dictionary, state of January 2026.
"""

from typing import Final

_GOODS: Final = "01/02/8006/8026"
_GOODS_OR_MADE_TO_ORDER: Final = "01/02/03/8006/8026"
_MEASURE: Final = "30/31nn/32nn/35nn/36nn"

_IDENTITY: Final = f"""
00.|N18:csum+key2|||data key
01.|N14:csum+key2||255/37|data key:22,10,21;235
02.|N14:csum+key2|37|01/03|data
03.|N14:csum+key2||01/02/37|path
10|X..20|{_GOODS_OR_MADE_TO_ORDER}||data
11.|N6:yymmd0|{_GOODS_OR_MADE_TO_ORDER}||data
12.|N6:yymmd0|8020||data
13.|N6:yymmd0|{_GOODS_OR_MADE_TO_ORDER}||data
15.|N6:yymmd0|{_GOODS_OR_MADE_TO_ORDER}||data
16.|N6:yymmd0|{_GOODS_OR_MADE_TO_ORDER}||data
17.|N6:yymmd0|01/02/03/255/8006/8026||data
20.|N2|{_GOODS}||data
21|X..20|01/03/8006|235|path
22|X..20|01||path
235|X..28|01||path
240|X..30|{_GOODS}||data
241|X..30|{_GOODS}||data
242|N..6|{_GOODS}||data
243|X..20|01||data
250|X..30|01/8006 21||data
251|X..30|01/8006||data
253|N13:csum+key1 [X..17]|||data key
254|X..20|414||path
255|N13:csum+key1 [N..12]||01/02/415/8006/8020/8026|data key
30|N..8|01/02||data
37|N..8|00 02/8026||data
"""

_TRADE_MEASURES: Final = (
    "310 311 312 313 314 315 316 320 321 322 323 324 325 326 327 328 329 "
    "350 351 352 356 357 360 361 364 365 366"
)
_LOGISTIC_MEASURES: Final = (
    "330 331 332 333 334 335 336 340 341 342 343 344 345 346 347 348 349 "
    "353 354 355 362 363 367 368 369"
)

_MONEY: Final = f"""
3900-3909|N..15|255/8020|390n/391n/394n/8111|data
3910-3919|N3:currency N..15|8020|391n|data
3920-3929|N..15|01 {_MEASURE}|392n/393n|data
3930-3939|N3:currency N..15|{_MEASURE}|393n|data
3940-3943|N4|255|394n/8111|data
3950-3955|N6|{_MEASURE}|392n/393n/395n/8005|data
"""

_PLACES: Final = """
400|X..30|||data
401|X..30:key1|||data key
402|N17:csum+key1|||data key
403|X..30|00||data
410-413.|N13:csum+key1|||data
414.|N13:csum+key1|||data key:254;7040
415.|N13:csum+key1|8020||data key:8020
416.|N13:csum+key1|||data
417.|N13:csum+key1|||data key:7040
420|X..20||421|data
421|N3:country X..9||4307|data
422|N3:country|01/02/8006/8026|426|data
423|N3:country [N3]:country [N3]:country [N3]:country [N3]:country|01/02|426|data
424|N3:country|01/02|426|data
425|N3:country [N3]:country [N3]:country [N3]:country [N3]:country|01/02|426|data
426|N3:country|01/02||data
427|X..3|01/02 422||data
4300-4301|X..35:percent|00||data
4302|X..70:percent|00||data
4303|X..70:percent|4302||data
4304-4306|X..70:percent|00||data
4307|X2:country-letters|00||data
4308|X..30|00||data
4309|N10:latitude N10:longitude|00||data
4310-4311|X..35:percent|00||data
4312|X..70:percent|00||data
4313|X..70:percent|4312||data
4314-4316|X..70:percent|00||data
4317|X2:country-letters|00||data
4318|X..20|00||data
4319|X..30|00||data
4320|X..35:percent|00||data
4321-4323|N1:yes-no|00||data
4324-4325|N6:yymmd0 N4:hhmi|00||data
4326|N6:yymmdd|00||data
4330|N6 [X1]:hyphen|00|4331|data
4331|N6 [X1]:hyphen|00|4330|data
4332|N6 [X1]:hyphen|00|4333|data
4333|N6 [X1]:hyphen|00|4332|data
"""

_SPECIAL: Final = """
7001|N13|01/02/8006/8026||data
7002|X..30|01/02||data
7003|N6:yymmdd N4:hhmi|01/02||data
7004|N..4|01 10||data
7005|X..12|01/02||data
7006|N6:yymmdd|01/02||data
7007|N6:yymmdd [N6]:yymmdd|01/02||data
7008|X..3|01/02||data
7009|X..10|01/02||data
7010|X..2|01/02||data
7011|N6:yymmdd [N4]:hhmi|01/02||data
7020|X..20|01/8006 416||data
7021|X..20|01/8006||data
7022|X..20|7021||data
7023|X..30:key1|||data
7030-7039|N3:country-or-999 X..27|01/02||data
7040|N1 X1 X1 X1:importer-index|||path
7041|X..4:package-type|00||path
710-717|X..20|01||data
7230-7239|X2 X..28|01/8004||data
7240|X..20|01/8006||data
7241|N2:media-type|8017/8018||data
7242|X..25|8017/8018||data
7250|N8:yyyymmdd|8018|7251|data
7251|N8:yyyymmdd N4:hhmi|8018|7250|data
7252|N1:sex|8018||data
7253-7254|X..40:percent|8017/8018|7256/7259|data
7255|X..10|8017/8018|7256/7259|data
7256|X..90:percent|8017/8018||data
7257|X..70:percent|8018||data
7258|X3:position-of-total|8018+7259||data
7259|X..40:percent|8018|7256|data
8001|N4:nonzero N5:nonzero N3:nonzero N1:winding N1|01||data
8002|X..20|||data
8003|N1:zero N13:csum+key1 [X..16]|||data key
8004|X..30:key1|||data key:7040
8005|N6|01/02||data
8006|N14:csum+key2 N4:piece-of-total||01/37|data key:22,10,21
8007|X..34:iban|415||data
8008|N6:yymmdd N2:hh [N2]:mi [N2]:ss|01/02||data
8009|X..50|00/01||data
8010|Y..30:key1|||data key:8011
8011|N..12:no-zero-prefix|8010||path
8012|X..20|01/8006||data
8013|X..25:check-pair+key1|||data key
8014|X..25:check-pair+key1+has-nondigit|01||path
8017|N18:csum+key1||8018|data key:8019
8018|N18:csum+key1||8017|data key:8019
8019|N..10|8017/8018||path
8020|X..25|415||path
8026|N14:csum+key2 N4:piece-of-total|37|02/8006|data
8030|Z..90|00/01+21/253/255/8003/8004/8006+21/8010+8011/8017/8018||data
8040-8041|N15|||data
8042|N32|||data
8043|N18 [N..2]|||data
8110|X..70:coupon|||data
8111|N4|255||data
8112|X..70:offer-coupon|||data
8200|X..70|01||path
90|X..30|||data
91-99|X..90|||data
"""


def _measures() -> str:
    """Write out the measures: four digits, the last one says the decimal places."""
    groups = ((_TRADE_MEASURES, "01/02"), (_LOGISTIC_MEASURES, "00/01"), ("337", "01"))
    return "\n".join(
        f"{family}0-{family}5.|N6|{needs}|{family}n|data"
        for families, needs in groups
        for family in families.split()
    )


ROWS: Final = tuple(
    row
    for part in (_IDENTITY, _measures(), _MONEY, _PLACES, _SPECIAL)
    for row in part.split("\n")
    if row
)
"""Every row of the table."""
