"""流程图: a flow drawn as SVG on the server: the main line downwards, what happens only in some cases beside it.

Colours and letters come from the style sheet by class, as the security policy allows no style in the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .flows import Flow, Step

TITLE, SMALL = 16, 13
TITLE_LINE, SMALL_LINE = 24, 20
PAD_X, PAD_Y = 18, 14


@dataclass(frozen=True)
class Sheet:
    """Measures of a drawing. On a broad one the steps in some cases stand at the right of the main line, on a narrow one below."""

    name: str
    width: int
    main_x: int
    main_width: int
    side_x: int
    side_width: int
    beside: bool
    gap: int = 34
    side_gap: int = 12


BROAD: Final = Sheet("broad", 760, 8, 340, 420, 332, True)
NARROW: Final = Sheet("narrow", 340, 4, 332, 44, 292, False, gap=30)


@dataclass(frozen=True)
class Line:
    """A line of text in a box."""

    x: float
    y: float
    css: str
    text: str


@dataclass(frozen=True)
class Box:
    """A step in its place."""

    step: Step
    x: float
    y: float
    width: float
    height: float
    css: str
    lines: tuple[Line, ...]

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass
class Plan:
    """Everything of a drawing in its place."""

    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    paths: list[tuple[str, str]] = field(default_factory=list)


def draw(flow: Flow, sheet: Sheet = BROAD) -> SafeString:
    """The flow as one inline SVG with a title; every box leads to its entry in the list below the drawing."""
    plan = lay_out(flow, sheet)
    return format_html(
        '<svg class="gs-flow is-{0}" viewBox="0 0 {1} {2}" width="{1}" height="{2}" role="group" aria-labelledby="flow-{0}">'
        '<title id="flow-{0}">{3}流程图</title>'
        '<defs><marker id="arrow-{0}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        '<path class="gs-flow-head" d="M0 0L10 5L0 10z"/></marker></defs>{4}{5}</svg>',
        sheet.name,
        sheet.width,
        round(plan.height),
        flow.title,
        format_html_join(
            "",
            '<path class="gs-flow-line {}" d="{}" marker-end="url(#arrow-{})"/>',
            ((css, path, sheet.name) for css, path in plan.paths),
        ),
        format_html_join("", "{}", ((_box(box),) for box in plan.boxes)),
    )


def lay_out(flow: Flow, sheet: Sheet = BROAD) -> Plan:
    """Places of boxes and arrows."""
    plan = Plan()
    y: float = 4
    before: Box | None = None
    for place, step in enumerate(flow.steps):
        css = "is-first" if place == 0 else "is-last" if place == len(flow.steps) - 1 else "is-main"
        box = _placed(step, sheet.main_x, y, sheet.main_width, css)
        plan.boxes.append(box)
        if before is not None:
            x = sheet.main_x + sheet.main_width / 2 if sheet.beside else sheet.main_x + 20
            plan.paths.append(("", f"M{x} {before.bottom}V{box.y - 1}"))
        y = (_beside if sheet.beside else _below)(plan, box, sheet) + sheet.gap
        before = box
    plan.height = y - sheet.gap + 4
    return plan


def _beside(plan: Plan, box: Box, sheet: Sheet) -> float:
    """The boxes at the right of a step, with an arrow to each; where all of them end."""
    y = box.y
    out = sheet.main_x + sheet.main_width
    elbow, start = (out + sheet.side_x) / 2, min(box.middle, box.y + 34)
    for side in box.step.side:
        placed = _placed(side, sheet.side_x, y, sheet.side_width, _side_css(side))
        plan.boxes.append(placed)
        bend = "" if abs(placed.middle - start) < 1 else f"H{elbow}V{placed.middle}"
        plan.paths.append((placed.css, f"M{out} {start}{bend}H{sheet.side_x - 2}"))
        y = placed.bottom + sheet.side_gap
    return max(box.bottom, y - sheet.side_gap)


def _below(plan: Plan, box: Box, sheet: Sheet) -> float:
    """The boxes under a step, set in from the main line; where all of them end."""
    y = box.bottom
    for side in box.step.side:
        placed = _placed(side, sheet.side_x, y + sheet.side_gap, sheet.side_width, _side_css(side))
        plan.boxes.append(placed)
        plan.paths.append((placed.css, f"M{sheet.main_x + 20} {placed.middle}H{sheet.side_x - 2}"))
        y = placed.bottom
    return y


def _side_css(step: Step) -> str:
    return "is-end" if step.ends else "is-if"


def _placed(step: Step, x: float, y: float, width: float, css: str) -> Box:
    lines: list[Line] = []
    at = y + PAD_Y
    for name, text in _texts(step, width):
        tall = TITLE_LINE if name == "is-title" else SMALL_LINE
        lines.append(Line(x + PAD_X, at + tall * 0.72, name, text))
        at += tall
    return Box(step, x, y, width, at - y + PAD_Y - 4, css, tuple(lines))


def _texts(step: Step, width: float) -> list[tuple[str, str]]:
    """Lines of a box: the condition, the title, the periods, the rights."""
    room = width - PAD_X * 2
    title = step.title if "." in step.number else f"{step.number}　{step.title}"
    out = [("is-when", text) for text in wrapped(step.when, room, SMALL)]
    out += [("is-title", text) for text in wrapped(title, room, TITLE)]
    out += [("is-limit", text) for line in step.lines for text in wrapped(line, room, SMALL)]
    rights = (f"{limit.title}：{limit.length}" for limit in step.rights)
    return out + [("is-right", text) for line in rights for text in wrapped(line, room, SMALL)]


def wrapped(text: str, room: float, size: int) -> list[str]:
    """A text cut into lines that fit: a Chinese character is as wide as it is high, Latin a little more than half."""
    lines: list[str] = []
    line, used = "", 0.0
    for char in text:
        wide = size * (0.58 if char.isascii() else 1.0)
        if line and used + wide > room:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + char, used + wide
    return [*lines, line] if line else lines


def _box(box: Box) -> SafeString:
    texts = format_html_join(
        "",
        '<text class="{}" x="{}" y="{}">{}</text>',
        ((row.css, row.x, row.y, row.text) for row in box.lines),
    )
    return format_html(
        '<a href="#{}"><g class="gs-flow-box {}"><rect x="{}" y="{}" width="{}" height="{}" rx="6"/>{}</g></a>',
        box.step.key,
        box.css,
        box.x,
        box.y,
        box.width,
        box.height,
        texts,
    )
