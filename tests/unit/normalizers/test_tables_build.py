"""The builder on a few rows: default glyphs only, pinned archive only, and a check that sees a difference."""

import io
import runpy
import sqlite3
import sys
import tarfile
from base64 import b64encode
from hashlib import sha512
from pathlib import Path

import pytest

from normalizers.tables import build, read_relations, read_table, readings_build

SCHEMA = """
CREATE TABLE mji ("MJ文字図形名", "実装したUCS", "漢字施策", "X0213", "X0212", "入管正字コード");
CREATE TABLE mji_reading ("MJ文字図形名", "読み");
CREATE TABLE tghb (规范字);
CREATE TABLE tghb_variants (规范字, 繁体字);
CREATE TABLE joyo_kangxi (漢字, 康熙字典体);
CREATE TABLE radeqv (radical_character, radical_CJKUI);
"""
SHRINK = (
    "JIS包摂規準UCS統合規則", "戸籍統一文字情報_親字正字", "民一2842号通達別表_誤字俗字正字一覧表_俗字",
    "民一2842号通達別表_誤字俗字正字一覧表_無印", "民一2842号通達別表_誤字俗字正字一覧表_別字",
    "民二5202号通知別表_正字俗字等対照表",
    "辞書類等による関連字", "読み字形による類推",
)  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "moji.db"
    db = sqlite3.connect(path)
    db.executescript(SCHEMA)
    for table in SHRINK:
        db.execute(f'CREATE TABLE "mjsm_{table}" ("MJ文字図形名", "縮退UCS", "ホップ数")')
    for table in ("jinmei1", "jinmei2", "hyogai"):
        db.execute(f'CREATE TABLE "kdpv_{table}/variant" (subject, object)')
    db.execute('CREATE TABLE "ivs_Moji_Joho" (IVS, code)')
    db.execute('INSERT INTO "ivs_Moji_Joho" VALUES (?, ?)', ("高\U000e0101", "MJ1"))
    for table in ("itaiji", "ruiji"):
        db.execute(f"CREATE TABLE nyukan_{table} (簡体字等のUCS, 正字のUCS, 順位)")
    for table in (
        "kCompatibilityVariant",
        "each_kTraditionalVariant",
        "kJapanese",
        "kMandarin",
        "kHanyuPinyin",
        "kXHC1983",
        "kHangul",
    ):
        db.execute(f"CREATE TABLE unihan_{table} (UCS, value)")
    db.executemany(
        "INSERT INTO mji VALUES (?, ?, ?, ?, ?, ?)",
        [
            ("MJ028902", "髙", None, "1-25-66", None, "0x9AD9"),
            ("MJ028901", "高", "常用漢字", "1-25-66", None, "0x9AD8"),
            ("MJ000001", None, None, None, None, None),
            ("MJ000002", "巌", "人名用漢字", "1", None, "1"),
            ("MJ3", "里", None, "1", None, "1"),
            ("MJ4", "裏", None, "1", None, "1"),
        ],
    )
    db.executemany(
        'INSERT INTO "mjsm_JIS包摂規準UCS統合規則" VALUES (?, ?, NULL)', [("MJ028902", "高"), ("MJ000001", "功")]
    )
    db.execute('INSERT INTO "mjsm_戸籍統一文字情報_親字正字" VALUES (?, ?, 2)', ("MJ028902", "高"))
    db.execute("INSERT INTO unihan_kCompatibilityVariant VALUES (?, ?)", ("\ufa19", "U+795E"))
    db.execute("INSERT INTO unihan_each_kTraditionalVariant VALUES (?, ?)", ("里", "U+88CF"))
    db.executemany("INSERT INTO unihan_each_kTraditionalVariant VALUES (?, ?)", [("马", "U+99AC"), ("马", "U+9A6C")])
    db.execute("INSERT INTO mji_reading VALUES (?, ?)", ("MJ028901", "たかい"))
    db.execute("INSERT INTO unihan_kJapanese VALUES (?, ?)", ("高", "コウ"))
    db.execute("INSERT INTO unihan_kMandarin VALUES (?, ?)", ("高", "gāo"))
    db.execute("INSERT INTO unihan_kHanyuPinyin VALUES (?, ?)", ("高", "10019.020:lǜ,gào"))
    db.execute("INSERT INTO unihan_kHangul VALUES (?, ?)", ("高", "고:0E"))
    db.commit()
    return path


