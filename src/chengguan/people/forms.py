"""Forms of the acts of administration."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password

from chengguan.base.dates import local_date
from chengguan.base.permissions import ROLES

from .act_forms import ActForm, DateField
from .models import Credential, Officer, Post, Unit, User


class StaffForm(ActForm):
    """Base: acts of administration about one officer (or none yet)."""

    def __init__(self, *args: Any, officer: Officer | None = None, **kwargs: Any) -> None:
        self.officer = officer
        super().__init__(*args, subject=None, **kwargs)

    def prepare(self) -> None:
        field = self.fields.get("unit") or self.fields.get("parent")
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Unit.objects.filter(bureau_id=self.actor.bureau_id, active=True).order_by("pk")
        for name in ("valid_from", "begins_on", "ends_on_day", "revoked_on"):
            if name in self.fields:
                self.fields[name].initial = local_date(self.at)

    def inputs(self) -> dict[str, Any]:
        about = {"officer": self.officer} if self.officer is not None else {}
        return {**about, **self.cleaned_data}


class UnitForm(StaffForm):
    name = forms.CharField(label="单位名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=Unit.KINDS)
    parent = forms.ModelChoiceField(
        label="上级单位",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="（本局）",
        help_text="中队须隶属于大队。",
    )


class OfficerForm(StaffForm):
    name = forms.CharField(label="姓名", max_length=40)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label=None)
    phone = forms.CharField(label="电话", max_length=20, required=False)
    auxiliary = forms.BooleanField(label="辅助人员（不得单独执法）", required=False)


class MoveForm(StaffForm):
    unit = forms.ModelChoiceField(label="调往单位", queryset=Unit.objects.none(), empty_label=None)
    reason = forms.CharField(label="原因", max_length=200)


class SuspendForm(StaffForm):
    suspended = forms.TypedChoiceField(
        label="处理",
        choices=[("yes", "暂停执法"), ("no", "恢复执法")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="原因和依据", max_length=200)


class CredentialForm(StaffForm):
    kind = forms.ChoiceField(label="证件", choices=Credential.KINDS)
    number = forms.CharField(label="证号", max_length=40)
    valid_from = DateField(label="有效期自")
    valid_to = DateField(label="有效期至")


class CredentialField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A credential, shown with its number."""

    def label_from_instance(self, obj: Credential) -> str:
        return f"{obj.get_kind_display()} {obj.number}"


class RevokeForm(StaffForm):
    credential = CredentialField(label="证件", queryset=Credential.objects.none(), empty_label=None)
    revoked_on = DateField(label="注销日期")
    reason = forms.CharField(label="原因", max_length=200)

    def prepare(self) -> None:
        super().prepare()
        field = self.fields["credential"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Credential.objects.filter(officer=self.officer, revoked_on=None)


class PostForm(StaffForm):
    role = forms.ChoiceField(label="岗位", choices=list(ROLES.items()))
    unit = forms.ModelChoiceField(
        label="任职单位", queryset=Unit.objects.none(), required=False, empty_label="（所在单位）"
    )
    begins_on = DateField(label="任职自")
    ends_on = DateField(label="任职至", required=False)
    delegation = forms.CharField(
        label="书面授权",
        max_length=200,
        required=False,
        help_text="分管领导代行负责人审批的，填写授权文号和事项。",
    )


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post, shown with its beginning."""

    def label_from_instance(self, obj: Post) -> str:
        return f"{obj.get_role_display()}（自 {obj.begins_on}）"


class EndPostForm(StaffForm):
    post = PostField(label="岗位", queryset=Post.objects.none(), empty_label=None)
    ends_on = DateField(label="终止日期")
    reason = forms.CharField(label="原因", max_length=200)

    def prepare(self) -> None:
        super().prepare()
        field = self.fields["post"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Post.objects.filter(officer=self.officer, ends_on=None)
        self.fields["ends_on"].initial = local_date(self.at)


class LoginForm(StaffForm):
    username = forms.RegexField(
        label="用户名",
        regex=r"^[a-z][a-z0-9_.]{2,30}$",
        error_messages={"invalid": "用户名用小写字母开头，只含小写字母、数字、点和下划线，3 至 31 位。"},
    )


class ReasonForm(StaffForm):
    reason = forms.CharField(label="原因", max_length=200)


class PasswordForm(forms.Form):
    """修改密码."""

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = []
    old = forms.CharField(
        label="原密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )
    new = forms.CharField(
        label="新密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text="至少 10 位，含大写字母、小写字母、数字、符号中的三种。",
    )
    again = forms.CharField(
        label="再输一次", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError("原密码不正确。")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两次输入的新密码不一致。")
        return data
