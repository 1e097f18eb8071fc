"""The public portal: what everybody sees, what nobody sees, and what remains of a result that was taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import make_party
from tests.disclosure.portal_rows import bare, released, withdrawn

from chengguan.disclosure.acts import publishing
from chengguan.disclosure.models import Publication
from chengguan.disclosure.portal import frame, indexing
from chengguan.parties.models import Party
from chengguan.people.models import Bureau, Credential, Officer
from chengguan.people.platform import system_viewer
from chengguan.powers.models import PowerItem
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
PAGES = (
    "bureau", "about", "subjects", "officers", "powers", "bases", "procedures", "benchmarks", "leniency", "inspections",
    "devices", "results", "notices", "data",
)  # fmt: skip
CITIZEN = {
    "kind": Party.INDIVIDUAL, "credit_code": "", "representative": "", "name": "周演示",
    "id_number": "11010519491231002X", "born_on": date(1949, 12, 31),
}  # fmt: skip


def get(client: Client, path: str, status: int = 200, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def at(bureau: Bureau, name: str, *args: str) -> str:
    return reverse(f"portal.{name}", args=[bureau.code, *args])


def everything(client: Client, bureau: Bureau) -> str:
    """All that the portal says of an organ, machine-readable files included."""
    paths = [at(bureau, name) for name in (*PAGES, "feed", "sitemap")]
    paths += [at(bureau, "download", "results", form) for form in ("csv", "json", "jsonl")]
    answers = [client.get(path) for path in paths]
    return "\n".join(b"".join(answer).decode() for answer in answers)


def test_every_page_opens_without_login_and_carries_the_organ(
    client: Client, bureau: Bureau, walk: Walk
) -> None:
    released(walk)
    assert bureau.name in get(client, reverse("portal.home"))
    for name in PAGES:
        assert bureau.name in get(client, at(bureau, name)), name
    get(client, at(bureau, "basis", "城市道路管理条例"))
    get(client, at(bureau, "procedure", "ordinary"))
    for wrong in ("/gs/nowhere/", at(bureau, "basis", "民法典"), at(bureau, "procedure", "none")):
        get(client, wrong, 404)


def test_a_result_shows_its_fields_and_nothing_else(client: Client, bureau: Bureau, walk: Walk) -> None:
    publication = released(walk)
    text = get(client, at(bureau, "result", publication.code))
    for row in publication.fields:
        assert row["title"] in text
    assert publication.number in get(client, at(bureau, "results"))
    assert publication.number in get(client, at(bureau, "bureau"))


def test_of_a_citizen_neither_name_nor_number_nor_address_is_anywhere(
    client: Client, bureau: Bureau, make_walk: Callable[..., Walk], cast: Cast
) -> None:
    walk = make_walk(party=make_party(cast, **CITIZEN), plan={"facts": "周演示（11010519491231002X）在示范路8号占道"})  # fmt: skip
    publication = released(walk, "100", reviewed=True)
    text = everything(client, bureau) + get(client, at(bureau, "result", publication.code))
    assert publication.code in text
    assert [
        word for word in ("周演示", "11010519491231002X", "13800000000", "示范路8号") if word in text
    ] == []
    assert publication.code not in get(client, at(bureau, "results"), q="周演示")
    assert publication.code in get(client, at(bureau, "results"), q="占用城市道路")


@pytest.mark.parametrize("stage", [Publication.PREPARED, Publication.DECLINED])
def test_what_is_not_published_does_not_exist(client: Client, bureau: Bureau, stage: str) -> None:
    (row,) = bare(bureau, 1, stage=stage, released_at=None)
    get(client, at(bureau, "result", row.code), 404)
    get(client, at(bureau, "document", row.code), 404)
    assert row.code not in everything(client, bureau)


def test_a_withdrawn_result_is_a_notice_with_its_reason_and_no_content(
    client: Client, bureau: Bureau, walk: Walk
) -> None:
    publication = withdrawn(walk, released(walk))
    text = get(client, at(bureau, "result", publication.code), 410)
    assert publication.withdraw_reason in text and publication.number in text
    assert walk.party.name not in text
    get(client, at(bureau, "document", publication.code), 404)
    assert publication.withdraw_reason in get(client, at(bureau, "notices"))
    assert walk.party.name not in everything(client, bureau)
    assert publication.code not in get(client, at(bureau, "results"), q="占用城市道路")
    assert list(indexing.verify_index()) == []


def test_an_ended_result_says_only_that_it_has_ended(client: Client, bureau: Bureau, walk: Walk) -> None:
    publication = released(walk)
    walk.later(days=1200)
    publishing.end(actor=system_viewer(bureau), at=walk.now, publication=publication, ending="expired")
    text = get(client, at(bureau, "result", publication.code), 410)
    assert "公示期满" in text and walk.party.name not in text
    assert walk.party.name not in everything(client, bureau)
    assert list(indexing.verify_index()) == []


def test_what_was_withdrawn_before_anybody_saw_it_is_no_notice(client: Client, bureau: Bureau) -> None:
    (row,) = bare(bureau, 1, stage=Publication.WITHDRAWN, released_at=None)
    get(client, at(bureau, "result", row.code), 404)
    assert row.code not in everything(client, bureau)


def test_results_are_searched_filtered_and_paged(client: Client, bureau: Bureau, walk: Walk) -> None:
    publication = released(walk)
    bare(bureau, 45)
    page = at(bureau, "results")
    codes: list[str] = []
    query: dict[str, str] = {}
    while True:
        answer = client.get(page, query)
        rows = [row.code for row in answer.context["found"].rows]
        codes += rows
        cursor = answer.context["found"].slice.later
        if not cursor:
            break
        query = {"after": cursor}
    assert len(codes) == len(set(codes)) == 46
    assert publication.code in get(client, page, q=publication.number)
    assert publication.code in get(client, page, first="2024-05-06", last="2024-05-06")
    assert publication.code not in get(client, page, first="2024-05-07", last="2024-06-01")
    assert publication.code in get(client, page, first="2024-06-01", last="2024-05-01")
    assert publication.code not in get(client, page, kind="permit")
    assert "没有符合条件的结果" in get(client, page, q="海市蜃楼")
    get(client, page, first="yesterday", kind="nothing", after="~~")


def test_another_organ_shows_nothing_of_it(client: Client, bureau: Bureau, walk: Walk) -> None:
    publication = released(walk)
    other = Bureau.objects.create(
        code="330108", name="另一个局", short="另", jurisdiction="330108", region="某区", government="某政府", court="某法院"
    )  # fmt: skip
    get(client, at(other, "result", publication.code), 404)
    assert publication.code not in everything(client, other)
    assert publication.code not in get(client, at(other, "results"), q="占用城市道路")
    fast = {row.id for row in client.get(at(other, "procedures")).context["flows"]}
    assert "ordinary" in fast


def test_officers_are_name_unit_and_credential_of_those_who_may_enforce(
    client: Client, bureau: Bureau, cast: Cast
) -> None:
    first, second, third = cast.handlers[:3]
    Officer.objects.filter(pk=first.pk).update(phone="13911112222")
    Officer.objects.filter(pk=second.pk).update(suspended=True)
    Credential.objects.filter(officer=third).update(revoked_on=date(2024, 1, 1))
    number = first.credentials.get(kind="enforcement").number
    page = at(bureau, "officers")
    text = get(client, page)
    assert first.name in text and number in text and "13911112222" not in text
    assert second.name not in text and third.name not in text
    assert first.name in get(client, page, q=number)
    assert first.name not in get(client, page, q=number[:-1])


def test_lists_follow_the_list_of_powers(client: Client, bureau: Bureau, matter: Any) -> None:
    PowerItem.objects.create(
        bureau=bureau, code="JC-001", name="对占道施工的检查", kind="inspection", basis="《城市道路管理条例》第三条", valid_from=date(2020, 1, 1)
    )  # fmt: skip
    assert "对占道施工的检查" in get(client, at(bureau, "inspections"))
    powers = at(bureau, "powers")
    assert "JC-001" not in get(client, powers, kind="penalty") and "JC-001" in get(
        client, powers, q="占道施工"
    )
    assert "14,000–20,000 元" in get(client, at(bureau, "benchmarks"))
    assert "第二十七条" in get(client, at(bureau, "bases"))


def test_large_letters_are_remembered_and_lead_nowhere_else(client: Client, bureau: Bureau) -> None:
    page = at(bureau, "bureau")
    answer = client.get(reverse("portal.size"), {"size": "large", "next": page})
    assert answer["Location"] == page
    assert 'class="gs-large"' in get(client, page)
    for target in ("https://example.org/", "//example.org/", "javascript:1"):
        assert client.get(reverse("portal.size"), {"next": target})["Location"] == "/gs/"
    assert 'class="gs-large"' not in get(client, page)


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, bureau: Bureau, walk: Walk) -> None:
    publication = released(walk)
    page = at(bureau, "results")
    first = client.get(page)
    assert first["Cache-Control"] == "public, no-cache"
    assert client.get(page, headers={"If-None-Match": first["ETag"]}).status_code == 304
    withdrawn(walk, publication)
    assert client.get(page, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_few_queries_however_many_results(
    client: Client, bureau: Bureau, walk: Walk, django_assert_max_num_queries: Any
) -> None:
    released(walk)
    bare(bureau, 120)
    Publication.objects.filter(code__gt="B000060", code__startswith="B").update(revision=2)
    code = Publication.objects.filter(revision=2).values_list("code", flat=True)[0]
    paths = [at(bureau, name) for name in PAGES]
    paths += [
        at(bureau, "result", code),
        at(bureau, "basis", "城市道路管理条例"),
        at(bureau, "procedure", "ordinary"),
    ]
    paths += [
        f"{at(bureau, 'results')}?q=道路",
        at(bureau, "feed"),
        at(bureau, "sitemap"),
        reverse("portal.home"),
    ]
    for path in paths:
        with django_assert_max_num_queries(9):
            client.get(path)


def test_the_menu_names_what_exists(rf: Any, bureau: Bureau) -> None:
    context = frame(rf.get(at(bureau, "officers")), bureau)
    links = {link.label: link.current for _, rows in context["menu"] for link in rows}
    assert links["执法人员"] and not links["执法主体"] and "数据开放" in links
