"""The list to choose from writes what Django's own writes."""

from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html

from chengguan.base.choosing import LongSelect

CHOICES = [("", "全部"), ("1", "甲<乙>"), (2, "丙 & 丁")]


@pytest.mark.parametrize("value", ["", "1", "2", 2, None, "9"])
def test_writes_what_django_writes(value: object) -> None:
    attrs = {"id": "id_a", "class": 'x"y', "required": True, "disabled": False}
    ours = LongSelect(choices=CHOICES).render("a", value, attrs)
    django = forms.Select(choices=CHOICES).render("a", value, attrs)
    assert parse_html(ours) == parse_html(django)
