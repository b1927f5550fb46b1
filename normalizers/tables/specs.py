"""What each committed table holds: its file name, source, licence, kind of relation, tier and query.

Every query reads `dist/moji.db` of the npm package `@mandel59/mojidata`. A relation of the MJ lists belongs
to a *glyph*; only rows whose glyph is the default glyph of its code point (`実装したUCS`) are taken, because
a vulgar form of 切 reached by a variation selector is listed as 俗字 of 功, and 切 itself is not.

Source: @mandel59/mojidata 1.8.1; MJ文字情報一覧表 006.02, MJ縮退マップ 1.2.0.
"""

from dataclasses import dataclass

MJ_LICENCE = "CC-BY-SA-2.1-JP (IPA)"
UNICODE_LICENCE = "Unicode-3.0"
MAP_EDITION = "MJ縮退マップ 1.2.0"
KOKUJI_EDITION = "法務省告示第582号 別表第四 (2011-12-26)"

_SHRINK = (
    'SELECT m."実装したUCS", s."縮退UCS", {note} FROM "mjsm_{table}" s JOIN mji m USING("MJ文字図形名") '
    'WHERE m."実装したUCS" IS NOT NULL AND m."実装したUCS" <> s."縮退UCS"'
)
_KOKUJI = (
    "SELECT DISTINCT n.簡体字等のUCS, n.正字のUCS, "
    "CASE WHEN n.簡体字等のUCS IN (SELECT 规范字 FROM tghb) THEN 'simplified' ELSE '' END FROM nyukan_{table} n "
    "WHERE n.簡体字等のUCS IS NOT NULL AND n.正字のUCS IS NOT NULL "
    "AND n.簡体字等のUCS <> n.正字のUCS AND n.順位 {rank} "
    'AND n.簡体字等のUCS NOT IN (SELECT "実装したUCS" FROM mji '
    'WHERE "入管正字コード" IS NOT NULL AND "実装したUCS" IS NOT NULL)'
)
_PAIR = "SELECT object, subject, '' FROM \"kdpv_{table}/variant\""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: `kind` is also the file name; `tier` is A, B, F (foreign only), C (evidence), E (encoding).

    The note `both_legal` of a query is kept only where both characters are 正字 of 告示582 (入管正字コード).
    """

    kind: str
    tier: str
    edition: str
    licence: str
    query: str


def _shrink(kind: str, tier: str, table: str, note: str = "''") -> TableSpec:
    return TableSpec(kind, tier, f"{MAP_EDITION} {table}", MJ_LICENCE, _SHRINK.format(table=table, note=note))


def _kokuji(kind: str, tier: str, table: str, rank: str, label: str) -> TableSpec:
    return TableSpec(
        kind,
        tier,
        f"{KOKUJI_EDITION} {label}",
        "public domain (statute)",
        _KOKUJI.format(table=table, rank=rank),
    )


SPECS = (
    TableSpec(
        "compat_ideograph",
        "E",
        "Unihan 16 kCompatibilityVariant",
        UNICODE_LICENCE,
        "SELECT UCS, value, '' FROM unihan_kCompatibilityVariant",
    ),
    TableSpec(
        "radical",
        "E",
        "UCD EquivalentUnifiedIdeograph",
        UNICODE_LICENCE,
        "SELECT radical_character, radical_CJKUI, '' FROM radeqv WHERE radical_CJKUI IS NOT NULL",
    ),
    _shrink("jis_unify", "A", "JIS包摂規準UCS統合規則"),
    TableSpec(
        "joyo_kangxi",
        "B",
        "常用漢字表 (平成22年内閣告示第2号) 康熙字典体",
        "public domain (statute)",
        "SELECT 康熙字典体, 漢字, '' FROM joyo_kangxi",
    ),
    TableSpec(
        "jinmei1", "B", "戸籍法施行規則 別表第二の一 (KDPV jinmei1)", "MIT (CJKVI)", _PAIR.format(table="jinmei1")
    ),
    TableSpec(
        "jinmei2", "B", "戸籍法施行規則 別表第二の二 (KDPV jinmei2)", "MIT (CJKVI)", _PAIR.format(table="jinmei2")
    ),
    TableSpec(
        "hyogai",
        "B",
        "表外漢字字体表 (2000年国語審議会答申) 簡易慣用字体 (KDPV hyogai)",
        "MIT (CJKVI)",
        _PAIR.format(table="hyogai"),
    ),
    _shrink("koseki_seiji", "B", "戸籍統一文字情報_親字正字", 's."ホップ数"'),
    _shrink("m2842_zokuji", "B", "民一2842号通達別表_誤字俗字正字一覧表_俗字"),
    _shrink("m2842_goji", "B", "民一2842号通達別表_誤字俗字正字一覧表_無印"),
    _shrink("m5202", "B", "民二5202号通知別表_正字俗字等対照表"),
    _kokuji("k582_rank1", "F", "itaiji", "= 1", "一 (異体字) 第1順位"),
    _kokuji("k582_rank2", "C", "itaiji", "> 1", "一 (異体字) 第2順位"),
    _kokuji("k582_ruiji", "C", "ruiji", ">= 1", "二 (類字)"),
    _shrink("m2842_betsuji", "C", "民一2842号通達別表_誤字俗字正字一覧表_別字"),
    _shrink("dictionary", "C", "辞書類等による関連字"),
    _shrink("analogy", "C", "読み字形による類推"),
    TableSpec(
        "simplified",
        "C",
        "通用规范汉字表 (2013) 附件1, Unihan 16 kTraditionalVariant",
        UNICODE_LICENCE,
        "SELECT 规范字, 繁体字, 'both_legal' FROM tghb_variants UNION "
        "SELECT UCS, value, 'both_legal' FROM unihan_each_kTraditionalVariant",
    ),
)
