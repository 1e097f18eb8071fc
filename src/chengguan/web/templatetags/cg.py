"""Template library `cg`: the components that every page is built of. `{% load cg %}`; the style guide shows each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from django import forms, template
from django.http import HttpRequest
from django.template.base import Node
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from chengguan.base.permissions import ROLES
from lawengine import Citation, Finding

from . import display, fields, navigation
from .display import attribute

register = template.Library()
CURSORS: Final = ("after", "before", "cursor", "page", "last")

register.filter("cn_date", display.cn_date)
register.filter("iso_date", display.iso_date)
register.filter("short_date", display.short_date)
register.filter("cn_moment", display.cn_moment)
register.filter("iso_moment", display.iso_moment)
register.filter("days_text", display.days_text)
register.filter("urgency", display.urgency)
register.filter("amount", display.amount)
register.filter("money", display.money)
register.filter("citation", display.citation)
register.filter("mask", display.mask)


@register.filter
def role_titles(roles: Iterable[str]) -> str:
    """承办人、法制员: titles of a set of roles, in the order of the table of roles."""
    held = set(roles)
    return "、".join(title for role, title in ROLES.items() if role in held)


@register.simple_tag
@lru_cache(maxsize=4096)
def cg_icon(name: str, title: str = "", size: str = "") -> SafeString:
    """One icon of the sprite; decorative unless a title is given. Sizes: sm, lg, xl. Made once: a case page has hundreds."""
    css = f"cg-icon cg-icon-{size}" if size else "cg-icon"
    href = f"{static('vendor/icons.svg')}#{name}"
    if title:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, title, href
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', css, href
    )


@register.simple_tag
def cg_badge(label: object, tone: str = "neutral", icon: str = "", hint: str = "") -> SafeString:
    """A small word with a tone: neutral, info, ok, warn, danger, law."""
    picture = cg_icon(icon, size="sm") if icon else ""
    title = format_html(' title="{}"', hint) if hint else ""
    return format_html('<span class="cg-badge cg-tone-{}"{}>{}{}</span>', tone, title, picture, label)


@register.simple_tag
def cg_stage(stage: str, label: str = "", tone: str = "") -> SafeString:
    """Badge of a stage of the procedure; label and tone override the usual words."""
    word, usual = display.STAGES.get(stage, (stage, "neutral"))
    return cg_badge(label or word, tone or usual)


@register.simple_tag
@lru_cache(maxsize=64)
def cg_verified(mark: str) -> SafeString:
    """核实程度 of a norm: V 已核原文, V2 二手来源, R 未核实, P 本局政策."""
    label, tone, hint = display.VERIFICATION.get(mark, (mark, "neutral", ""))
    return cg_badge(label, tone, hint=hint) if mark else SafeString("")


@register.simple_tag
def cg_cites(cites: Iterable[object] | None) -> SafeString:
    """Citations, each leading to its article in the library, or to the rules that cite it."""
    given = tuple(cites or ())
    board = navigation.url_or_nothing("statute.cite")
    try:
        return _cite_links(given, board)
    except TypeError:  # entries of the ledger give citations as mappings, which cannot be kept
        return _cite_links.__wrapped__(given, board)


@lru_cache(maxsize=4096)
def _cite_links(cites: tuple[object, ...], board: str) -> SafeString:
    return format_html_join("", "{}", ((_cite(cite, board),) for cite in cites))


def _cite(cite: object, board: str) -> SafeString:
    text = display.citation(cite)
    law, article = display.citation_key(cite)
    if not board or not law:
        return format_html('<span class="cg-cite">{}</span>', text)
    query = urlencode({"law": law, "article": article} if article else {"law": law})
    return format_html('<a class="cg-cite" href="{}?{}">{}</a>', board, query, text)


@register.simple_tag
def cg_fact(label: str, value: object = "", wide: bool = False, url: str = "") -> SafeString:
    """One pair inside <dl class="cg-facts">; nothing is shown as a dash."""
    shown: object = display.NOTHING if value in (None, "") else value
    if url:
        shown = format_html('<a href="{}">{}</a>', url, shown)
    css = ' class="cg-wide"' if wide else ""
    return format_html("<div{}><dt>{}</dt><dd>{}</dd></div>", SafeString(css), label, shown)


@register.simple_tag
def cg_crumb(label: str, url: str = "") -> SafeString:
    """One step of the trail in the block `crumbs`; the last one has no URL."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li aria-current="page">{}</li>', label)


