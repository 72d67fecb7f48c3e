"""Marks before a line (①, 1., ★, ・), made from its order; never stored with the text.

Paper and page show the mark in the style of the document. A text file says it in words
(目標1, 取組1-1): circled digits and stars are lost or misread on many machines.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """`shown` stands on paper and page ("" for none), `said` in the text file."""

    shown: str = ""
    said: str = ""


NO_MARK = Mark()


def circled(number: int) -> str:
    """① to ⑳, then (21): the circled digits that every Japanese font has end at 20."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


def numeral(number: int, style: str) -> str:
    """The mark of the n-th line in a marker style of the document."""
    match style:
        case "circled":
            return circled(number)
        case "decimal":
            return f"{number}."
        case "star":
            return "★"
        case "dot":
            return "・"
        case _:
            return ""


def goal_mark(goals: Sequence[int], style: str) -> Mark:
    """The mark of the goals a line belongs to; none for a line that serves all of them."""
    if not goals:
        return NO_MARK
    shown = "".join(dict.fromkeys(numeral(goal, style) for goal in goals))
    return Mark(shown, "・".join(f"目標{goal}" for goal in goals))


def initiative_mark(goals: Sequence[int], place: int, layout: str, style: str) -> Mark:
    """The mark of the initiative at `place` (from 1) among those of the same goals."""
    of_goals = "・".join(map(str, goals))
    said = f"取組{of_goals}-{place}" if goals else f"取組{place}"
    match layout:
        case "repeat_goal_mark":
            return Mark(goal_mark(goals, style).shown, said)
        case "grouped_star":
            return Mark("★", said)
        case "grouped_dot":
            return Mark("・", said)
        case "numbered_per_goal":
            return Mark(circled(place), said)
        case _:
            return Mark("", said)
