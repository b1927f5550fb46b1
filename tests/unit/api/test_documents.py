"""What the documents promise is what there is."""

from pathlib import Path

from api.problems import STATUS
from api.settings import Settings

ROOT = Path(__file__).parents[3]


def test_the_readme_has_every_setting_with_its_words() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`TOTSUGO_{name.upper()}`" in readme
        assert str(field.description) in readme


def test_every_status_of_the_map_is_a_refusal() -> None:
    assert all(status >= 400 for status in STATUS.values())
