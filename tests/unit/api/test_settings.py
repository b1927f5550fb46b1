"""Settings come from the environment, and a wrong one is refused without repeating it."""

from pathlib import Path

import pytest

from api.settings import SettingsError, load_settings


def test_the_environment_sets_and_an_argument_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTSUGO_DATA_DIR", "/srv/totsugo")
    monkeypatch.setenv("TOTSUGO_PORT", "9000")
    monkeypatch.setenv("TOTSUGO_AT_ONCE", "4")
    settings = load_settings(port=9001)
    assert settings.data_dir == Path("/srv/totsugo")
    assert settings.port == 9001
    assert settings.service_config().at_once == 4
    assert load_settings(data_dir=Path("here")).data_dir == Path("here")


def test_the_service_gets_the_password_and_the_text_form_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTSUGO_DATABASE_URL", "postgresql://totsugo:himitsu@db/totsugo")
    settings = load_settings()
    assert settings.service_config().database_url == "postgresql://totsugo:himitsu@db/totsugo"
    assert "himitsu" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("PORT", "70000"), ("AT_ONCE", "99"), ("LOG_LEVEL", "loud-secret")],
)
def test_a_wrong_value_is_refused_by_its_name_alone(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"TOTSUGO_{name}", value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert f"TOTSUGO_{name}" in str(refusal.value)
    assert value not in str(refusal.value)
