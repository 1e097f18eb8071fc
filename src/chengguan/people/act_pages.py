"""The one way of a page that performs an act outside a case: fill in, perform, or show what is wrong and which ground is not met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render

from chengguan.base.pages import PageRequest
from chengguan.base.reasons import reasons_in
from chengguan.ledger.acting import Act, Done, Refused
from chengguan.ledger.norms import book
from lawengine import Verdict

from .act_forms import ActForm


@dataclass(frozen=True)
class ActStep:
    """One act that a page offers: its form, its icon, and at which stages of the subject it is offered (none named: at every one)."""

    perform: Act
    form: type[ActForm]
    icon: str = ""
    stages: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        return book().act_head(self.perform.kind).title


# Label and address of each step of the way to a page.
Crumbs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Attempt:
    """What came of one request: nothing yet, faults in the form (422), a refusal in law (409), or the act done."""

    form: ActForm
    done: Done | None = None
    verdict: Verdict | None = None
    status: int = 200


def posted(request: PageRequest) -> QueryDict | None:
    """What was posted, also where an act asks for nothing: an empty post binds its form."""
    return request.POST if request.method == "POST" else None


def attempt(request: PageRequest, perform: Act, form: ActForm, **subject: Any) -> Attempt:
    """Perform the act with what was posted; everything that was entered stays in the form. `subject`: further arguments of the act."""
    if request.method != "POST":
        return Attempt(form)
    if not form.is_valid():
        return Attempt(form, status=422)
    try:
        done = perform(
            actor=request.viewer,
            at=form.at,
            reasons=reasons_in(request.POST),
            **{**subject, **form.inputs()},
        )
    except Refused as refused:
        return Attempt(form, verdict=refused.verdict, status=409)
    return Attempt(form, done=done)


def act_page(
    request: PageRequest, tried: Attempt, title: str, crumbs: Crumbs, **context: Any
) -> HttpResponseBase:
    """The form of an act on a page of its own; the last crumb is where the way back leads."""
    values = {
        "form": tried.form,
        "verdict": tried.verdict,
        "title": title,
        "crumbs": crumbs,
        "back": crumbs[-1][1],
        "multipart": tried.form.is_multipart(),
        "reasons": reasons_in(request.POST),
        **context,
    }
    return render(request, "people/act_page.html", values, status=tried.status)
