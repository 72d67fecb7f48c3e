"""How the search for registrations of one family grows: at most with n to the power of 1.2."""

import gc
import math
import time
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from programs.registry.duplicate_rules import Profile, matches

SIZES = (2_000, 8_000, 32_000, 100_000)
EXPONENT = 1.2
ROUNDS = 3
_KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよ"
_FIRST = date(2019, 4, 1)


def growth(sizes: Sequence[int] = SIZES) -> list[tuple[int, float]]:
    """Return (number of registrations, seconds to find the candidates among them) by size."""
    return [(size, min(_seconds(made(size)) for _round in range(ROUNDS))) for size in sizes]


def _seconds(profiles: list[Profile]) -> float:
    """The processor's time: other work on the machine does not count.

    Nor does the collector, which would walk all that the measure itself has made.
    """
    gc.disable()
    try:
        start = time.process_time()
        matches(profiles)
        return time.process_time() - start
    finally:
        gc.enable()


def exponent(measured: Sequence[tuple[int, float]]) -> float:
    """Return e of the power law n^e that fits what was measured, by least squares of logarithms."""
    points = [(math.log(size), math.log(work)) for size, work in measured]
    mean_x = sum(x for x, _y in points) / len(points)
    mean_y = sum(y for _x, y in points) / len(points)
    over = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return over / sum((x - mean_x) ** 2 for x, _y in points)


def made(size: int) -> list[Profile]:
    """Return as many registrations as a ward of that size has; one in a hundred is there twice.

    Surnames are spread as in real registers: a few are very common.
    """
    dice = Random(size)
    rows: list[Profile] = []
    for number in range(size):
        if number % 100 == 99:
            twin = rows[-50]
            rows.append(Profile(number, twin.kana, frozenset(), twin.births, twin.children))
            continue
        rows.append(
            Profile(
                number,
                _name(int(30 * dice.paretovariate(0.7)) % 6_000),
                frozenset({f"090{number:08d}"}),
                frozenset({_FIRST + timedelta(days=dice.randrange(2_500))}),
                frozenset({_name(dice.randrange(800))}),
                frozenset({_name(dice.randrange(600))}),
            )
        )
    return rows


def _name(number: int) -> str:
    size = len(_KANA)
    return f"{_KANA[number % size]}{_KANA[number // size % size]}{_KANA[number // size**2 % size]}"
