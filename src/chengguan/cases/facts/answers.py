"""Answers given one by one: to the points of a defence, to the opinions of a legal review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """是否采纳及理由."""

    adopted: bool | None
    text: str

    @property
    def complete(self) -> bool:
        return self.adopted is not None and bool(self.text.strip())


def answers_missing(wanted: Iterable[int], answers: Mapping[int, Answer]) -> int:
    """How many of the points wanted have no complete answer."""
    return sum(1 for pk in wanted if pk not in answers or not answers[pk].complete)
