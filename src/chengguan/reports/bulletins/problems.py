"""通报所列问题: what the record says went wrong or is about to, case by case. Each kind has an id that the norm list names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import F

from chengguan.agenda.models import Duty
from chengguan.base.dates import local_date, start_of
from chengguan.cases.models import Case, LegalReview, StepFootage
from chengguan.disclosure.models import Publication
from chengguan.people.models import Bureau
from chengguan.recordings.models import Recording
from chengguan.reports.measures import Period
from chengguan.reports.models.measures import Term


@dataclass(frozen=True)
class Month:
    """What a bulletin looks at: whose month, what happened in it, and what is open on the day of the draft."""

    bureau: Bureau
    period: Period
    as_of: date
    near_days: int


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong or is due. `subject`: chain of the case or lead; `days` late (negative: days left)."""

    subject: str
    label: str
    what: str
    on: date
    days: int
    url: str
    unit: int | None

    def as_data(self) -> dict[str, Any]:
        """Plain values for the frozen content."""
        return {
            "subject": self.subject,
            "label": self.label,
            "what": self.what,
            "on": self.on.isoformat(),
            "days": self.days,
            "url": self.url,
            "unit": self.unit,
        }


def overdue(month: Month) -> list[Problem]:
    """逾期未办: open duties whose day has passed when the bulletin is drafted."""
    return _duties(Duty.objects.filter(due_on__lt=month.as_of), month)


def near(month: Month) -> list[Problem]:
    """临期: open duties due within the days that the norm names."""
    last = month.as_of + timedelta(days=month.near_days)
    return _duties(Duty.objects.filter(due_on__range=(month.as_of, last)), month)


def _duties(rows: Any, month: Month) -> list[Problem]:
    rows = rows.filter(bureau_id=month.bureau.pk, raised_on__lte=month.as_of).exclude(clock="")
    found: dict[tuple[str, str], Duty] = {}
    for duty in rows.order_by("due_on", "pk"):
        found.setdefault((duty.subject, duty.clock), duty)
    names = case_labels(duty.subject for duty in found.values())
    return [
        Problem(
            subject=duty.subject,
            label=names.get(duty.subject) or duty.about.split(" ")[0],
            what=duty.title,
            on=due,
            days=(month.as_of - due).days,
            url=duty.url,
            unit=duty.squad_id or duty.brigade_id,
        )
        for duty in found.values()
        if (due := duty.due_on) is not None
    ]


def case_labels(subjects: Iterable[str]) -> dict[str, str]:
    """案号（文号）和案由 of cases and publications by their chain; the party is not named in a bulletin."""
    wanted: dict[str, list[str]] = {"case": [], "publication": []}
    for key in subjects:
        kind, _, pk = key.partition("/")
        wanted.get(kind, []).append(pk)
    found: dict[str, str] = {}
    for kind, model in (("case", Case), ("publication", Publication)):
        rows = model._default_manager.filter(pk__in=wanted[kind]).values_list("pk", "number", "cause")
        found |= {f"{kind}/{pk}": f"{number} {cause}" for pk, number, cause in rows}
    return found


def late(month: Month) -> list[Problem]:
    """超期办结: periods of the procedure that were ended in this month after their last day."""
    days = (month.period.first, month.period.last)
    rows = Term.objects.filter(bureau_id=month.bureau.pk, stopped_on__range=days, stopped_on__gt=F("due_on"))
    return [
        _of_case(row.case, row.title, row.stopped_on, (row.stopped_on - row.due_on).days)
        for row in rows.select_related("case").order_by("stopped_on", "pk")
        if row.stopped_on
    ]


def _of_case(case: Case, what: str, on: date, days: int = 0) -> Problem:
    label, unit = f"{case.number} {case.cause}", case.squad_id or case.brigade_id
    return Problem(case.chain_key, label, what, on, days, f"/cases/{case.pk}/", unit)


def review_returned(month: Month) -> list[Problem]:
    """法制审核未通过: rounds that were returned or rejected in the month."""
    days = (month.period.first, month.period.last)
    rows = LegalReview.objects.filter(
        case__bureau_id=month.bureau.pk, result__in=("returned", "rejected"), concluded_on__range=days
    )
    return [
        _of_case(row.case, f"第{row.round}轮审核{row.get_result_display()}", row.concluded_on)
        for row in rows.select_related("case").order_by("concluded_on", "pk")
        if row.concluded_on
    ]


def footage_missing(month: Month) -> list[Problem]:
    """必录环节没有录像, as noted at the end of the investigation or of the case."""
    days = (month.period.first, month.period.last)
    rows = StepFootage.objects.filter(
        case__bureau_id=month.bureau.pk, required=True, covered=False, noted_on__range=days
    )
    return [
        _of_case(row.case, row.title, row.noted_on)
        for row in rows.select_related("case").order_by("noted_on", "pk")
    ]


def upload_late(month: Month) -> list[Problem]:
    """音视频逾期上传: recordings made in the month that came in too late."""
    rows = Recording.objects.filter(
        bureau_id=month.bureau.pk,
        late=True,
        began_at__gte=start_of(month.period.first),
        began_at__lt=start_of(month.period.last + timedelta(days=1)),
    )
    columns = ("pk", "number", "began_at", "due_at", "received_at", "squad_id", "brigade_id")
    return [
        Problem(
            f"recording/{pk}",
            number,
            "执法音视频",
            local_date(began),
            _days_after(received, due),
            f"/recordings/{pk}/",
            squad or brigade,
        )
        for pk, number, began, due, received, squad, brigade in rows.order_by("began_at", "pk").values_list(
            *columns
        )
    ]


def _days_after(moment: datetime, due: datetime | None) -> int:
    return max(0, (local_date(moment) - local_date(due)).days) if due else 0


def publication_late(month: Month) -> list[Problem]:
    """逾期公示: decisions put before the public after their day, or not yet."""
    first, last = month.period.first, month.period.last
    rows = Publication.objects.filter(bureau_id=month.bureau.pk, due_on__range=(first, last))
    rows = rows.exclude(stage=Publication.DECLINED).order_by("due_on", "pk")
    return list(_late_publications(rows, month.as_of))


def _late_publications(rows: Any, as_of: date) -> Iterator[Problem]:
    for row in rows:
        shown = local_date(row.released_at) if row.released_at else as_of
        if shown > row.due_on:
            yield Problem(
                row.subject_key or row.chain_key,
                f"{row.number} {row.cause}".strip(),
                "处罚决定公示" if row.released_at else "处罚决定尚未公示",
                row.due_on,
                (shown - row.due_on).days,
                f"/publications/{row.pk}/",
                row.squad_id or row.brigade_id,
            )


FINDERS: Final[Mapping[str, Callable[[Month], list[Problem]]]] = {
    "overdue": overdue,
    "near": near,
    "late": late,
    "review_returned": review_returned,
    "footage_missing": footage_missing,
    "upload_late": upload_late,
    "publication_late": publication_late,
}
