"""Links from a matter to the guides that lead to it: `{% load guides %}{% guide_links matter on %}`."""

from __future__ import annotations

from datetime import date

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from chengguan.powers.models import Matter
from chengguan.powers.selectors.guides import guides_of

register = template.Library()


@register.simple_tag(takes_context=True)
def guide_links(context: Context, matter: Matter | None, on: date | None = None) -> SafeString:
    """处罚导图 of a matter as links to its leaf, as of a day; nothing where no guide leads to it. No queries."""
    viewer = context.get("viewer")
    if matter is None or viewer is None:
        return SafeString("")
    day = on or matter.valid_to or matter.valid_from
    found = guides_of(matter, viewer.jurisdiction, day)
    links = (
        (reverse("guide.page", args=[slug]), day.isoformat(), leaf, title) for slug, title, leaf in found
    )
    return format_html_join(" ", '<a href="{}?on={}#{}">{}</a>', links)
