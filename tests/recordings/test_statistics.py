"""音视频统计: sums agree with the records they open."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.recordings.kept import received

from chengguan.recordings.acts import marking
from chengguan.recordings.models import Recording
from chengguan.recordings.selectors import statistics
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("by", list(statistics.BY))
def test_figures_by_every_division(walk: Walk, by: str) -> None:
    first, second, third = (received(walk) for _ in range(3))
    marking.mark(actor=walk.as_role("handler"), at=walk.now, step="sign", recording=first, begins_ms=0)
    marking.mark(actor=walk.as_role("handler"), at=walk.now, step="serve", recording=first, begins_ms=5)
    Recording.objects.filter(pk=second.pk).update(late=True)
    Recording.objects.filter(pk=third.pk).update(whole=False, tied=True)
    year = walk.day.replace(month=1, day=1), walk.day.replace(month=12, day=31)
    found = statistics.statistics(walk.as_role("organ_head"), *year, by)
    (row,) = found.rows
    for figures in (row, found.total):
        assert (figures.count, figures.late, figures.tied, figures.marked, figures.faulty) == (3, 1, 1, 1, 1)
        assert figures.hours == 0.05 and figures.on_time_share == pytest.approx(66.67, abs=0.01)
    client = Client()
    client.force_login(walk.cast.officers["organ_head"].user)
    board = client.get(f"/recordings/?{row.query}").content.decode()
    assert board.count("data-row") == 3
    query = {"first": f"{year[0]}", "last": f"{year[1]}", "by": by}
    assert "66.7%" in client.get("/recordings/statistics/", query).content.decode()
    assert client.get("/recordings/statistics/sheet/", query).status_code == 200


def test_an_empty_period_says_so(walk: Walk) -> None:
    client = Client()
    client.force_login(walk.pair[0].user)
    page = client.get(
        "/recordings/statistics/", {"first": "2019-01-01", "last": "2019-12-31"}
    ).content.decode()
    assert "期间内没有录像" in page
