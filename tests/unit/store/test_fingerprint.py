"""The database and the domain make the same fingerprint of the same items."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from matcher.domain.fingerprints import fingerprint

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


def test_the_database_and_the_domain_agree(database_url: str) -> None:
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:

        @given(st.lists(TEXTS, min_size=1, max_size=5))
        def agree(items: list[str]) -> None:
            stored = connection.execute(
                text("SELECT totsugo.fingerprint(VARIADIC :items)"), {"items": items}
            ).scalar_one()
            assert stored == fingerprint(*items)

        agree()
    engine.dispose()
