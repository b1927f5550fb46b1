"""Made-up names of foreign residents: passport letters, how an insurer hears them, kanji where people have them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from samples.people import Foreigner
from samples.pools import FEMALE, MALE


@dataclass(frozen=True, slots=True)
class Community:
    """The names of one community; each part is Roman, katakana and kanji (or empty), parted by a slash."""

    families: tuple[str, ...]
    male: tuple[str, ...]
    female: tuple[str, ...]
    weight: int


COMMUNITIES = (
    Community(
        ("WANG/ワン/王", "LI/リ/李", "ZHANG/チャン/張", "CHEN/チェン/陳", "LIU/リュウ/劉", "YANG/ヤン/楊", "MA/マ/馬",
        "ZHAO/チャオ/趙"),
        ("WEI/ウェイ/偉", "MING/ミン/明", "DONG/ドン/東", "XIAOLONG/シャオロン/小龍", "JUN/ジュン/俊"),
        ("LI/リー/麗", "FANG/ファン/芳", "MIN/ミン/敏", "YUE/ユエ/月", "XIAOYAN/シャオイェン/小燕"),
        30,
    ),
    Community(
        ("KIM/キム/金", "PARK/パク/朴", "LEE/イ/李", "CHOI/チェ/崔", "JUNG/チョン/鄭", "KANG/カン/姜"),
        ("MINJUN/ミンジュン/民俊", "SUNGHO/ソンホ/成鎬", "YOUNGSU/ヨンス/英洙"),
        ("JIYOUNG/ジヨン/智英", "YUNA/ユナ/允娥", "SUJIN/スジン/秀珍"),
        15,
    ),
    Community(
        ("NGUYEN/グエン/", "TRAN/チャン/", "LE/レ/", "PHAM/ファム/", "HOANG/ホアン/", "VO/ヴォ/"),
        ("VAN ANH/ヴァン アン/", "MINH DUC/ミン ドゥック/", "QUANG HUY/クアン フイ/", "VAN HUNG/ヴァン フン/"),
        ("THI LAN/ティ ラン/", "THI HUONG/ティ フオン/", "THU TRANG/トゥ チャン/", "NGOC ANH/ゴック アイン/"),
        25,
    ),
    Community(
        ("SILVA/シルバ/", "SANTOS/サントス/", "OLIVEIRA/オリベイラ/", "TANAKA SOUZA/タナカ ソウザ/",
        "DELA CRUZ/デラ クルス/", "REYES/レイエス/"),
        ("JOAO PEDRO/ジョアン ペドロ/", "CARLOS EDUARDO/カルロス エドゥアルド/", "MARK/マーク/",
        "JOSE LUIS/ホセ ルイス/"),
        ("MARIA CRISTINA/マリア クリスティナ/", "ANA PAULA/アナ パウラ/", "JENNIFER/ジェニファー/", "MARIA/マリア/"),
        20,
    ),
    Community(
        ("SMITH/スミス/", "JOHNSON/ジョンソン/", "GARCIA LOPEZ/ガルシア ロペス/", "SHRESTHA/シュレスタ/",
        "WICKRAMASINGHE/ウィクラマシンハ/"),
        ("JOHN PAUL/ジョン ポール/", "RAM BAHADUR/ラム バハドゥル/", "CHRISTOPHER/クリストファー/", "NIMAL/ニマル/"),
        ("EMILY ROSE/エミリー ローズ/", "GITA/ギタ/", "ANNA/アンナ/", "ELIZABETH ANNE/エリザベス アン/"),
        10,
    ),
)  # fmt: skip
_ALIAS_FAMILIES = (
    "金田/カネダ",
    "木下/キノシタ",
    "新井/アライ",
    "山本/ヤマモト",
    "松本/マツモト",
    "中村/ナカムラ",
    "田中/タナカ",
    "林/ハヤシ",
)
_ALIAS_GIVEN = {
    MALE: ("明/アキラ", "健一/ケンイチ", "誠/マコト", "浩二/コウジ", "大輔/ダイスケ"),
    FEMALE: ("麗子/レイコ", "愛/アイ", "美香/ミカ", "恵子/ケイコ", "直美/ナオミ"),
}
ALIAS_SHARE = 0.3
"""Which part of them has registered a 通称 (a guess)."""


def community(rng: Random) -> Community:
    """Draw a community by its size."""
    return rng.choices(COMMUNITIES, [one.weight for one in COMMUNITIES])[0]


def member(rng: Random, community: Community, sex: str, *, alias: bool) -> Foreigner:
    """Return the name of one member of a community."""
    family = rng.choice(community.families).split("/")
    given = rng.choice(community.male if sex == MALE else community.female).split("/")
    found = Foreigner((family[0], *given[0].split(" ")), (family[1], *given[1].split(" ")))
    if family[2] and given[2]:
        found.kanji = f"{family[2]}　{given[2]}"
    if alias:
        alias_family, alias_given = rng.choice(_ALIAS_FAMILIES).split("/"), rng.choice(_ALIAS_GIVEN[sex]).split("/")
        found.alias = f"{alias_family[0]}　{alias_given[0]}"
        found.alias_kana = f"{alias_family[1]}　{alias_given[1]}"
    return found
