"""Walking a case through real acts: the demonstration and the tests build cases in this way and in no other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.documents.models import Instrument
from chengguan.intake.models import Lead
from chengguan.parties.models import Party
from chengguan.people.models import Officer
from chengguan.people.selectors import actor_of
from chengguan.powers.models import Matter

from .cast import Cast

Actors = dict[tuple[int, date], Viewer]


@dataclass
class Walk:
    """One case on its way: who acts, on which day, and what has come of it so far.

    `now` is the moment of the next act; steps move it forward with `later`. `plan` holds choices of this walk
    (e.g. {"fine": "2000", "hearing": True}) that step functions read.
    """

    cast: Cast
    now: datetime
    matter: Matter
    party: Party
    squad: int = 0
    plan: dict[str, Any] = field(default_factory=dict)
    lead: Lead | None = None
    case: Case | None = None
    # Actors by officer and day, where posts and certificates are known to stay as they are while many cases are walked.
    actors: Actors | None = None

    @property
    def day(self) -> date:
        return local_date(self.now)

    @property
    def subject_case(self) -> Case:
        """The case as it is now."""
        assert self.case is not None
        self.case.refresh_from_db()
        return self.case

    def later(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> None:
        """Let time pass."""
        self.now += timedelta(days=days, hours=hours, minutes=minutes)

    def at_hour(self, hour: int, minute: int = 0) -> None:
        """Set the time of day."""
        self.now = self.now.astimezone(CHINA).replace(hour=hour, minute=minute, second=0, microsecond=0)

    @property
    def pair(self) -> tuple[Officer, Officer]:
        """Lead and assisting officer of this walk."""
        return self.cast.pair(self.squad)

    @property
    def pair_ids(self) -> list[int]:
        return [officer.pk for officer in self.pair]

    def as_role(self, role: str) -> Viewer:
        """The actor of a post: handler (the lead officer), squad_leader (of the walk's squad), or a bureau-wide post."""
        if role == "handler":
            return self._actor(self.pair[0])
        if role == "squad_leader":
            return self._actor(self.cast.officers[f"squad_leader_{self.squad % len(self.cast.squads)}"])
        return self._actor(self.cast.officers[role])

    def _actor(self, officer: Officer) -> Viewer:
        if self.actors is None:
            return actor_of(officer, self.day)
        key = (officer.pk, self.day)
        if key not in self.actors:
            self.actors[key] = actor_of(officer, self.day)
        return self.actors[key]

    def perform(self, kind: str, /, role: str = "handler", **inputs: Any) -> Any:
        """Perform an act that needs no approval; returns its `Done`."""
        from chengguan.cases.procedure import STEPS

        return STEPS[kind].perform(actor=self.as_role(role), at=self.now, **inputs)

    def approve(
        self, kind: str, subject: Case | Lead, data: dict[str, Any], *, opinion: str = "同意。"
    ) -> Any:
        """Propose an act with form data and carry it through every tier; returns the `Done` of the act itself."""
        from chengguan.cases.acts import approvals

        proposed = approvals.propose(
            actor=self.as_role("handler"), at=self.now, subject=subject, act=kind, inputs=data
        )
        approval: Approval = proposed.result
        done = proposed
        for tier in approval.tiers:
            self.later(minutes=20)
            done = approvals.endorse(
                actor=self.as_role(tier), at=self.now, subject=subject, approval=approval, opinion=opinion
            )
            approval = done.result
        return approval.performed  # type: ignore[attr-defined]

    def instrument(self, kind: str) -> Instrument:
        """The newest instrument of a kind in this case."""
        return Instrument.objects.filter(subject_key=self.subject_case.chain_key, kind=kind).latest(
            "issued_at", "id"
        )
