"""One database measured from the floor up: seed, serve, log in, run every operation, read the clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from chengguan.cases.models import Case
from chengguan.people.models import Bureau, User
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import PASSWORD

from . import (
    amending,
    archive,
    auditing,
    counting,
    deeds,
    dossier,
    engine,
    exporting,
    ground,
    ingest,
    likeness,
    measures,
    playing,
    replaying,
    seeding,
)
from .browsing import Browser
from .databases import Database
from .machine import Cost, Memory, Meter, memory
from .pages import HANDLER, HEAD, Page, pages_of
from .serving import FLOOR, PRODUCT, Server, serving

WARM_UP: Final = 5
ROUNDS: Final = 5
ROUND_MS: Final = 500.0
MOST_RUNS: Final = 2000
VISITORS: Final = 8
DEED_RUNS: Final = 20


@dataclass(frozen=True)
class Plan:
    """What to measure: sizes in rising order, parts by prefix of their keys (all when empty), and how thoroughly."""

    sizes: tuple[int, ...]
    only: tuple[str, ...] = ()
    quick: bool = False
    ingest_mb: int = 4096
    recordings: int = 1_000_000

    def wants(self, key: str) -> bool:
        return not self.only or any(key.startswith(part) for part in self.only)


@dataclass(frozen=True)
class Figure:
    """One line of the table. `limit` is in milliseconds of CPU; none where only the ratio is asked."""

    key: str
    title: str
    viewer: str
    size: int
    cost: Cost
    floor_ms: float
    limit: float | None
    queries: int | None = None


@dataclass
class Findings:
    """Everything that one database gave."""

    database: str
    figures: list[Figure] = field(default_factory=list)
    queries: dict[int, dict[str, dict[str, int]]] = field(default_factory=dict)
    memory: list[Memory] = field(default_factory=list)
    verdict_ms: float = 0.0
    verification: dict[str, float] = field(default_factory=dict)
    likeness: dict[str, float] = field(default_factory=dict)
    amendment: dict[str, float] = field(default_factory=dict)
    replay: dict[str, float] = field(default_factory=dict)
    ingest: dict[str, float] = field(default_factory=dict)
    playing: dict[str, float] = field(default_factory=dict)
    archive: dict[str, Any] = field(default_factory=dict)
    measures: dict[str, Any] = field(default_factory=dict)
    audit: dict[str, float] = field(default_factory=dict)
    export: dict[str, float] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Bench:
    """The run on one database."""

    database: Database
    plan: Plan
    today: date
    found: Findings = field(init=False)

    def __post_init__(self) -> None:
        self.found = Findings(self.database.name)

    def run(self) -> Findings:
        """Measure every size in turn; what does not depend on the size is measured at the last."""
        laid = ground.lay()
        long_case = dossier.build(laid, self.today)
        for size in self.plan.sizes:
            seeding.grow(laid, size)
            if size == self.plan.sizes[0]:
                mine = Case.objects.filter(lead_officer=laid.cast.handlers[0])[:100]
                dossier.fill_desk(laid.cast.handlers[0], list(mine), self.today)
            self._size(
                laid, size, [page for page in pages_of(str(long_case.case)) if self.plan.wants(page.key)]
            )
        self._engine(laid, long_case)
        if self.plan.wants("replay"):
            self.found.replay = replaying.measure(laid, self.today, quick=self.plan.quick)
        self._audit()
        if self.plan.wants("ingest"):
            self.found.ingest = ingest.measure(laid, quick=self.plan.quick, memory_mb=self.plan.ingest_mb)
        if self.plan.wants("archive"):
            self.found.archive = archive.measure(laid, size=self.plan.recordings, quick=self.plan.quick)
        if self.plan.wants("likeness"):
            place = laid.cast.bureau.jurisdiction
            self.found.likeness = likeness.measure(laid, self.today, place, quick=self.plan.quick)
        if self.plan.wants("measures_10m"):
            self.found.measures = measures.measure(laid, self.today, quick=self.plan.quick)
        return self.found

    def _audit(self) -> None:
        if self.plan.wants("audit_100k"):
            self.found.audit = auditing.measure(self.today, quick=self.plan.quick)

    def _size(self, laid: ground.Ground, size: int, pages: list[Page]) -> None:
        users = {name: User.objects.get(username=login) for name, login in LOGINS.items()}
        self.found.queries[size] = counting.count_queries(tuple(pages), users)
        connection.close()
        last = size == self.plan.sizes[-1]
        with self._served() as (server, floor_server, meter):
            floor_ms = self._floor(floor_server, size)
            browsers = {name: log_in(server.port, login) for name, login in LOGINS.items()}
            for page in pages:
                if last or page.key.startswith(("board", "search")):
                    for viewer in page.viewers:
                        self._page(page, viewer, size, browsers[viewer], meter, floor_ms)
            if last:
                self._deeds(laid, size, server, meter, floor_ms)
                if self.plan.wants("playing"):
                    self.found.playing = playing.measure(laid, browsers[HANDLER], quick=self.plan.quick)
                self._export(laid, server)
                self._memory(server, pages)

    def _export(self, laid: ground.Ground, server: Server) -> None:
        if self.plan.wants("export_100k"):
            clerk = log_in(server.port, f"{ground.SHEET.prefix}legal_reviewer")
            self.found.export = exporting.measure(laid, clerk, server.workers, quick=self.plan.quick)

    def _page(
        self, page: Page, viewer: str, size: int, browser: Browser, meter: Meter, floor_ms: float
    ) -> None:
        if viewer in (HEAD, page.viewers[0]):
            browser_shows(browser, page)
        cost = self._cost(meter, lambda: browser.get(page.path))
        queries = self.found.queries[size][page.key][viewer]
        self._keep(Figure(page.key, page.title, viewer, size, cost, floor_ms, page.limit, queries))

    def _deeds(self, laid: ground.Ground, size: int, server: Server, meter: Meter, floor_ms: float) -> None:
        """Acts, posted by the officers whose acts they are. What each needs is laid before the clocks are read."""
        trial, runs, rounds = (1, 1, 1) if self.plan.quick else (WARM_UP, DEED_RUNS, ROUNDS)
        for deed in deeds.deeds(laid, timezone.now()):
            if self.plan.wants(deed.key):
                browser = log_in(server.port, f"{ground.SHEET.prefix}{deed.role}")
                drawn = deed.drawn(trial + runs * rounds)
                post = partial(_post_next, browser, drawn)
                meter.cost(post, trial)
                cost = meter.cost(post, runs, rounds)
                self._keep(Figure(deed.key, deed.title, deed.role, size, cost, floor_ms, deed.limit))

    def _floor(self, server: Server, size: int) -> float:
        browser = Browser(server.port)
        path = f"/?pk={Bureau.objects.values_list('pk', flat=True)[0]}"
        connection.close()
        cost = self._cost(self._meter(server), lambda: browser.get(path))
        self._keep(
            Figure("floor", "bare Django view, one query, one template", "", size, cost, cost.cpu_ms, None, 1)
        )
        return cost.cpu_ms

    def _cost(self, meter: Meter, operation: Callable[[], object]) -> Cost:
        if self.plan.quick:
            return meter.cost(operation, 2)
        for _ in range(WARM_UP):
            operation()
        trial = meter.cost(operation, WARM_UP)
        runs = ROUND_MS / max(trial.cpu_ms, 0.2)
        return meter.cost(operation, int(min(max(runs, 10), MOST_RUNS)), ROUNDS)

    def _keep(self, figure: Figure) -> None:
        self.found.figures.append(figure)

    @contextmanager
    def _served(self) -> Iterator[tuple[Server, Server, Meter]]:
        environment = {"DATABASE_URL": self.database.url}
        with serving(PRODUCT, environment) as server, serving(FLOOR, environment) as floor_server:
            yield server, floor_server, self._meter(server)

    def _meter(self, server: Server) -> Meter:
        return Meter(server.workers, self.database.processes)

    def _memory(self, server: Server, pages: list[Page]) -> None:
        """Memory of the workers after several clients have opened every page, so that each worker has served each."""
        for _ in range(1 if self.plan.quick else VISITORS):
            for viewer, login in LOGINS.items():
                visitor = log_in(server.port, login)
                for page in pages:
                    if viewer in page.viewers:
                        visitor.get(page.path)
        self.found.memory = [memory(pid) for pid in server.workers()]

    def _engine(self, laid: ground.Ground, long_case: dossier.Dossier) -> None:
        seconds = 0.02 if self.plan.quick else engine.SECONDS
        head = actor_of(laid.cast.officers["organ_head"], self.today)
        self.found.verdict_ms = engine.verdict_ms(long_case.case, head, self.today, seconds)
        self.found.verification = engine.verification(long_case.chain, seconds)
        if self.plan.wants("amendment"):
            self.found.amendment = amending.measure(
                laid, self.today, 500 if self.plan.quick else amending.CASES
            )


LOGINS: Final = {HEAD: f"{ground.SHEET.prefix}organ_head", HANDLER: f"{ground.SHEET.prefix}handler1"}


def log_in(port: int, username: str) -> Browser:
    """A browser that has logged in."""
    browser = Browser(port)
    browser.log_in(reverse("login"), username, PASSWORD)
    return browser


def _post_next(browser: Browser, drawn: Iterator[tuple[str, deeds.Fields]]) -> None:
    browser.post(*next(drawn))


def browser_shows(browser: Browser, page: Page) -> None:
    """The page holds what it is about: an empty list measured would flatter."""
    if page.shows not in browser.get(page.path):
        raise AssertionError(f"{page.path} does not show {page.shows}")
