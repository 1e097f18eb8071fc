"""遮挡区域: where faces are and how they move, in shares of the picture and milliseconds. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

GAP_MS: Final = 1200
"""A face that was not found for so long is another one when it comes back."""
LEAD_MS: Final = 500
"""A face is covered so long before it was first and after it was last found."""


@dataclass(frozen=True)
class Box:
    """A rectangle in shares (0 to 1) of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float

    def overlaps(self, other: Box) -> float:
        """Share of the common area in the area of both."""
        wide = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        high = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        if wide <= 0 or high <= 0:
            return 0.0
        common = wide * high
        return common / (self.width * self.height + other.width * other.height - common)

    def towards(self, other: Box, share: float) -> Box:
        """The rectangle a share of the way to another one."""
        return Box(
            *(mine + (its - mine) * share for mine, its in zip(self.values, other.values, strict=True))
        )

    @property
    def values(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.width, self.height

    def near(self, other: Box) -> bool:
        """Whether it may be the same face a moment later: it overlaps, or has moved less than its own size."""
        if self.overlaps(other) > 0.1:
            return True
        moved = max(
            abs(self.left + self.width / 2 - other.left - other.width / 2) / max(self.width, other.width),
            abs(self.top + self.height / 2 - other.top - other.height / 2) / max(self.height, other.height),
        )
        return moved < 1.0


@dataclass
class Track:
    """One face on its way: where it was found when; `drawn` by a person, or found by the detector with a best `score`."""

    points: list[tuple[int, Box]]
    score: float = 1.0
    drawn: bool = False

    @property
    def begins_ms(self) -> int:
        return max(0, self.points[0][0] - (0 if self.drawn else LEAD_MS))

    @property
    def ends_ms(self) -> int:
        return self.points[-1][0] + (0 if self.drawn else LEAD_MS)

    def at(self, moment: int) -> list[Box]:
        """Where it is at a moment: nothing or one rectangle."""
        if not self.begins_ms <= moment <= self.ends_ms:
            return []
        before = self.points[0]
        for after in self.points:
            if after[0] >= moment:
                span = after[0] - before[0]
                return [before[1].towards(after[1], (moment - before[0]) / span if span > 0 else 1.0)]
            before = after
        return [before[1]]

    def plain(self) -> dict[str, Any]:
        """As it is kept with the masked copy."""
        return {
            "from_ms": self.begins_ms,
            "to_ms": self.ends_ms,
            "score": round(self.score, 3),
            "drawn": self.drawn,
            "points": [[moment, *(round(value, 4) for value in box.values)] for moment, box in self.points],
        }


def follow(seen: Iterable[tuple[int, list[tuple[Box, float]]]]) -> list[Track]:
    """Tracks from what was found at successive moments."""
    tracks: list[Track] = []
    for moment, found in seen:
        running = [track for track in tracks if moment - track.points[-1][0] <= GAP_MS]
        for box, score in found:
            best = max(running, key=lambda track: track.points[-1][1].overlaps(box), default=None)
            same = next(
                (track for track in (best, *running) if track and track.points[-1][1].near(box)), None
            )
            if same is None:
                tracks.append(Track([(moment, box)], score))
                continue
            running.remove(same)
            same.points.append((moment, box))
            same.score = max(same.score, score)
    return tracks


def drawn(box: Box, begins_ms: int, ends_ms: int) -> Track:
    """A rectangle that a person drew, standing still from then to then."""
    return Track([(begins_ms, box), (ends_ms, box)], drawn=True)


def from_plain(rows: Iterable[dict[str, Any]]) -> list[Track]:
    """Tracks as they were kept."""
    return [
        Track(
            [(int(point[0]), Box(*(float(value) for value in point[1:]))) for point in row["points"]],
            float(row.get("score", 1.0)),
            bool(row.get("drawn", False)),
        )
        for row in rows
    ]


def boxes_at(tracks: Iterable[Track], moment: int) -> list[Box]:
    """Everything that is to be covered at a moment."""
    return [box for track in tracks for box in track.at(moment)]
