"""All kinds of hostile workbook by name, and how one of them is made: the same number, the same file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from tests.hostile import archives, bombs, cells, markup, relations
from tests.hostile.corpus import RICH, SAMPLE, SHARED, books

Mutation = Callable[[Random, bytes], bytes]

_LIGHT: Sequence[Mutation] = (
    archives.bytes_flipped, archives.records_flipped, archives.truncated, archives.stretched, archives.blocks_swapped,
    archives.part_removed, archives.parts_swapped, archives.part_damaged, archives.names_doubled,
        archives.names_hostile,
    archives.lying_records, archives.bad_checksum, archives.overlapping, archives.two_directories, archives.no_workbook,
    markup.entities, markup.deep, markup.encodings, markup.namespaces, markup.torn, markup.strange_marks,
    markup.attributes_absurd, cells.numbers_absurd, cells.kinds_absurd, cells.texts_endless, cells.texts_mixed,
    cells.texts_random, cells.formulas, cells.addresses, cells.around, cells.styles, cells.strings, relations.targets,
    relations.names, relations.active, relations.drawings,
)  # fmt: skip
_HEAVY: Sequence[Mutation] = (
    archives.nested, archives.many_members, bombs.unfolding, bombs.millions_of_cells, bombs.strings_multiplied,
    bombs.strings_without_end, bombs.styles_without_end, bombs.relations_without_end,
)  # fmt: skip
_LIKED: Mapping[Mutation, Sequence[str]] = {
    cells.strings: (SHARED, SHARED, RICH, "tiny"),
    relations.drawings: (SAMPLE, "scored", RICH),
}
"""Books that have what a mutation is about; the others take any."""


def _several(rng: Random, book: bytes) -> bytes:
    """Two or three of the others, one after another; what is no zip any more stays as it is."""
    for mutation in rng.sample(_LIGHT, rng.choice((2, 3))):
        try:
            book = mutation(rng, book)
        except Exception:  # the first has left nothing that the second could take apart
            break
    return book


class Kind(NamedTuple):
    """A kind of mutation; ``heavy`` ones take seconds each, so few are made of them."""

    name: str
    mutate: Mutation
    heavy: bool

    def make(self, seed: int, number: int) -> tuple[str, bytes]:
        """Return the name of the book that was taken, and the hostile file made of it."""
        rng = Random(f"{seed}/{self.name}/{number}")
        every = books()
        name = rng.choice(_LIKED.get(self.mutate, tuple(every)))
        return name, self.mutate(rng, every[name])


KINDS: Mapping[str, Kind] = {
    each.__name__.lstrip("_"): Kind(each.__name__.lstrip("_"), each, each in _HEAVY)
    for each in (*_LIGHT, _several, *_HEAVY)
}
