"""Check digits: what they promise, and no more. A single wrong digit never passes where the sum is Luhn's."""

from hypothesis import given
from hypothesis import strategies as st

from normalizers.identifiers import IdentifierError, fold_digits, insurer_number, municipality_code
from normalizers.identifiers import individual_number as individual
from normalizers.identifiers.digits import luhn_digit

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
BODY = st.text(alphabet="0123456789", min_size=7, max_size=7).filter(lambda body: body.strip("0") != "")


@given(BODY, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_never_passes_luhn(body: str, place: int, step: int) -> None:
    number = body + luhn_digit(body)
    assert insurer_number.validate(number) == number
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert luhn_digit(wrong[:-1]) != wrong[-1]


@given(st.text(alphabet="0123456789", min_size=5, max_size=5))
def test_padding_does_not_change_the_check_digit(body: str) -> None:
    assert luhn_digit(body) == luhn_digit("00" + body)


@given(st.integers(1, 47), st.integers(0, 999))
def test_municipality_codes(prefecture: int, municipality: int) -> None:
    body = f"{prefecture:02d}{municipality:03d}"
    code = body + municipality_code.check_digit(body)
    assert municipality_code.validate(code.translate(FULL_WIDTH)) == code


@given(st.text(max_size=14))
def test_any_text_is_a_number_or_a_named_refusal(text: str) -> None:
    for module in (individual, insurer_number, municipality_code):
        try:
            number = module.validate(text)
        except IdentifierError as error:
            assert error.code  # noqa: PT017
        else:
            assert number == fold_digits(text)
            assert number.isascii()
            assert number.isdigit()
