"""Where a submission or run goes on whose chunks are worked on side by side.

All is done before `place`; beyond it lie the chunks in `ahead`, each by its beginning and its end (not part of it).
A chunk notes itself in its own transaction, so what is noted is what was committed, and a process that is killed leaves
nothing but chunks that nobody began.

>>> bookmark = Bookmark(1, {}).passed(Chunk(21, 41))
>>> bookmark
Bookmark(place=1, ahead={21: 41})
>>> [(chunk.begin, chunk.end) for chunk in bookmark.chunks(50, until=90)]
[(1, 21), (41, 91)]
>>> bookmark.passed(Chunk(1, 21))
Bookmark(place=41, ahead={})
>>> bookmark.passed(Chunk(11, 31))
Traceback (most recent call last):
matcher.store.bookmark.Overtaken: of 11 to 31 something is done
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


class Overtaken(Exception):
    """Another worker did the same chunk, or the work is at another step or begun anew."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Places that one transaction deals with."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far a work is."""

    place: int
    ahead: Mapping[int, int]

    @classmethod
    def stored(cls, place: int, ahead: Mapping[str, int]) -> "Bookmark":
        """Return it as the store has it, which keeps numbers as texts where they are names."""
        return cls(place, {int(begin): end for begin, end in ahead.items()})

    def passed(self, chunk: Chunk) -> "Bookmark":
        """Return where the work goes on when this chunk is done, too.

        Raises:
            Overtaken: a part of it was done before.
        """
        if chunk.begin < self.place or any(
            begin < chunk.end and chunk.begin < end for begin, end in self.ahead.items()
        ):
            raise Overtaken(f"of {chunk.begin} to {chunk.end} something is done")
        ahead, place = {**self.ahead, chunk.begin: chunk.end}, self.place
        while place in ahead:
            place = ahead.pop(place)
        return Bookmark(place, ahead)

    def done(self, since: int) -> int:
        """Return how many places are done from this one on."""
        return self.place - since + sum(end - begin for begin, end in self.ahead.items())

    def skip(self, place: int) -> int:
        """Return the first place from this one on that is not done."""
        while place in self.ahead:
            place = self.ahead[place]
        return place

    def limit(self, place: int) -> int | None:
        """Return where a chunk that begins at this place ends at the latest, None where nothing is done beyond it."""
        return min((begin for begin in self.ahead if begin > place), default=None)

    def chunks(self, size: int, until: int) -> Iterator[Chunk]:
        """Yield what is not done of the places up to `until`, `size` places at a time; one chunk if there are none."""
        place = self.place
        while (place := self.skip(place)) <= max(until, self.place):
            end = min(place + size, self.limit(place) or place + size, max(until, place) + 1)
            yield Chunk(place, end)
            place = end
