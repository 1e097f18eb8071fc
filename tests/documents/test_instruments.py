"""Every instrument norm of this repository: golden facts, refusals, and the same text in PDF and DOCX."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from chengguan.documents.blocks import Content
from chengguan.documents.build import InstrumentIncomplete, build
from chengguan.documents.instruments import InstrumentBook, load_instruments
from chengguan.documents.pdf import render_pdf
from chengguan.documents.word import render_docx
from lawengine import load

from . import goldens
from .conftest import NORMS, content_of, spec_of
from .reading import docx_text, fonts_of, pdf_pages, pdf_text, squeezed, strings_of

KINDS = sorted(goldens.ACTS)
PAGES = {
    "closing_approval": 1,
    "correction_order": 2,
    "decision_approval": 2,
    "demand_notice": 2,
    "filing_approval": 1,
    "hearing_record": 2,
    "interview_record": 2,
    "investigation_report": 3,
    "legal_review_opinion": 1,
    "penalty_decision": 4,
    "prior_notice": 3,
    "proof_of_service": 1,
    "site_record": 2,
    "summary_decision": 1,
}
FOOT = {"letter": 34.5, "record": 35.5, "form": 24.5, "receipt": 24.5}
HOSTILE = '#eval("1") $x$ *粗* _斜_ <b>标</b> & @引 [链](x) {{ case.number }} {% if %} \\n // #show'
ADDRESS = "https://cg.example.gov.cn/v/7K3QM2XA9TPD"


def _required() -> list[tuple[str, str, str]]:
    book = load_instruments(NORMS)
    return [(kind, item.fact, item.title) for kind in KINDS for item in spec_of(book, kind).requires]


@pytest.mark.parametrize("kind", KINDS)
def test_the_golden_facts_make_the_instrument(instruments: InstrumentBook, kind: str) -> None:
    content = content_of(instruments, kind)
    assert content.title and content.blocks
    assert "{{" not in content.as_json() and "{%" not in content.as_json()
    assert "None" not in content.as_json()
    assert Content.from_json(content.as_json()) == content


@pytest.mark.parametrize("kind", KINDS)
def test_pdf_holds_every_text_in_embedded_type(instruments: InstrumentBook, kind: str) -> None:
    content = content_of(instruments, kind)
    pdf = render_pdf(content, verify_url=ADDRESS)
    printed = squeezed(pdf_text(pdf, FOOT[content.layout]))
    for text in [content.organ, content.title, content.number, content.addressee, *strings_of(content)]:
        for part in text.split("\n"):
            assert squeezed(part) in printed, part
    fonts = fonts_of(pdf)
    assert fonts and all(fonts.values())
    assert pdf_pages(pdf) == PAGES[kind]
    assert render_pdf(content, verify_url=ADDRESS) == pdf


@pytest.mark.parametrize("kind", KINDS)
def test_docx_opens_and_holds_every_text(instruments: InstrumentBook, kind: str) -> None:
    content = content_of(instruments, kind)
    data = render_docx(content, verify_url=ADDRESS)
    written = squeezed(docx_text(data))
    for text in [content.organ, content.title, content.number, *strings_of(content)]:
        for part in text.split("\n"):
            assert squeezed(part) in written, part
    assert render_docx(content, verify_url=ADDRESS) == data


@pytest.mark.parametrize(("kind", "fact", "title"), _required())
def test_a_required_fact_that_is_absent_or_blank_refuses(
    instruments: InstrumentBook, kind: str, fact: str, title: str
) -> None:
    context = SITUATIONS.get((kind, fact), lambda facts: facts)(goldens.golden(kind))
    build(spec_of(instruments, kind), context)
    for blank in (None, "", "  ", [], {}):
        broken = copy.deepcopy(context)
        _put(broken, fact.split("."), blank)
        with pytest.raises(InstrumentIncomplete) as refused:
            build(spec_of(instruments, kind), broken)
        assert fact in [gap.fact for gap in refused.value.missing]
        assert title in str(refused.value)
        assert all(gap.cites for gap in refused.value.missing)


def test_two_officers_are_required(instruments: InstrumentBook) -> None:
    context = goldens.golden("site_record")
    del context["officers"][1]
    with pytest.raises(InstrumentIncomplete, match="不少于两人"):
        build(spec_of(instruments, "site_record"), context)


@pytest.mark.parametrize("kind", KINDS)
def test_user_text_is_printed_literally(instruments: InstrumentBook, kind: str) -> None:
    context = _hostile(goldens.golden(kind))
    content = build(spec_of(instruments, kind), context, goldens.LAWS)
    assert squeezed(HOSTILE) in squeezed("".join(strings_of(content)))
    assert squeezed(HOSTILE) in squeezed(pdf_text(render_pdf(content)))
    assert squeezed(HOSTILE) in squeezed(docx_text(render_docx(content)))


def test_the_decision_reasons_and_tells_the_remedies(instruments: InstrumentBook) -> None:
    text = "".join(strings_of(content_of(instruments, "penalty_decision")))
    for words in (
        "部分予以采纳",
        "当事人书面表示放弃要求听证的权利",
        "罚款人民币伍仟元整（5,000.00元）",
        "十五日内",
        "每日按罚款数额的百分之三加处罚款",
        "六十日内向武冈市人民政府申请行政复议",
        "六个月内依法直接向武冈市人民法院提起行政诉讼",
        "七、救济途径和期限",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("defence", "words"),
    [
        ({"state": "none"}, "当事人在规定期限内未提出陈述、申辩意见。"),
        ({"state": "waived"}, "当事人书面表示放弃陈述、申辩。"),
        ({"state": "raised", "text": "甲", "result": "rejected", "reasons": "乙"}, "不予采纳，"),
        ({"state": "raised", "text": "甲", "result": "adopted", "reasons": "乙"}, "上述意见予以采纳，"),
    ],
)
def test_the_decision_answers_the_defence(
    instruments: InstrumentBook, defence: dict[str, str], words: str
) -> None:
    context = goldens.golden("penalty_decision")
    context["act"]["defence"] = defence
    assert words in "".join(strings_of(build(spec_of(instruments, "penalty_decision"), context)))


def test_a_warning_needs_no_bank_and_no_way_to_pay(instruments: InstrumentBook) -> None:
    context = goldens.golden("summary_decision")
    for name in ("fine", "payment", "spot_ground"):
        del context["act"][name]
    context["act"]["penalty"] = "警告"
    text = "".join(strings_of(build(spec_of(instruments, "summary_decision"), context)))
    assert "警告的行政处罚" in text and "缴款方式" not in text
    assert "先向武冈市人民政府申请行政复议" in text


def test_the_notice_tells_the_right_to_a_hearing_only_where_there_is_one(instruments: InstrumentBook) -> None:
    context = goldens.golden("prior_notice")
    spec = spec_of(instruments, "prior_notice")
    assert "要求听证的权利" in "".join(strings_of(build(spec, context)))
    context["act"]["hearing_right"] = False
    assert "听证" not in "".join(strings_of(build(spec, context)))


def test_a_form_nobody_has_signed_has_blank_rows(instruments: InstrumentBook) -> None:
    context = goldens.golden("filing_approval")
    context["approvals"] = []
    text = "".join(strings_of(build(spec_of(instruments, "filing_approval"), context)))
    assert "机关负责人审批意见" in text and "签名：　　　　" in text


def _put(value: Any, path: list[str], blank: object) -> None:
    """Make the value at a path blank; in the first entry of a list."""
    step = path[0].removesuffix("[]")
    if len(path) == 1:
        value[step] = blank
    elif path[0].endswith("[]"):
        _put(value[step][0], path[1:], blank)
    else:
        _put(value[step], path[1:], blank)


def _with(**act: Any) -> Any:
    def change(context: dict[str, Any]) -> dict[str, Any]:
        context["act"].update(act)
        return context

    return change


SITUATIONS: dict[tuple[str, str], Any] = {
    ("site_record", "act.refusal"): _with(signed=False, refusal="当事人拒绝签名，由见证人签名"),
    ("interview_record", "act.refusal"): _with(signed=False, refusal="被询问人拒绝签名"),
    ("hearing_record", "act.refusal"): _with(signed=False, refusal="当事人拒绝签名"),
    ("penalty_decision", "act.hearing.reasons"): _with(
        hearing={"held_on": "2024-04-29", "reasons": "听证意见部分采纳"}
    ),
    ("summary_decision", "bureau.bank"): _with(payment="bank"),
    ("proof_of_service", "act.refusal"): _with(method="lien", refusal="拒绝签收", witness="社区工作人员钱某"),
    ("proof_of_service", "act.witness"): _with(method="lien", refusal="拒绝签收", witness="社区工作人员钱某"),
}

TEXTS = {
    "filing_approval": ("case", "summary"),
    "site_record": ("act", "findings"),
    "interview_record": ("act", "answer"),
    "correction_order": ("act", "facts"),
    "closing_approval": ("act", "outcome"),
    "legal_review_opinion": ("act", "opinion"),
    "hearing_record": ("act", "presented"),
    "proof_of_service": ("act", "place"),
    "demand_notice": ("act", "method"),
}


def _hostile(context: dict[str, Any]) -> dict[str, Any]:
    part, name = TEXTS.get(context["instrument"]["kind"], ("act", "facts"))
    context[part][name] = f"甲{HOSTILE}乙"
    return context


def test_every_norm_cites_laws_in_force(instruments: InstrumentBook) -> None:
    """Citations of every edition (and of every required fact) name a law on record that was in force when it began."""
    sources = load(NORMS).sources
    for norm in instruments.norms():
        for span in norm.editions.spans:
            cites = [*span.value.cites, *(cite for item in span.value.requires for cite in item.cites)]
            wrong = [cite.short for cite in cites if sources.on(cite.law, span.start) is None]
            assert not wrong, f"{norm.path} ({span.start}): {wrong}"