@register.simple_tag
def cg_url(name: str, *args: object) -> str:
    """URL of a named page, or nothing where there is no such page: `{% cg_url 'logout' as out %}`."""
    return navigation.url_or_nothing(name, *args)


@register.simple_tag(takes_context=True)
def cg_block_again(context: Context, name: str) -> str:
    """What a block of this page holds, once more: the title stands in <title> and in <h1>."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    node: Node | None = blocks.get_block(name) if blocks else None
    return str(node.render(context)) if node is not None else ""


@register.simple_tag(takes_context=True)
def cg_navigation(context: Context) -> list[tuple[str, list[navigation.Link]]]:
    """Groups of the main navigation for this viewer and page."""
    request: HttpRequest | None = context.get("request")
    return navigation.navigation(context.get("viewer"), request.path if request else "")


# -- blocks ------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def cg_panel(
    content: str,
    title: str = "",
    icon: str = "",
    id: str = "",
    tone: str = "",
    note: object = "",
    url: str = "",
    url_label: str = "全部",
    flush: bool = False,
    level: int = 2,
) -> str:
    """A white area with a heading. `note` stands beside it, `url` leads on; `flush` lets a table reach the edges."""
    values = {"title": title, "icon": icon, "id": id, "tone": tone, "note": note, "url": url}
    values |= {"url_label": url_label, "flush": flush, "level": level, "content": content}
    return render_to_string("cg/panel.html", values)


@register.simple_block_tag
def cg_page_header(content: str, title: str, subtitle: object = "", badge: object = "") -> str:
    """Heading of a page that does not use the blocks of base.html; the content is its actions."""
    values = {"title": title, "subtitle": subtitle, "badge": badge, "content": content}
    return render_to_string("cg/page_header.html", values)


@register.simple_block_tag
def cg_entry(
    content: str,
    title: str,
    at: object = None,
    who: object = "",
    icon: str = "point",
    tone: str = "neutral",
    url: str = "",
) -> str:
    """One entry inside <ol class="cg-timeline">; the content may be empty."""
    values = {
        "title": title,
        "at": at,
        "who": who,
        "icon": icon,
        "tone": tone,
        "url": url,
        "content": SafeString(content.strip()),
    }
    return render_to_string("cg/entry.html", values)


@register.simple_block_tag
def cg_note(content: str, tone: str = "info", title: str = "", icon: str = "") -> str:
    """A remark set apart: info, ok, warn, danger, neutral."""
    icons = {"info": "info-circle", "ok": "circle-check", "warn": "alert-triangle", "danger": "alert-octagon"}
    picture = icon or icons.get(tone, "info-circle")
    return render_to_string(
        "cg/note.html", {"content": content, "tone": tone, "title": title, "icon": picture}
    )


@register.simple_block_tag
def cg_action_bar(content: str) -> str:
    """Buttons of a form; stays at the lower edge of the window while the form scrolls."""
    return format_html('<div class="cg-action-bar">{}</div>', content)


# -- law ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("cg/steps.html")
def cg_steps(steps: Iterable[object], label: str = "办理进度") -> dict[str, Any]:
    """Progress of the procedure. Steps: label, state (done | current | todo | skipped), optional on, note, url."""
    listed = list(steps)
    at = next((n for n, step in enumerate(listed, 1) if attribute(step, "state") == "current"), 0)
    current = listed[at - 1] if at else None
    return {"steps": listed, "label": label, "at": at, "current": current, "total": len(listed)}


@register.inclusion_tag("cg/verdict.html")
def cg_verdict(
    verdict: object, ask_reasons: bool = False, reasons: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Every ground of a verdict with state, article, cure and 核实程度.

    With `ask_reasons` (inside the form of the act) each unmet warning has a text field named `reason-<ground id>`;
    `reasons` gives back what was typed.
    """
    return {
        "verdict": verdict,
        "ask_reasons": ask_reasons,
        "reasons": reasons or {},
        **display.findings_of(verdict),
    }


