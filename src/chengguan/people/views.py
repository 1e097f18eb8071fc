"""Pages of people: login, account, roster, and the acts of administration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.base.qr import qr_svg
from chengguan.ledger.acting import Act, Refused
from chengguan.ledger.norms import book

from . import acts, forms, second_factor
from .models import Officer, User
from .roster import officer_file, roster

# Between password and code: who has passed the first step, for how long.
HALFWAY: Final = "login_halfway"
HALFWAY_SECONDS: Final = 300


@dataclass(frozen=True)
class StaffStep:
    """One act of administration: its form, and whether it is about an officer."""

    perform: Act
    form: type[forms.StaffForm]
    permission: str
    about_officer: bool = True


STEPS: Final = {
    step.perform.kind: step
    for step in (
        StaffStep(acts.add_unit, forms.UnitForm, "people.edit", about_officer=False),
        StaffStep(acts.add_officer, forms.OfficerForm, "people.edit", about_officer=False),
        StaffStep(acts.move_officer, forms.MoveForm, "people.edit"),
        StaffStep(acts.suspend_officer, forms.SuspendForm, "people.edit"),
        StaffStep(acts.issue_credential, forms.CredentialForm, "people.edit"),
        StaffStep(acts.revoke_credential, forms.RevokeForm, "people.edit"),
        StaffStep(acts.create_login, forms.LoginForm, "people.edit"),
        StaffStep(acts.grant_post, forms.PostForm, "people.grant"),
        StaffStep(acts.end_post, forms.EndPostForm, "people.grant"),
        StaffStep(acts.reset_password, forms.ReasonForm, "people.grant"),
        StaffStep(acts.reset_second_factor, forms.ReasonForm, "people.grant"),
        StaffStep(acts.unlock_login, forms.ReasonForm, "people.grant"),
        StaffStep(acts.disable_login, forms.ReasonForm, "people.grant"),
    )
}


class Login(LoginView):
    """登录. Failed attempts are counted by account and by address. Where a second factor is in force its code is asked for next."""

    template_name = "registration/login.html"
    redirect_authenticated_user = False

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if second_factor.in_force(user) is None:
            return super().form_valid(form)
        self.request.session[HALFWAY] = {
            "user": user.pk,
            "until": int(timezone.now().timestamp()) + HALFWAY_SECONDS,
            "next": self.get_success_url(),
        }
        return redirect("login.code")


@page(PUBLIC)
def login_code(request: PageRequest) -> HttpResponseBase:
    """登录验证码: the second step, within five minutes of the first."""
    at = timezone.now()
    halfway = request.session.get(HALFWAY)
    if not halfway or halfway["until"] < at.timestamp():
        return redirect("login")
    if request.method != "POST":
        return render(request, "registration/code.html", {})
    user = User.objects.filter(pk=halfway["user"], is_active=True).first()
    if user is None or second_factor.in_force(user) is None:
        return redirect("login")
    if not second_factor.passes(user, request.POST.get("code", "")[:40], at):
        return render(request, "registration/code.html", {"wrong": True}, status=422)
    del request.session[HALFWAY]
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(halfway["next"])


def locked_out(
    request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Answer after too many failed logins of one account or one address."""
    return render(request, "registration/locked.html", status=429)


@page("account")
def account(request: PageRequest) -> HttpResponseBase:
    """我的账号: posts and credentials."""
    found = officer_file(request.viewer, request.viewer.officer_id)
    return render(request, "people/account.html", {"found": found})


@page("account")
def password_change(request: PageRequest) -> HttpResponseBase:
    """修改密码."""
    user: User = request.user  # type: ignore[assignment]
    form = forms.PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        acts.change_own_password(user, form.cleaned_data["new"], timezone.now())
        update_session_auth_hash(request, user)
        messages.success(request, "密码已修改。")
        return redirect("home")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "people/password.html", {"form": form, "forced": user.must_change_password}, status=status
    )


@page("account")
def second_factor_page(request: PageRequest) -> HttpResponseBase:
    """双因素登录: scan, confirm with a first code, keep the recovery codes."""
    user: User = request.user  # type: ignore[assignment]
    codes = None
    if request.method == "POST":
        codes = second_factor.confirm(user, request.POST.get("code", "")[:40], timezone.now())
        if codes is not None:
            return render(request, "people/recovery_codes.html", {"codes": codes})
    factor = second_factor.begin(user)
    context = {
        "key": second_factor.key_text(factor),
        "qr": qr_svg(second_factor.address(factor, user)),
        "active": second_factor.in_force(user),
        "required": second_factor.required(request.viewer),
        "wrong": request.method == "POST",
    }
    return render(request, "people/second_factor.html", context, status=422 if context["wrong"] else 200)


@page("people.board")
def people_board(request: PageRequest) -> HttpResponseBase:
    """机构人员."""
    return render(
        request, "people/board.html", {"roster": roster(request.viewer, local_date(timezone.now()))}
    )


@page("people.board")
def officer_page(request: PageRequest, pk: int) -> HttpResponseBase:
    """One officer."""
    found = officer_file(request.viewer, pk)
    if found is None:
        raise Http404
    offered = [
        (kind, book().act_head(kind).title)
        for kind, step in STEPS.items()
        if step.about_officer and request.viewer.may(step.permission)
    ]
    return render(request, "people/officer.html", {"found": found, "offered": offered})


@page("people.edit")
def edit_act(request: PageRequest, kind: str, pk: int = 0) -> HttpResponseBase:
    """Acts of the system administrator."""
    return _act(request, "people.edit", kind, pk)


@page("people.grant")
def grant_act(request: PageRequest, kind: str, pk: int = 0) -> HttpResponseBase:
    """Acts of the security administrator."""
    return _act(request, "people.grant", kind, pk)


def _act(request: PageRequest, permission: str, kind: str, pk: int) -> HttpResponseBase:
    step = STEPS.get(kind)
    if step is None or step.permission != permission or step.about_officer != bool(pk):
        raise Http404
    found = officer_file(request.viewer, pk) if pk else None
    if pk and found is None:
        raise Http404
    officer = found.officer if found else None
    at = timezone.now()
    form = step.form(request.POST or None, officer=officer, actor=request.viewer, at=at)
    refusal = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = step.perform(actor=request.viewer, at=at, **form.inputs())
                return _done(request, kind, officer, done.result)
            except Refused as refused:
                refusal, status = refused.verdict, 409
    context = {"title": book().act_head(kind).title, "form": form, "refusal": refusal, "officer": officer}
    return render(request, "people/act.html", context, status=status)


def _done(request: PageRequest, kind: str, officer: Officer | None, password: str | None) -> HttpResponseBase:
    title = book().act_head(kind).title
    if password:
        context = {"title": title, "officer": officer, "password": password}
        return render(request, "people/initial_password.html", context)
    messages.success(request, f"“{title}”已办理，记录已入台账。")
    return redirect("people.officer", officer.pk) if officer else redirect("people.board")
