"""Machine-readable: downloads agree with the pages, say what their columns are, and tell copies what to take back."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.disclosure.portal_rows import bare, released, withdrawn

from chengguan.disclosure.acts import publishing
from chengguan.disclosure.models import Publication
from chengguan.disclosure.portal.datasets import CHUNK, DATASETS
from chengguan.people.models import Bureau
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def fetched(client: Client, bureau: Bureau, name: str, form: str, **extra: Any) -> Any:
    return client.get(reverse("portal.download", args=[bureau.code, name, form]), **extra)


def body(answer: Any) -> str:
    return b"".join(answer).decode("utf-8-sig")


def as_csv(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(answer))))


def test_the_three_forms_hold_the_same_rows_and_the_schema_knows_every_column(
    client: Client, bureau: Bureau, walk: Walk
) -> None:
    released(walk)
    filled = set()
    for name in DATASETS:
        whole = json.loads(body(fetched(client, bureau, name, "json")))
        lines = [json.loads(line) for line in body(fetched(client, bureau, name, "jsonl")).splitlines()]
        rows = as_csv(fetched(client, bureau, name, "csv"))
        schema = client.get(reverse("portal.schema", args=[bureau.code, name])).json()
        assert whole["rows"] == lines and len(rows) == len(lines)
        assert whole["schema"].endswith(f"/{name}.schema.json")
        titles = {column["title"] for column in schema["properties"].values()}
        assert all(set(row) == titles for row in rows)
        assert all(set(row) == set(schema["properties"]) for row in lines)
        filled |= {name} if lines else set()
    assert set(DATASETS) - filled == {"inspections", "devices"}


def test_results_go_on_over_many_pages_and_may_be_taken_up_again(client: Client, bureau: Bureau) -> None:
    bare(bureau, CHUNK * 2 + 3)
    whole = fetched(client, bureau, "results", "json")
    content = b"".join(whole)
    assert len(json.loads(content)["rows"]) == CHUNK * 2 + 3
    headers = {"Range": "bytes=1000-", "If-Range": whole["ETag"]}
    part = fetched(client, bureau, "results", "json", headers=headers)
    assert part.status_code == 206 and b"".join(part) == content[1000:]
    same = fetched(client, bureau, "results", "json", headers={"If-None-Match": whole["ETag"]})
    assert same.status_code == 304
    Publication.objects.filter(code="B000001").update(stage=Publication.ENDED)
    again = fetched(client, bureau, "results", "json", headers=headers)
    assert again.status_code == 200 and again["ETag"] != whole["ETag"]


def test_results_are_downloaded_by_kind_and_day(client: Client, bureau: Bureau) -> None:
    bare(bureau, 10)
    path = reverse("portal.download", args=[bureau.code, "results", "jsonl"])
    assert len(body(client.get(path, {"first": "2024-01-05", "last": "2024-01-06"})).splitlines()) == 2
    assert body(client.get(path, {"kind": "permit"})) == ""
    empty = json.loads(body(client.get(path.replace("jsonl", "json"), {"kind": "permit"})))
    assert empty["rows"] == []


def test_a_cell_never_becomes_a_formula(client: Client, bureau: Bureau) -> None:
    bare(bureau, 1, party_name="=HYPERLINK(1)")
    assert as_csv(fetched(client, bureau, "results", "csv"))[0]["当事人"] == "'=HYPERLINK(1)"


def test_unknown_files_are_not_there(client: Client, bureau: Bureau) -> None:
    assert fetched(client, bureau, "secrets", "csv").status_code == 404
    assert fetched(client, bureau, "results", "exe").status_code == 404


def test_the_feed_tells_copies_what_to_take_back(client: Client, bureau: Bureau, walk: Walk) -> None:
    publication = released(walk)
    path = reverse("portal.feed", args=[bureau.code])

    def events() -> list[dict[str, str]]:
        answer = client.get(path)
        assert answer["Content-Type"].startswith("application/feed+json") and answer["Last-Modified"]
        return [item["_publication"] for item in answer.json()["items"]]

    assert [row["event"] for row in events()] == ["released"]
    withdrawn(walk, publication)
    (row,) = events()
    publication.refresh_from_db()
    assert (row["event"], row["code"], row["reason"]) == (
        "withdrawn",
        publication.code,
        publication.withdraw_reason,
    )
    assert walk.party.name not in client.get(path).content.decode()


def test_the_feed_names_corrections_and_goes_on_page_by_page(
    client: Client, bureau: Bureau, walk: Walk
) -> None:
    publication = released(walk)
    walk.later(hours=1)
    publishing.correct(
        actor=walk.as_role("legal_reviewer"), at=walk.now, publication=publication, reason="隐去一处文字", hide=["占用"]
    )  # fmt: skip
    bare(bureau, 130)
    first = client.get(reverse("portal.feed", args=[bureau.code])).json()
    second = client.get(first["next_url"]).json()
    found = [item["_publication"] for item in (*first["items"], *second["items"])]
    assert len(found) == 132 and "next_url" not in second
    assert [row["code"] for row in found if row["event"] == "corrected"] == [publication.code]
    assert client.get(reverse("portal.feed", args=[bureau.code]), {"before": "no day"}).status_code == 200


def test_search_engines_find_the_portal_and_only_it(client: Client, bureau: Bureau, walk: Walk) -> None:
    publication = released(walk)
    robots = client.get("/robots.txt").content.decode().splitlines()
    assert "Allow: /gs/" in robots and "Disallow: /" in robots
    assert f"/gs/{bureau.code}/sitemap.xml" in client.get("/gs/sitemap.xml").content.decode()
    sitemap = client.get(reverse("portal.sitemap", args=[bureau.code])).content.decode()
    assert f"/r/{publication.code}/</loc><lastmod>2024-05-06" in sitemap