@pytest.fixture
def few_names(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [("高子", "たかこ")] * 3 + [("高人", "らぶと")] * 3
    monkeypatch.setattr(readings_build, "dataset", lambda: (names, [("高", "たか"), ("高", "だか")]))


@pytest.mark.usefixtures("few_names")
def test_build(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "HERE", tmp_path / "out")
    monkeypatch.setattr(sys, "argv", ["build", "--database", str(database)])
    build.main()
    folder = tmp_path / "out"
    assert read_relations(folder / "jis_unify.tsv")[1] == [("髙", "高", "MJ028902", "")]
    assert read_relations(folder / "koseki_seiji.tsv")[1] == [("髙", "高", "MJ028902", "2")]
    assert read_relations(folder / "compat_ideograph.tsv")[1] == [("\ufa19", "神", "", "")]
    assert {row[3] for row in read_relations(folder / "simplified.tsv")[1]} == {"both_legal", ""}
    assert read_table(folder / "ivs.tsv").rows == (("U+9AD8", "U+E0101", "MJ1"),)
    assert read_table(folder / "joyo.tsv").rows == (("U+9AD8",),)
    assert read_table(folder / "pinyin.tsv").rows == (("U+9AD8", "GAO LV"),)
    assert read_table(folder / "hangul.tsv").rows == (("U+9AD8", "고"),)
    assert read_table(folder / "reading.tsv").rows == (("U+9AD8", "コウ タカイ"),)
    monkeypatch.setattr(sys, "argv", ["build", "--check", "--database", str(database)])
    build.main()
    (folder / "joyo.tsv").write_text("edited\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"joyo\.tsv"):
        build.main()


def test_what_names_teach() -> None:
    names = [("高子", "たかこ"), *[("高子", "らぶこ")] * 3, ("高子", "りりこ"), ("子", "ぬ")]
    assert readings_build.learn(names, {"高": ["タカイ"], "子": ["コ"]}) == {"高": ["ラブ"]}


def test_a_dataset_is_read_in_a_fixed_order() -> None:
    given, surnames = readings_build.dataset()
    assert given == sorted(given)
    assert surnames == sorted(surnames)


def test_readings_collide_where_only_small_kana_tell_them_apart() -> None:
    names = [("自由", "じゆう"), ("十", "じゅう"), ("千鶴", "ちづる"), ("千鶴", "ちずる"), ("愛", "あい")]
    assert readings_build.kana_collisions(names) == {"ジユウ"}


def archive(folder: Path) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as tar:
        content = b"SQLite"
        info = tarfile.TarInfo("package/dist/moji.db")
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
    (folder / "package.bin").write_bytes(target.getvalue())
    return target.getvalue()


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    tools = tmp_path / "tools"
    tools.mkdir()
    content = archive(tools)
    script = tools / "npm"
    script.write_text(f'#!/bin/sh\n/bin/cp "{tools}/package.bin" package.tgz\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    return content


def test_the_pinned_archive_is_unpacked(npm: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "INTEGRITY", b64encode(sha512(npm).digest()).decode())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert build.fetch_database(scratch).read_bytes() == b"SQLite"


@pytest.mark.usefixtures("npm")
def test_another_archive_is_refused(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(SystemExit, match="not the pinned one"):
        build.fetch_database(scratch)


@pytest.mark.usefixtures("few_names")
def test_without_a_database_the_package_is_fetched(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "HERE", tmp_path / "out")
    monkeypatch.setattr(build, "fetch_database", lambda _: database)
    monkeypatch.setattr(sys, "argv", ["build"])
    build.main()
    assert (tmp_path / "out" / "joyo.tsv").exists()


def test_the_module_is_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["build", "--help"])
    with pytest.raises(SystemExit):
        runpy.run_path(str(build.__file__), run_name="__main__")


def test_no_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="npm is needed"):
        build.fetch_database(tmp_path)
