"""Bureaus, units, officers, credentials, posts, delegations and logins."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from chengguan.base.permissions import ROLES
from chengguan.ledger.models import Subject


class Bureau(models.Model):
    """执法机关 (行政处罚法 第十七条): an organ with penalty power, its jurisdiction and what its documents must say of it."""

    code = models.CharField("机关代码", max_length=12, unique=True)
    name = models.CharField("机关名称", max_length=80)
    short = models.CharField("文号简称", max_length=20)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级机关")
    jurisdiction = models.CharField("法律适用地区", max_length=20)
    region = models.CharField("行政区域", max_length=80)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    address = models.CharField("地址", max_length=120, blank=True, default="")
    phone = models.CharField("电话", max_length=40, blank=True, default="")
    government = models.CharField("复议机关（本级人民政府）", max_length=80)
    court = models.CharField("管辖法院", max_length=80)
    bank = models.CharField("代收罚款银行", max_length=80, blank=True, default="")
    bank_account = models.CharField("罚款专户账号", max_length=40, blank=True, default="")
    is_demo = models.BooleanField("演示数据", default=False)

    def __str__(self) -> str:
        return self.name

    def as_context(self) -> dict[str, Any]:
        """Values of the bureau that documents print."""
        return {
            "code": self.code,
            "name": self.name,
            "short": self.short,
            "region": self.region,
            "address": self.address,
            "phone": self.phone,
            "government": self.government,
            "court": self.court,
            "bank": self.bank,
            "bank_account": self.bank_account,
        }


class Unit(models.Model):
    """大队、中队、科室."""

    BRIGADE, SQUAD, OFFICE = "brigade", "squad", "office"
    KINDS = [(BRIGADE, "大队"), (SQUAD, "中队"), (OFFICE, "科室")]
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="units", verbose_name="机关")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    name = models.CharField("名称", max_length=60)
    active = models.BooleanField("在用", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "name"], name="unit_name_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def brigade_id(self) -> int | None:
        """Brigade to which rows of this unit belong."""
        return self.pk if self.kind == self.BRIGADE else self.parent_id if self.kind == self.SQUAD else None

    @property
    def squad_id(self) -> int | None:
        return self.pk if self.kind == self.SQUAD else None


class Officer(models.Model):
    """执法人员或辅助人员 (行政处罚法 第四十二条). Auxiliary staff never exercise enforcement power."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="officers", verbose_name="机关")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name="单位")
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=20, blank=True, default="")
    auxiliary = models.BooleanField("辅助人员", default=False)
    active = models.BooleanField("在岗", default=True)
    suspended = models.BooleanField("暂停执法", default=False)

    class Meta:
        indexes = [models.Index(fields=["unit", "active"], name="officer_unit")]

    def __str__(self) -> str:
        return self.name


class CredentialQuerySet(models.QuerySet["Credential"]):
    def valid_on(self, day: date) -> CredentialQuerySet:
        """Credentials in force on a day: begun, not expired, not revoked by then."""
        return self.filter(valid_from__lte=day, valid_to__gte=day).filter(
            Q(revoked_on=None) | Q(revoked_on__gt=day)
        )


class Credential(models.Model):
    """执法证件、法律职业资格 (行政处罚法 第四十二条、第五十五条、第五十八条)."""

    ENFORCEMENT, LEGAL = "enforcement", "legal"
    KINDS = [(ENFORCEMENT, "行政执法证"), (LEGAL, "法律职业资格证")]
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="credentials", verbose_name="人员")
    kind = models.CharField("类别", max_length=12, choices=KINDS, default=ENFORCEMENT)
    number = models.CharField("证号", max_length=40)
    valid_from = models.DateField("有效期自")
    valid_to = models.DateField("有效期至")
    revoked_on = models.DateField("注销日期", null=True, blank=True)
    objects: ClassVar[models.Manager[Credential]] = CredentialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="credential_number_unique"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")), name="credential_period"
            ),
        ]


class Post(models.Model):
    """岗位任职: which role an officer holds, where, from when to when."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.CharField("岗位", max_length=20, choices=list(ROLES.items()))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="任职单位")
    begins_on = models.DateField("任职自")
    ends_on = models.DateField("任职至", null=True, blank=True)
    delegation = models.CharField(
        "书面授权", max_length=200, blank=True, default="", help_text="分管领导代行负责人审批的授权文号和事项"
    )

    class Meta:
        indexes = [models.Index(fields=["officer", "begins_on"], name="post_officer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("begins_on")), name="post_period"
            )
        ]


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str, officer: Officer | None = None, **extra: Any) -> User:
        """Make a login. The password is hashed with Argon2."""
        user = self.model(username=username, officer=officer, **extra)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Login of an officer or administrator."""

    username = models.CharField("用户名", max_length=40, unique=True)
    officer = models.OneToOneField(
        Officer, models.PROTECT, null=True, related_name="user", verbose_name="人员"
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=False)
    password_changed_on = models.DateField("密码修改日期", null=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    @property
    def is_staff(self) -> bool:
        return False

    @property
    def is_superuser(self) -> bool:
        return False


class StaffChange(Subject):
    """人员、单位、岗位或账号的一次变更: the subject of the acts of administration; the rows themselves are changed by the act."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="changes")
    what = models.CharField("事项", max_length=40)
    made_at = models.DateTimeField("时间")


class SecondFactor(models.Model):
    """双因素 of a login: the encrypted key in force, one that waits for its first code, the last step used, recovery digests."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    secret = models.CharField(max_length=200, default="")
    pending = models.CharField(max_length=200, default="")
    confirmed_at = models.DateTimeField("启用时间", null=True)
    last_step = models.BigIntegerField(default=0)
    recovery = models.JSONField(default=list)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
