"""Footage of the demonstration: cameras are issued, officers mark the steps in the field, films arrive from the docking station.

Every film is a real, short MP4 that is made here, with time, place and camera burned in; it goes the way that a bureau's files go.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from chengguan.base.dates import CHINA
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.dossiers.acts.exporting import export
from chengguan.dossiers.acts.lending import lend
from chengguan.dossiers.preparing import prepare_bind_and_seal
from chengguan.people.models import Officer, Unit
from chengguan.people.selectors import actor_of
from chengguan.recordings.acts import cameras as camera_acts
from chengguan.recordings.acts import destruction, holds
from chengguan.recordings.acts.marking import mark
from chengguan.recordings.collecting import collect
from chengguan.recordings.models import BodyCamera, Destruction, Recording

from .cast import Cast
from .evidence_steps import adopt, examine
from .footage import film
from .walk import Walk

# Steps that are to be seen in the film of an act, in their order; one second each, the first after one second.
STEPS: Final[dict[str, tuple[str, ...]]] = {
    "case.make_site_record": ("credentials", "inform", "inspect", "sign"),
    "case.interview": ("credentials", "inform", "interview", "sign"),
    "case.serve": ("serve",),
}
# How long before the end of the walk's step its film began.
BEFORE: Final = {
    "case.make_site_record": timedelta(minutes=50),
    "case.interview": timedelta(minutes=60),
    "case.serve": timedelta(minutes=20),
}
FPS: Final = 5
SIZE: Final = (480, 270)
# Middle of each demonstration place, so that the map has something to show (public coordinates of the towns, rounded).
CENTRES: Final = {"430581": (26.73, 110.63), "410802": (35.24, 113.23)}
# Days of February on which patrols were filmed.
PATROLS: Final = (2, 5, 6, 7, 20, 21)
# Clocks of the cameras, checked at the beginning of the year: device minus true time, in milliseconds.
OFFSETS: Final = (0, 2_000, -1_000, 61_000)


def equip(cast: Cast, count: int, year: int) -> None:
    """Register the cameras, issue the first ones to the officers in the field, check their clocks; the rest stay in stock."""
    at = datetime(year - 1, 12, 3, 9, tzinfo=CHINA)
    actor = actor_of(cast.officers["brigade_leader"], at.date())
    for number in range(1, count + 1):
        camera: BodyCamera = camera_acts.register(
            actor=actor,
            at=at,
            number=f"JLY-{number:03d}",
            unit=_unit(cast, number),
            maker="演示厂商",
            model_name="演示型号",
            serial=f"DEMO{cast.bureau.code}{number:04d}",
        ).result
        if number <= len(_field(cast)):
            _issue(cast, camera, _field(cast)[number - 1], year)


def _field(cast: Cast) -> list[Officer]:
    """Who goes out: the handlers, then the leaders of the squads."""
    return [*cast.handlers, cast.officers["squad_leader_0"], cast.officers["squad_leader_1"]]


def _unit(cast: Cast, number: int) -> Unit:
    """Cameras in the field belong to the squad of their officer; spare ones lie with the squads in turn."""
    field = _field(cast)
    return field[number - 1].unit if number <= len(field) else cast.squads[number % len(cast.squads)]


def _issue(cast: Cast, camera: BodyCamera, officer: Officer, year: int) -> None:
    at = datetime(year - 1, 12, 3, 10, tzinfo=CHINA)
    actor = actor_of(cast.officers["brigade_leader"], at.date())
    camera_acts.issue(actor=actor, at=at, camera=camera, officer=officer, begins_at=at)
    checked = datetime(year, 1, 2, 8, 30, tzinfo=CHINA)
    camera_acts.check_clock(
        actor=actor_of(cast.officers["brigade_leader"], checked.date()),
        at=checked,
        camera=camera,
        checked_at=checked,
        offset_ms=OFFSETS[officer.pk % len(OFFSETS)],
        corrected=False,
    )


def film_step(walk: Walk, act: str) -> None:
    """After an act of a filmed case: the marks that the officer set in the field, and the film that arrived that evening."""
    if act not in STEPS or not walk.plan.get("filmed") or walk.case is None:
        return
    camera = BodyCamera.objects.filter(holder=walk.pair[0]).first()
    if camera is None:
        return
    begun = walk.now - BEFORE[act]
    _mark(walk, act, begun)
    seconds = len(STEPS[act]) + 2
    _arrive(walk.as_role("handler"), camera, begun, seconds, str(walk.plan["place"]), _point(walk))


def _mark(walk: Walk, act: str, begun: datetime) -> None:
    case = walk.subject_case
    for place, step in enumerate(STEPS[act], 1):
        moment = begun + timedelta(seconds=place)
        mark(
            actor=walk.as_role("handler"),
            at=moment,
            step=step,
            begins_at=moment,
            ends_at=moment + timedelta(seconds=1),
            subject_key=case.chain_key,
            subject_number=case.number,
            subject_title=case.cause,
        )


def _arrive(
    actor: Viewer, camera: BodyCamera, begun: datetime, seconds: int, place: str, point: tuple[float, float]
) -> Recording:
    """The film as the camera wrote it, by its own clock, comes from the docking station in the evening."""
    device = begun + timedelta(milliseconds=camera.clock_offset_ms)
    name = f"{camera.number}_{device.astimezone(CHINA):%Y%m%d_%H%M%S}.mp4"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        film(path, begun_at=device, place=place, camera=camera.number, seconds=seconds, size=SIZE, fps=FPS)
        upload = collect(
            path,
            actor=actor,
            at=begun.astimezone(CHINA).replace(hour=18, minute=30),
            name=name,
            stated={"place": place, "latitude": point[0], "longitude": point[1]},
        )
    assert upload.recording is not None, upload.reason
    return upload.recording


def _point(walk: Walk) -> tuple[float, float]:
    """An invented point in the town, the same for the same case."""
    north, east = CENTRES[walk.cast.bureau.code]
    seed = int(re.sub(r"\D", "", walk.subject_case.number) or 0)
    return round(north + seed * 37 % 50 / 2000, 5), round(east + seed * 53 % 50 / 2000, 5)


def weigh_evidence(walk: Walk) -> None:
    """Before the report on a filmed case: the film of the site becomes evidence, and every piece is examined."""
    if not walk.plan.get("filmed"):
        return
    tied = (
        Recording.objects.filter(ties__subject_key=walk.subject_case.chain_key).order_by("began_at").first()
    )
    if tied is not None:
        adopt(walk, tied)
    examine(walk)


def patrol(cast: Cast, year: int) -> None:
    """Footage of patrols that belongs to no case; when its period has ended a list is destroyed, a second one waits, one film is held."""
    north, east = CENTRES[cast.bureau.code]
    films = []
    for day, officer in zip(PATROLS, cast.handlers, strict=False):
        begun = datetime(year, 2, day, 15, tzinfo=CHINA)
        camera = BodyCamera.objects.get(holder=officer)
        point = (round(north - day / 2000, 5), round(east + day / 3000, 5))
        actor = actor_of(officer, begun.date())
        films.append(_arrive(actor, camera, begun, 3, f"巡查路段{day}号（演示）", point))
    _hold(cast, films[0], datetime(year, 8, 1, 9, tzinfo=CHINA))
    _destroy(cast, films[1:4], datetime(year, 9, 9, 9, tzinfo=CHINA))
    _propose(cast, films[4:], datetime(year, 12, 9, 9, tzinfo=CHINA))


def _hold(cast: Cast, recording: Recording, at: datetime) -> None:
    holds.place(
        actor=actor_of(cast.officers["legal_reviewer"], at.date()),
        at=at,
        target_key=recording.chain_key,
        target_title=recording.number,
        organ="演示市信访局",
        document_number="演示信函〔2024〕8号",
        reason="核查群众反映的问题期间，请保留当日巡查录像",
    )


def _propose(cast: Cast, films: Sequence[Recording], at: datetime) -> Destruction:
    archivist = actor_of(cast.officers["archivist"], at.date())
    done = destruction.propose(
        actor=archivist, at=at, recordings=films, reason="一般类录像保管期限届满，没有需要保留的情形。"
    )
    listed: Destruction = done.result
    return listed


def _destroy(cast: Cast, films: Sequence[Recording], at: datetime) -> None:
    """A list on its whole way: proposed by the archivist, approved by the head in charge, carried out before a witness."""
    listed = _propose(cast, films, at)
    later = at + timedelta(days=1)
    head = actor_of(cast.officers["deputy_head"], later.date())
    destruction.approve(actor=head, at=later, destruction=listed, opinion="同意销毁。")
    witness = cast.officers["legal_reviewer"]
    last = later + timedelta(days=1)
    destruction.attend(actor=actor_of(witness, last.date()), at=last, destruction=listed)
    destruction.carry_out(
        actor=actor_of(cast.officers["archivist"], last.date()),
        at=last + timedelta(minutes=20),
        destruction=listed,
        witness=witness,
        method="从存储中删除原件和派生件",
    )


def seal_dossiers(cast: Cast, year: int, number: int) -> None:
    """The first archived cases of the year become sealed dossiers; one is lent, one is taken out for a court."""
    at = datetime(year, 12, 27, 10, tzinfo=CHINA)
    archivist = actor_of(cast.officers["archivist"], at.date())
    cases = Case.objects.filter(bureau=cast.bureau, stage="archived").order_by("pk")[:number]
    made = [
        prepare_bind_and_seal(case, actor=archivist, at=at, checker=cast.officers["legal_reviewer"])
        for case in cases
    ]
    lend(
        actor=archivist,
        at=at + timedelta(hours=1),
        dossier=made[0],
        borrower="演示借阅人",
        organisation="演示区司法局",
        purpose="案卷抽查（演示）",
        approved_by=cast.officers["deputy_head"].name,
        due_on=(at + timedelta(days=7)).date(),
    )
    export(
        actor=archivist,
        at=at + timedelta(hours=2),
        dossier=made[1],
        reason="人民法院调取（演示）",
        recipient="演示区人民法院",
        with_media=True,
    )
