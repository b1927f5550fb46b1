"""Texts that a name may be, legal or not: Japanese and other Unicode blocks, and strings that broke something."""

from hypothesis import strategies as st

BLOCKS = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2500, 0x25FF), (0x2E80, 0x2FDF),
    (0x3000, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x34FF), (0x4E00, 0x9FFF), (0xE000, 0xE0FF), (0xF900, 0xFAFF),
        (0xFE00, 0xFE0F),
    (0xFF00, 0xFFEF), (0x1B000, 0x1B16F), (0x20000, 0x2003F), (0x2F800, 0x2FA1F), (0xE0100, 0xE01EF),
)  # fmt: skip
UGLY = (
    "", " ", "\u3000", "●", "＊＊", "\ufeff", "\u3099", "゛", "か゛", "ﾊﾞ", "ｳﾞｧ", "ヴヴ", "ーー", "-", "・",
    "々", "ゞ", "髙﨑", "邉\U000e0101",
    "\ufa19", "⻑", "⼭", "𠮷", "\ue000", "ß", "ẞ", "İı", "ǅ", "ﬁ", "㈱", "①", "A" * 300, "山" * 300,
    "NGUYEN VAN", "キム ミン",
)  # fmt: skip
CHARS = st.one_of(*(st.characters(min_codepoint=first, max_codepoint=last) for first, last in BLOCKS))
TEXTS = st.one_of(
    st.sampled_from(UGLY),
    st.text(CHARS, max_size=12),
    st.text(alphabet="髙高橋崎﨑邉辺辨辯弁斉齊斎齋 ・ヶがケ々●ヴァバーｼﾞ", max_size=8),
)
