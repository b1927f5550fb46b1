"""How the same thing gets written otherwise: widths, kana, characters, dates, addresses, Roman letters.

These are the habits of insurers' and municipalities' systems, written down here by hand and on purpose not taken from
the tables
that judge them.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_HALF_KANA = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
_HALF_MARKS = {"\u3099": "ﾞ", "\u309a": "ﾟ", "　": " ", "・": "･"}
_LARGE = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
_LEVEL_1, _LEVEL_2 = b"\x81", b"\x98\x9f"
"""Where the characters of the first level of JIS begin and end in CP932."""
_FULL_WAREKI = 4
_KANJI_DIGITS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "　"})
_ERAS = (("令和", "R", 5, date(2019, 5, 1)), ("平成", "H", 4, date(1989, 1, 8)), ("昭和", "S", 3, date(1926, 12, 25)),
         ("大正", "T", 2, date(1912, 7, 30)), ("明治", "M", 1, date(1868, 1, 25)))  # fmt: skip

COMMON_FORMS = {
    "髙": "高", "﨑": "崎", "𠮷": "吉", "邊": "辺", "邉": "辺", "澤": "沢", "齋": "斎", "齊": "斉", "廣": "広", "濱":
    "浜", "濵": "浜",
    "櫻": "桜", "國": "国", "眞": "真", "惠": "恵", "榮": "栄", "德": "徳", "黑": "黒", "栁": "柳", "嶋": "島", "槇":
    "槙", "檜": "桧", "龍": "竜",
}  # fmt: skip
"""Uncommon characters and the form that systems without them store (JIS 包摂, 正字・俗字, 康熙字典体)."""

HOMOPHONES = {
    "恵": "啓", "裕": "祐", "弘": "宏", "浩": "博", "幸": "行", "孝": "隆", "明": "昭", "智": "知", "淳": "順", "史":
    "志",
    "雄": "夫", "司": "志", "美": "実", "香": "佳", "奈": "菜", "里": "理", "斎": "斉", "齋": "齊", "正": "政", "和":
    "一",
    "由": "有", "真": "麻", "英": "秀", "信": "伸", "之": "行", "敏": "俊", "義": "良", "中": "仲", "本": "元", "藤":
    "東",
}  # fmt: skip
"""Other characters of the same sound: what a conversion slip leaves. No official table joins them."""


def is_ordinary(text: str) -> bool:
    """Tell whether a name has only characters of JIS level 1 that are nobody's uncommon form: no 異体字 is among them.

    >>> is_ordinary("桜子"), is_ordinary("櫻子")
    (True, False)
    """
    return common_form(text) == text and all(
        _LEVEL_1 <= letter.encode("cp932", "replace") < _LEVEL_2 for letter in text
    )


def half_width_kana(text: str) -> str:
    """Return katakana as 半角カナ.

    >>> half_width_kana("ジョージ　ヤマダ")
    'ｼﾞｮｰｼﾞ ﾔﾏﾀﾞ'
    """
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(_HALF_KANA.get(letter) or _HALF_MARKS.get(letter, letter) for letter in decomposed)


def large_kana(text: str) -> str:
    """Return katakana with the small letters written large, as old registers stored them.

    >>> large_kana("ショウイチ")
    'シヨウイチ'
    """
    return text.translate(_LARGE)


def hiragana(text: str) -> str:
    """Return katakana as hiragana.

    >>> hiragana("サトウ　ハナコ")
    'さとう　はなこ'
    """
    return "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in text)


def full_width(text: str) -> str:
    """Return ASCII letters, digits and signs in full width.

    >>> full_width("2-1-3")
    '２－１－３'
    """
    return text.translate(_FULL_WIDTH)


def common_form(text: str) -> str:
    """Return a name with every uncommon character replaced by the common form.

    >>> common_form("髙﨑")
    '高崎'
    """
    return "".join(COMMON_FORMS.get(letter, letter) for letter in text)


def in_jis(letter: str) -> bool:
    """Tell whether JIS X 0208 (levels 1 and 2) has a character: 澤 and 邊 are in it, 髙 and 𠮷 are not.

    >>> [in_jis(letter) for letter in "澤髙"]
    [True, False]
    """
    try:
        letter.encode("iso2022_jp")
    except UnicodeEncodeError:
        return False
    return True


def jis_form(text: str) -> str:
    """Return a name as a system that holds only JIS levels 1 and 2 stores it.

    >>> jis_form("髙澤")
    '高澤'
    """
    return "".join(letter if in_jis(letter) else COMMON_FORMS.get(letter, letter) for letter in text)


def kanji_number(value: int) -> str:
    """Return a number below 10,000 in kanji.

    >>> kanji_number(1203), kanji_number(10), kanji_number(21)
    ('千二百三', '十', '二十一')
    """
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十")):
        count, value = divmod(value, unit)
        if count:
            text += ("" if count == 1 else _KANJI_DIGITS[count]) + sign
    return text + (_KANJI_DIGITS[value] if value else "")


def wareki(day: date, form: int) -> str:
    """Return a date in one of five Japanese notations, numbered from 0.

    >>> [wareki(date(1985, 1, 2), form) for form in range(5)]
    ['昭和60年1月2日', 'S60.1.2', 'S600102', '3600102', '昭和６０年０１月０２日']
    >>> wareki(date(2019, 5, 1), 0)
    '令和元年5月1日'
    """
    name, letter, digit, start = next(era for era in _ERAS if day >= era[3])
    year, month, number = day.year - start.year + 1, day.month, day.day
    if form == 0:
        return f"{name}{'元' if year == 1 else year}年{month}月{number}日"
    if form == 1:
        return f"{letter}{year}.{month}.{number}"
    if form < _FULL_WAREKI:
        return f"{letter if form == 2 else digit}{year:02d}{month:02d}{number:02d}"  # noqa: PLR2004
    return full_width(f"{name}{year:02d}年{month:02d}月{number:02d}日")


def era_of(day: date) -> tuple[str, int]:
    """Return the era's first year minus one and the year inside it, for slips between eras.

    >>> era_of(date(1985, 1, 2))
    ('昭和', 60)
    """
    name, _, _, start = next(era for era in _ERAS if day >= era[3])
    return name, day.year - start.year + 1


def narrow(text: str) -> str:
    """Return full-width digits, letters and spaces in half width.

    >>> narrow("３丁目１２番　コーポ桜２０３号室")
    '3丁目12番 コーポ桜203号室'
    """
    return "".join(
        chr(ord(letter) - 0xFEE0) if "！" <= letter <= "～" else " " if letter == "　" else letter for letter in text
    )


def hyphen_address(text: str) -> str:
    """Return an address with its numbers joined by hyphens.

    >>> hyphen_address("千葉県松戸市新松戸３丁目１２番５号　コーポ桜２０３号室")
    '千葉県松戸市新松戸3-12-5 コーポ桜203'
    >>> hyphen_address("新潟県新発田市宮古木3001番地2"), hyphen_address("新潟県新発田市宮古木3001番地")
    ('新潟県新発田市宮古木3001-2', '新潟県新発田市宮古木3001')
    """
    text = re.sub(r"(\d+)丁目(\d+)番(\d+)号", r"\1-\2-\3", narrow(text))
    text = re.sub(r"(\d+)番地(\d+)", r"\1-\2", text)
    return re.sub(r"(\d+)(?:番地|号室)", r"\1", text)


def kanji_chome(text: str) -> str:
    """Return an address with its 丁目 in kanji and the other numbers in half width.

    >>> kanji_chome("千葉県松戸市新松戸３丁目１２番５号")
    '千葉県松戸市新松戸三丁目12番5号'
    """
    return re.sub(r"(\d+)丁目", lambda found: f"{kanji_number(int(found[1]))}丁目", narrow(text))


def kanji_numbers(text: str) -> str:
    """Return an address with every number of the land in kanji.

    >>> kanji_numbers("新潟県新発田市宮古木301番地2")
    '新潟県新発田市宮古木三百一番地二'
    """
    land, space, dwelling = narrow(text).partition(" ")
    return re.sub(r"\d+", lambda found: kanji_number(int(found[0])), land) + space + dwelling