@register.inclusion_tag("cg/finding.html")
def cg_finding(
    finding: object, ask_reason: bool = False, reasons: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """One ground of a verdict."""
    state, level = attribute(finding, "state"), attribute(finding, "level")
    word, icon, tone = display.STATES.get(state, (state, "circle", "neutral"))
    if state == "unmet" and level != "block":
        icon, tone = ("alert-triangle", "warn") if level == "warn" else ("info-circle", "neutral")
    typed = (reasons or {}).get(attribute(finding, "id", "")) or attribute(finding, "reason", "")
    values = {
        "finding": finding,
        "word": word,
        "icon": icon,
        "tone": tone,
        "ask_reason": ask_reason,
        "typed": typed,
        "gaps": "" if state == "met" else _gaps(finding),
    }
    return values | {"level_title": display.LEVELS.get(level, ""), "met": state == "met"}


def _gaps(finding: object) -> str:
    return display.gaps_of(attribute(finding, "seen", None) or {})


@register.simple_tag
def cg_obstacles(findings: Iterable[Finding]) -> SafeString:
    """Grounds of verdicts as `cg_finding` shows them, for long lists: the same ground is set only once per process."""
    return SafeString(
        "".join(
            _obstacle(
                one.id, one.level, one.state, one.statement, one.cure, one.cites, one.verified, _gaps(one)
            )
            for one in findings
        )
    )


@register.simple_tag
def cg_blocked(options: Iterable[Any]) -> SafeString:
    """Acts that are not lawful yet, each with its grounds folded away. Set in one go: a case page has more than a hundred."""
    return format_html_join(
        "\n",
        '<li class="cg-act is-blocked"><details><summary>{}<span class="cg-act-title">{}</span>'
        '<span class="cg-act-why">缺 {} 项条件</span></summary><ul class="cg-findings">{}</ul></details></li>',
        (
            (cg_icon("lock"), option.title, len(option.obstacles), cg_obstacles(option.obstacles))
            for option in options
        ),
    )


@lru_cache(maxsize=4096)
def _obstacle(
    id: str, level: str, state: str, statement: str, cure: str, cites: tuple[Citation, ...], verified: str, gaps: str
) -> SafeString:  # fmt: skip
    finding = Finding(id, level, state, statement, cure, cites, verified, {})
    return SafeString(render_to_string("cg/finding.html", cg_finding(finding) | {"gaps": gaps}))


@register.inclusion_tag("_refusal.html")
def cg_refusal(verdict: object) -> dict[str, Any]:
    """The banner after a refused act; pages may `{% include "_refusal.html" %}` with `verdict` in their context as well."""
    return {"verdict": verdict}


@register.simple_tag
def cg_findings_of(verdict: object) -> dict[str, list[object]]:
    """Findings grouped: blocking, approval, open, warnings, notes, met."""
    return display.findings_of(verdict)


@register.inclusion_tag("cg/clock.html")
def cg_clock(reading: object, title: str = "", open: bool = False, id: str = "") -> dict[str, Any]:
    """A running time limit: due date, days left, state, how the date was computed, and by which article."""
    state = attribute(reading, "state", "running")
    days = attribute(reading, "days_left")
    word, tone = display.CLOCK_STATES.get(state, (state, "neutral"))
    if state == "running":
        tone = display.urgency(days)
    values = {
        "clock": reading,
        "title": title or attribute(reading, "title"),
        "word": word,
        "tone": tone,
        "days": days,
    }
    return values | {
        "open": open,
        "id": id,
        "elapsed": display.elapsed(reading, days),
        "counting": state in ("running", "overdue"),
    }


@register.inclusion_tag("cg/act.html")
def cg_act(
    verdict: object, url: str = "", icon: str = "chevron-right", title: str = "", primary: bool = False
) -> dict[str, Any]:
    """What may be done now, or why not: a link to the act when possible, else its unmet grounds on demand."""
    grouped = display.findings_of(verdict)
    blocking, proposal = grouped["blocking"], bool(grouped["approval"])
    shown = title or attribute(verdict, "title")
    return {
        "verdict": verdict,
        "blocking": blocking,
        "url": url,
        "icon": icon,
        "title": shown,
        "primary": primary,
        "proposal": proposal,
    }


# -- work --------------------------------------------------------------------------------------------------------


@register.inclusion_tag("cg/duty.html")
def cg_duty(
    title: str,
    url: str = "",
    subject: object = "",
    due_on: object = None,
    days_left: int | None = None,
    kind: str = "待办",
    provisional: bool = False,
    note: object = "",
) -> dict[str, Any]:
    """One open duty inside <ul class="cg-duties">: what, about which case, due when. kind: 待办, 预警, 督办."""
    tones = {"待办": "info", "预警": "warn", "督办": "danger"}
    values = {
        "title": title,
        "url": url,
        "subject": subject,
        "due_on": due_on,
        "days_left": days_left,
        "note": note,
    }
    return values | {
        "kind": kind,
        "tone": tones.get(kind, "neutral"),
        "due_tone": display.urgency(days_left),
        "provisional": provisional,
    }


@register.inclusion_tag("cg/metric.html")
def cg_metric(
    label: str,
    value: object,
    url: str = "",
    unit: str = "",
    hint: object = "",
    tone: str = "",
    icon: str = "",
) -> dict[str, Any]:
    """A figure that opens the records behind it, inside <div class="cg-metrics">. A zero has no tone."""
    return {
        "label": label,
        "value": value,
        "url": url,
        "unit": unit,
        "hint": hint,
        "tone": tone if value else "",
        "icon": icon,
    }


@register.inclusion_tag("cg/meter.html")
def cg_meter(label: str, value: float, total: float, tone: str = "", text: str = "") -> dict[str, Any]:
    """A proportion as a bar with its figures."""
    return {"label": label, "value": value, "total": total, "tone": tone, "text": text}


@register.inclusion_tag("cg/empty.html")
def cg_empty(
    title: str,
    text: str = "",
    url: str = "",
    label: str = "",
    icon: str = "inbox",
    second_url: str = "",
    second_label: str = "",
) -> dict[str, Any]:
    """An empty page says what to do first."""
    values = {"title": title, "text": text, "url": url, "label": label, "icon": icon}
    return values | {"second_url": second_url, "second_label": second_label}


@register.inclusion_tag("cg/document.html")
def cg_document(
    title: str,
    number: str = "",
    pdf_url: str = "",
    docx_url: str = "",
    url: str = "",
    at: object = None,
    status: object = "",
    tone: str = "neutral",
    note: object = "",
) -> dict[str, Any]:
    """One legal instrument inside <ul class="cg-documents">, with its files."""
    values = {"title": title, "number": number, "pdf_url": pdf_url, "docx_url": docx_url, "url": url}
    return values | {"at": at, "status": status, "tone": tone, "note": note}


@register.inclusion_tag("cg/masked.html", takes_context=True)
def cg_masked(
    context: Context, value: object, reveal_url: str = "", label: str = "证件号码", revealed: bool = False
) -> dict[str, Any]:
    """Masked personal data; `reveal_url` takes a POST that records who looked and answers the whole value."""
    return {
        "value": value,
        "reveal_url": reveal_url,
        "label": label,
        "revealed": revealed,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("cg/post.html", takes_context=True)
def cg_post(
    context: Context,
    url: str,
    label: str,
    icon: str = "",
    tone: str = "",
    confirm: str = "",
    name: str = "",
    value: object = "",
) -> dict[str, Any]:
    """A button that posts. tone: primary, danger, quiet; `confirm` asks first (where there is script)."""
    values = {
        "url": url,
        "label": label,
        "icon": icon,
        "tone": tone,
        "confirm": confirm,
        "name": name,
        "value": value,
    }
    return values | {"csrf_token": context.get("csrf_token")}


# -- lists -------------------------------------------------------------------------------------------------------


def _query(context: Context, **changes: str) -> str:
    """This page's query with changes, and back at its first page."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return "?" + urlencode(changes)
    for name in CURSORS:
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def cg_sort(context: Context, label: str, field: str, default: str = "", css: str = "") -> SafeString:
    """A heading cell that sorts: `?sort=field`, then `?sort=-field`. `default` is the order of a page without `sort`."""
    request: HttpRequest | None = context.get("request")
    current = (request.GET.get("sort", "") if request else "") or default
    state, icon, following = "none", "point", field
    if current == field:
        state, icon, following = "ascending", "sort-ascending", f"-{field}"
    elif current == f"-{field}":
        state, icon = "descending", "sort-descending"
    url = _query(context, sort=following)
    picture = cg_icon(icon, size="sm")
    return format_html(
        '<th scope="col" aria-sort="{}" class="cg-sortable {}"><a href="{}">{}{}</a></th>',
        state,
        css,
        url,
        label,
        picture,
    )


@register.inclusion_tag("cg/filters.html", takes_context=True)
def cg_filters(
    context: Context, form: forms.BaseForm, target: str = "results", shown: int = 4
) -> dict[str, Any]:
    """Filter bar: a GET form over `form`; the fields after the first `shown` stand under 更多条件. `target` is the id it refreshes."""
    request: HttpRequest | None = context.get("request")
    views = [fields.field_view(bound) for bound in form.visible_fields()]
    used = {
        bound.html_name for bound in form.visible_fields() if request and request.GET.get(bound.html_name)
    }
    rest = views[shown:]
    values = {"form": form, "fields": views[:shown], "more": rest, "target": target, "used": len(used)}
    sort = request.GET.get("sort", "") if request else ""
    return values | {
        "more_open": any(view.name in used for view in rest),
        "sort": sort,
        "path": request.path if request else "",
    }


@register.inclusion_tag("cg/pager.html")
def cg_pager(page: object, unit: str = "条", target: str = "") -> dict[str, Any]:
    """首页 上一页 下一页 末页. `page`: first, previous, next, last (URLs or queries, empty when there is none), optional count, shown."""
    links = [
        ("首页", "chevrons-left", attribute(page, "first", ""), "first"),
        ("上一页", "chevron-left", attribute(page, "previous", ""), "prev"),
        ("下一页", "chevron-right", attribute(page, "next", ""), "next"),
        ("末页", "chevrons-right", attribute(page, "last", ""), "last"),
    ]
    counts = {"count": attribute(page, "count"), "shown": attribute(page, "shown")}
    return {"links": links, "unit": unit, "target": target, **counts}


# -- forms -------------------------------------------------------------------------------------------------------


@register.inclusion_tag("cg/form.html")
def cg_form(form: forms.BaseForm, summary: bool = True) -> dict[str, Any]:
    """Fields of a form with labels, help, errors and groups (`form.fieldsets`). The page writes <form> and the csrf token."""
    problems = fields.problems(form) if summary else []
    return {"form": form, "groups": fields.groups(form), "hidden": fields.hidden(form), "problems": problems}


@register.inclusion_tag("cg/field.html")
def cg_field(field: forms.BoundField | fields.FieldView) -> dict[str, Any]:
    """One field: `{% cg_field form.cause %}`."""
    return {"field": field if isinstance(field, fields.FieldView) else fields.field_view(field)}


@register.inclusion_tag("cg/errors.html")
def cg_errors(*forms_of: forms.BaseForm) -> dict[str, Any]:
    """One error summary over several forms of a page (use `cg_form form summary=False` then)."""
    return {"problems": fields.flat_errors(forms_of)}


@register.inclusion_tag("cg/formset.html")
def cg_formset(
    formset: forms.BaseFormSet[Any], title: str = "", add_label: str = "增加一行", help: str = ""
) -> dict[str, Any]:
    """Rows of a formset. Without script the blank extra rows serve; with script a button adds more."""
    values = {"formset": formset, "rows": fields.rows(formset), "blank": fields.blank_row(formset)}
    errors = [str(error) for error in formset.non_form_errors()] if formset.is_bound else []
    return values | {"title": title, "add_label": add_label, "help": help, "errors": errors}
