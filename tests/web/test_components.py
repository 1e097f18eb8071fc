"""The component library: what it writes, what it escapes, and that the pages it makes are accessible."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import path

from chengguan.base.viewer import Viewer
from chengguan.web import styleguide
from chengguan.web.templatetags import display, fields, navigation

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "src").rglob("templates/**/*.html"))
PLACES = ("home", "lead.board", "case.board", "norm.board", "statute.cite", "people.board", "login", "logout")


def page(request: Any) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path(name.replace(".", "/") + "/", page, name=name) for name in PLACES]
pytestmark = pytest.mark.urls(__name__)


def viewer(*roles: str) -> Viewer:
    return Viewer(
        1, "w", 1, "王明", 1, "430581", "武冈市城管局", "430581", 1, 1, 1, frozenset(roles), "bureau"
    )


def render(source: str, **values: Any) -> str:
    return Template("{% load cg %}" + source).render(Context(values))


def guide(query: str = "", person: Viewer | None = None) -> str:
    request = RequestFactory().get("/home/" + query)
    request.viewer = person or viewer("handler", "organ_head")
    return styleguide.show(request).content.decode()


# -- display -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (15, "十五"),
        (54, "五十四"),
        (100, "一百"),
        (102, "一百零二"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (10000, "10000"),
    ],
)
def test_chinese_numbers(number: int, words: str) -> None:
    assert display.chinese_number(number) == words


def test_citations_name_article_paragraph_and_item() -> None:
    cite = SimpleNamespace(law="行政处罚法", article=72, paragraph=1, item=1, part="")
    assert display.citation(cite) == "《行政处罚法》第七十二条第一款第（一）项"
    assert display.citation({"law": "某规定", "part": "附件一"}) == "《某规定》附件一"
    assert display.citation("行政处罚法 54.2") == "行政处罚法 54.2"
    assert display.citation_key("行政处罚法 54.2(1)") == ("行政处罚法", "54")


@pytest.mark.parametrize(
    "value",
    [date(2024, 5, 6), "2024-05-06", datetime(2024, 5, 5, 16, 30, tzinfo=UTC), "2024-05-05T16:30:00+00:00"],
)
def test_days_are_days_in_china(value: object) -> None:
    assert display.iso_date(value) == "2024-05-06"
    assert display.cn_date(value) == "2024年5月6日"


def test_moments_show_the_hour_only_where_it_is_known() -> None:
    assert display.cn_moment(datetime(2024, 5, 6, 6, 5, tzinfo=UTC)) == "2024年5月6日 14:05"
    assert display.iso_moment(date(2024, 5, 6)) == "2024-05-06"
    assert display.iso_date(None) == display.cn_moment("") == "—"
    assert display.cn_date("不详") == "不详"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1255930"), "1,255,930.00 元"),
        ("2000.5", "2,000.50 元"),
        (0, "0.00 元"),
        (None, "—"),
        ("NaN", "NaN 元"),
        ("多少", "多少 元"),
    ],
)
def test_money(value: object, text: str) -> None:
    assert display.money(value) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("430581199001011234", "id", "430581********1234"),
        ("13812345678", "phone", "138****5678"),
        ("张三丰", "name", "张**"),
        ("湖南省武冈市迎春路3号", "address", "湖南省武冈市****"),
        ("张", "name", "张*"),
        ("", "id", "—"),
    ],
)
def test_masks_hide_the_middle(value: str, kind: str, text: str) -> None:
    assert display.mask(value, kind) == text


def test_due_dates_say_how_urgent_they_are() -> None:
    assert [display.days_text(n) for n in (5, 0, -2)] == ["还剩 5 天", "今日到期", "逾期 2 天"]
    assert [display.urgency(n) for n in (5, 3, -2, None)] == ["info", "warn", "danger", "neutral"]


# -- parts -------------------------------------------------------------------------------------------------------


def test_what_users_typed_is_escaped() -> None:
    evil = '<img src=x onerror="1">'
    for source in (
        "{% cg_badge x %}",
        "{% cg_fact x x %}",
        "{% cg_empty x x %}",
        "{% cg_document x number=x %}",
        "{% cg_crumb x %}",
        "{% cg_panel x %}{{ x }}{% endcg_panel %}",
        "{% cg_entry x who=x %}{{ x }}{% endcg_entry %}",
        "{% cg_metric x x %}",
        "{% cg_duty x subject=x %}",
        "{% cg_sort x 'number' %}",
    ):
        assert "<img" not in render(source, x=evil), source


def test_citations_lead_to_the_library() -> None:
    html = render("{% cg_cites cites %}", cites=[{"law": "行政处罚法", "article": 54}])
    assert 'href="/statute/cite/?law=' in html and "article=54" in html and "第五十四条" in html


def test_a_zero_has_no_alarm() -> None:
    assert "cg-tone-danger" not in render('{% cg_metric "逾期" 0 tone="danger" %}')
    assert "cg-tone-danger" in render('{% cg_metric "逾期" 1 tone="danger" %}')


def test_sorting_turns_round_and_begins_again_at_the_first_page() -> None:
    request = RequestFactory().get("/cases/?sort=number&q=渣土&after=9")
    html = render('{% cg_sort "案号" "number" %}{% cg_sort "期限" "due_on" %}', request=request)
    assert 'aria-sort="ascending"' in html and "sort=-number" in html and "sort=due_on" in html
    assert "after=9" not in html and "q=%E6%B8%A3%E5%9C%9F" in html


def test_the_pager_offers_only_what_there_is() -> None:
    html = render(
        '{% cg_pager page unit="件" target="results" %}', page={"next": "?after=3", "count": 46, "shown": 3}
    )
    assert 'href="?after=3"' in html and 'hx-target="#results"' in html and html.count("aria-disabled") == 3
    assert "共 46 件" in html


def test_the_meter_of_a_clock_never_leaves_its_bounds() -> None:
    clock = SimpleNamespace(**vars(styleguide.CLOCKS[2]))
    clock.days_left = -400
    html = render("{% cg_clock clock %}", clock=clock)
    assert 'max="9" value="9"' in html and "逾期 400 天" in html


# -- law ---------------------------------------------------------------------------------------------------------


def test_a_verdict_shows_ground_article_cure_and_certainty() -> None:
    html = render("{% cg_verdict verdict %}", verdict=styleguide.REFUSED)
    for text in (
        "1 项法定条件未满足",
        "有初步证据证明",
        "先完成线索核查",
        "第五十四条第二款",
        "已核原文",
        "未核实",
        "已满足 2 项",
    ):
        assert text in html
    assert "<textarea" not in html


def test_warnings_ask_for_a_reason_and_give_back_what_was_typed() -> None:
    html = render(
        "{% cg_verdict verdict ask_reasons=True reasons=typed %}",
        verdict=styleguide.ASKING,
        typed={"filed_promptly": "节假日<1"},
    )
    assert 'name="reason-filed_promptly"' in html and "节假日&lt;1" in html


def test_what_may_be_proposed_is_not_shown_as_forbidden() -> None:
    proposal = styleguide.Verdict("作出处罚决定", (styleguide.EVIDENCE,), proposable=True)
    assert "报批" in render('{% cg_act verdict url="/x/" %}', verdict=proposal)
    assert "逐级审批" in render("{% cg_verdict verdict %}", verdict=proposal)
    assert "缺 1 项条件" in render("{% cg_act verdict %}", verdict=styleguide.REFUSED)


def test_a_refusal_is_announced() -> None:
    html = render("{% cg_refusal verdict %}", verdict=styleguide.REFUSED)
    assert 'role="alert"' in html and "“立案”未办理" in html and "怎么办" in html


# -- forms -------------------------------------------------------------------------------------------------------


class LeadForm(forms.Form):
    fieldsets = (("地点", ("place",)),)
    secret = forms.CharField(widget=forms.HiddenInput, initial="7")
    place = forms.CharField(label="地点", help_text="写到门牌")
    on = forms.DateField(label="日期", initial=date(2024, 5, 6))
    at = forms.DateTimeField(label="时间", initial=datetime(2024, 5, 6, 1, 30, tzinfo=UTC))
    kinds = forms.MultipleChoiceField(
        label="种类", choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple
    )
    photo = forms.ImageField(label="照片", required=False)
    paper = forms.FileField(label="材料", required=False)


def test_dates_are_given_to_the_browser_in_its_own_form() -> None:
    html = render("{% cg_form form %}", form=LeadForm())
    assert re.search(r'type="date"[^>]*value="2024-05-06"', html)
    assert re.search(r'type="datetime-local"[^>]*value="2024-05-06T09:30"', html)
    assert html.count('capture="environment"') == 1
    assert "<legend>地点</legend>" in html and "<legend>其他</legend>" in html and 'name="secret"' in html


def test_errors_stand_at_the_field_and_at_the_top() -> None:
    html = render("{% cg_form form %}", form=LeadForm({"on": "2024-05-06", "place": ""}))
    assert 'aria-describedby="id_place_error id_place_help"' in html and 'id="id_place_error"' in html
    assert 'href="#id_place"' in html and 'href="#id_kinds_0"' in html and 'id="id_kinds_0"' in html
    assert html.count('value="2024-05-06"') == 1
    assert "cg-errors" not in render("{% cg_form form summary=False %}", form=LeadForm({}))


def test_the_widget_of_a_form_is_left_as_it_was() -> None:
    form = LeadForm()
    fields.field_view(form["on"])
    assert form.fields["on"].widget.input_type == "text"


def test_blank_rows_serve_where_there_is_no_script() -> None:
    html = render("{% cg_formset rows %}", rows=styleguide.GoodsFormSet(prefix="goods"))
    assert (
        html.count('name="goods-1-name"') == 1
        and "goods-__prefix__-name" in html
        and "goods-TOTAL_FORMS" in html
    )
    assert re.search(r"data-formset-add hidden", html)


# -- pages -------------------------------------------------------------------------------------------------------


def test_navigation_shows_what_the_viewer_may_open() -> None:
    handler = [
        link.label
        for _, links in navigation.navigation(viewer("handler"), "/case/board/7/")
        for link in links
    ]
    assert handler == ["工作台", "线索", "案件", "法律规则"]
    assert "系统管理" in str(navigation.navigation(viewer("system_admin"), "/"))
    current = [
        link.label
        for _, links in navigation.navigation(viewer("handler"), "/case/board/7/")
        for link in links
        if link.current
    ]
    assert current == ["案件"]
    assert navigation.navigation(None, "/") == []


def test_the_style_guide_shows_every_component() -> None:
    html = guide()
    assert "<title>样式指南 · 法治城管平台</title>" in html and re.search(r"<h1>样式指南\s*<span", html)
    tags = set(
        re.findall(
            r"{% (?:end)?(cg_\w+)", (ROOT / "src/chengguan/web/templates/styleguide.html").read_text("utf-8")
        )
    )
    inner = {
        "cg_block_again",
        "cg_cites",
        "cg_field",
        "cg_finding",
        "cg_findings_of",
        "cg_icon",
        "cg_navigation",
        "cg_url",
    }
    unused = {"cg_errors", "cg_page_header"}
    library = {line[4:].split("(")[0] for line in _library().splitlines() if line.startswith("def cg_")}
    assert library - inner - unused <= tags


def _library() -> str:
    return (ROOT / "src/chengguan/web/templatetags/cg.py").read_text("utf-8")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_templates_hold_no_inline_script_or_style_and_only_known_icons(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r'\s(style|on[a-z]+)="|<style|<script(?! src=)', text)
    known = set((ROOT / "tools/icons.txt").read_text("utf-8").split())
    used = {a or b for a, b in re.findall(r'cg_icon "([\w-]+)"|\bicon="([\w-]+)"', text)}
    assert used <= known


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "csrf", "registration/locked"])
def test_error_pages_say_what_to_do(name: str) -> None:
    html = Template('{% include "' + name + '.html" %}').render(Context({"reason": ""}))
    assert "<h1>" in html and "请" in html and "cg-plain-actions" in html


@dataclass
class Bundle:
    """Serves one page and the static files to a browser that has no network."""

    html: str

    def __call__(self, route: Any) -> None:
        where = route.request.url.removeprefix("http://site.test").partition("?")[0]
        found = finders.find(where.removeprefix("/static/")) if where.startswith("/static/") else None
        if found:
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
        elif where == "/":
            policy = "default-src 'self'; img-src 'self' data:"
            route.fulfill(
                body=self.html,
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": policy},
            )
        else:
            route.fulfill(status=404, body="")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_the_style_guide_is_accessible_and_keeps_the_content_policy(chromium: Any, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    window = context.new_page()
    complaints: list[str] = []
    window.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.route("**/*", Bundle(guide()))
    window.goto("http://site.test/")
    window.wait_for_load_state("networkidle")
    assert complaints == []
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    assert window.evaluate("document.fonts.check('16px \"Noto Sans SC Variable\"', '城')")
    window.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
    report = window.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )
    assert [(v["impact"], v["id"], v["nodes"][0]["html"][:120]) for v in report["violations"]] == []
    context.close()


@pytest.mark.browser
def test_rows_and_keys_work_with_script(chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    window = context.new_page()
    window.route("**/*", Bundle(guide()))
    window.goto("http://site.test/")
    window.wait_for_load_state("networkidle")
    assert window.evaluate("document.activeElement.id") == "refusal"
    window.keyboard.press("j")
    window.keyboard.press("j")
    assert "听取陈述申辩" in window.locator(".is-focused").inner_text()
    window.keyboard.press("/")
    assert window.evaluate("document.activeElement.id") == "global-search"
    window.evaluate("document.activeElement.blur()")
    window.keyboard.press("?")
    assert window.locator("#shortcuts").is_visible()
    window.keyboard.press("Escape")
    window.click("[data-formset-add]")
    assert window.locator("[data-formset-row]").count() == 4
    assert window.input_value("[name=goods-TOTAL_FORMS]") == "4"
    context.close()


@pytest.fixture(scope="module")
def chromium() -> Any:
    """A real Chromium; the test is skipped on a machine that has none or no collected assets."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = next(
        (
            p
            for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            if Path(p).exists()
        ),
        None,
    )
    if (
        program is None
        or not (ROOT / "node_modules/axe-core").exists()
        or not finders.find("vendor/icons.svg")
    ):
        pytest.skip("needs Chromium and collected assets")
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
    ]
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=[*arguments, "--disable-component-update", "--disable-sync"]
        )
        yield browser
        browser.close()
