"""当事人: individuals, sole traders, legal persons and other organisations."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Q

from chengguan.base.viewer import ScopedQuerySet
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Unit

ADULT: Final = 18


class Party(Subject):
    """当事人 (行政处罚法 第四条). Identity numbers are masked wherever they are shown, until someone unmasks them on the record."""

    INDIVIDUAL, SOLE_TRADER, LEGAL_PERSON, OTHER = (
        "individual",
        "sole_trader",
        "legal_person",
        "other_organisation",
    )
    KINDS: ClassVar = [
        (INDIVIDUAL, "自然人"),
        (SOLE_TRADER, "个体工商户"),
        (LEGAL_PERSON, "法人"),
        (OTHER, "其他组织"),
    ]
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("类别", max_length=20, choices=KINDS)
    name = models.CharField("姓名/名称", max_length=120)
    id_number = models.CharField("身份证号", max_length=18, blank=True, default="")
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    representative = models.CharField("法定代表人/经营者/负责人", max_length=40, blank=True, default="")
    gender = models.CharField("性别", max_length=4, blank=True, default="")
    born_on = models.DateField("出生日期", null=True, blank=True)
    address = models.CharField("住址/住所", max_length=160, blank=True, default="")
    phone = models.CharField("电话", max_length=30, blank=True, default="")
    registered_at = models.DateTimeField("登记时间")
    objects: ClassVar[ScopedQuerySet[Party]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "id_number"],
                name="party_id_unique",
                condition=~Q(id_number="") & Q(kind="individual"),
            ),
            models.UniqueConstraint(
                fields=["bureau", "credit_code"], name="party_code_unique", condition=~Q(credit_code="")
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "-id"], name="party_bureau"),
            models.Index(fields=["brigade", "-id"], name="party_brigade"),
            models.Index(fields=["squad", "-id"], name="party_squad"),
            models.Index(fields=["bureau", "name"], name="party_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_organisation(self) -> bool:
        """Whether the limits for 法人或者其他组织 apply; a sole trader counts as a citizen (policy, 民法典 第五十四条)."""
        return self.kind in (self.LEGAL_PERSON, self.OTHER)

    def age_on(self, day: date) -> int | None:
        """周岁 on a day: a year of age is reached on the day after the birthday (法释〔2006〕1号 第二条, by analogy)."""
        if self.born_on is None:
            return None
        full = day.year - self.born_on.year
        return full - ((day.month, day.day) <= (self.born_on.month, self.born_on.day))

    def protected_on(self, day: date) -> bool:
        """Whether the person was under eighteen on a day: then the name is masked wherever it is shown (行政处罚法 第三十条)."""
        age = self.age_on(day)
        return age is not None and age < ADULT

    def as_context(self) -> dict[str, Any]:
        """Values of the party that documents print."""
        individual = self.kind == self.INDIVIDUAL
        return {
            "kind": self.kind,
            "kind_title": self.get_kind_display(),
            "name": self.name,
            "id_title": "公民身份号码" if individual else "统一社会信用代码",
            "id_number": self.id_number if individual else self.credit_code or self.id_number,
            "representative": self.representative,
            "gender": self.gender,
            "born_on": self.born_on,
            "address": self.address,
            "phone": self.phone,
        }
