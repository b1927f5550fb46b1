"""Residence-style addresses (居所), recognised by their form: the officially named source of address differences.

>>> residence_form("東京都港区芝5-1 さくら病院内"), residence_form("1-2-3 独身寮101")
(<ResidenceForm.INSTITUTION: 'institution'>, <ResidenceForm.DORMITORY: 'dormitory'>)
>>> residence_form("本籍 東京都港区芝5番地"), residence_form("123 Main Street, Honolulu, HI"), residence_form("芝5-1")
(<ResidenceForm.REGISTERED_DOMICILE: 'registered_domicile'>, <ResidenceForm.FOREIGN: 'foreign'>, None)
"""

import re
from enum import StrEnum


class ResidenceForm(StrEnum):
    """How an address shows that it may be a 居所 and not the registered 住所."""

    INSTITUTION = "institution"
    DORMITORY = "dormitory"
    CARE_OF = "care_of"
    THROUGH_FIRM = "through_firm"
    PO_BOX = "po_box"
    FOREIGN = "foreign"
    REGISTERED_DOMICILE = "registered_domicile"
    UNKNOWN = "unknown"


_PATTERNS = (
    (ResidenceForm.REGISTERED_DOMICILE, re.compile("本籍")),
    (ResidenceForm.PO_BOX, re.compile("私書箱|私書函|(?i:P\\.?O\\.? ?BOX)")),
    (ResidenceForm.UNKNOWN, re.compile("住所不定|住所不明|住所不詳|居所不明|^不明$|^不詳$")),
    (
        ResidenceForm.THROUGH_FIRM,
        re.compile("気付|気附|(?:会社[^0-9０-９]{0,20}|[(（][株有][)）].{1,20}|商店|工務店|営業所|事業所|工場)内$"),
    ),
    (ResidenceForm.CARE_OF, re.compile("様方|さま方|様宅|[0-9０-９号室 　(（][一-鿿々]{1,5}方[)）]?$")),
    (
        ResidenceForm.INSTITUTION,
        re.compile(
            "病院|療養所|老人ホーム|ケアホーム|グループホーム|ケアハウス|介護施設|老健|特養|養護施設|児童養護|乳児院|救護施設|"
            "更生施設|障害者支援施設|刑務所|拘置所|少年院|シェルター|(?:園|苑|荘|施設|学園)内$"
        ),
    ),
    (
        ResidenceForm.DORMITORY,
        re.compile(
            "独身寮|社員寮|学生寮|女子寮|男子寮|社宅|職員宿舎|公務員宿舎|官舎|学生会館|寄宿舎|寮|[駐分]屯地|基地内$"
        ),
    ),
)
_NEEDED = frozenset("籍私Xx不気方宅院療ホウ護健養更障刑拘ェ内寮宿舎館屯")
"""Every form has one of these; most addresses have none, and are searched for nothing."""
_FOREIGN = re.compile("[A-Za-zÀ-ɏ0-9０-９Ａ-Ｚａ-ｚ\\s,.'’/#()&-]+")
_LETTERS = re.compile("[A-Za-zＡ-Ｚａ-ｚ]{3}")
_COUNTRY = re.compile(
    "(?:アメリカ|米国|英国|イギリス|中国|中華人民共和国|台湾|韓国|大韓民国|フランス|ドイツ|ブラジル|ベトナム|フィリピン|タイ国|インド|"
    "オーストラリア|カナダ|シンガポール|国外|海外)"
)


def residence_form(text: str) -> ResidenceForm | None:
    """Return the form that an address as written shows, or None for an ordinary one."""
    if not _NEEDED.isdisjoint(text):
        for form, pattern in _PATTERNS:
            if pattern.search(text):
                return form
    if _COUNTRY.match(text) or (_FOREIGN.fullmatch(text) and _LETTERS.search(text)):
        return ResidenceForm.FOREIGN
    return None
