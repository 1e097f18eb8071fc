"""The register of body-worn cameras on its pages: registration, issue, return, clock, moves, loss; who sees and who may."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.recordings.collected import login

from chengguan.base.dates import CHINA
from chengguan.recordings.models import BodyCamera
from chengguan.recordings.selectors.cameras import offset_text
from chengguan.web.demonstration.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def moment(**back: float) -> str:
    return (timezone.now() - timedelta(**back)).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M:%S")


def registered(cast: Cast, number: str = "JLY-007", squad: int = 0) -> BodyCamera:
    client = login(cast.officers["system_admin"])
    entered = {"number": number, "unit": cast.squads[squad].pk, "registered_on": str(timezone.localdate())}
    answer = client.post("/cameras/new/", entered)
    assert answer.status_code == 302, answer.content.decode()
    return BodyCamera.objects.get(number=number)


def done(client: Any, camera: BodyCamera, act: str, **entered: Any) -> Any:
    return client.post(f"/cameras/{camera.pk}/acts/camera.{act}/", entered)


def test_the_way_of_a_camera(cast: Cast) -> None:
    camera = registered(cast)
    client = login(cast.officers["squad_leader"])
    page = client.get(f"/cameras/{camera.pk}/").content.decode()
    assert "没有校时记录" in page and "在库" in page
    checked = {"shown_at": moment(minutes=58), "true_at": moment(hours=1), "corrected": "no"}
    assert done(client, camera, "check_clock", **checked).status_code == 302
    assert "快 2 分，须校准" in client.get("/cameras/?clock=on").content.decode()
    assert done(client, camera, "check_clock", **checked | {"corrected": "yes"}).status_code == 302
    client.get("/cameras/")
    assert "JLY-007" not in client.get("/cameras/?clock=on").content.decode()
    holder = cast.pair()[0]
    assert done(client, camera, "issue", officer=holder.pk, begins_at=moment(minutes=30)).status_code == 302
    twice = done(client, camera, "issue", officer=cast.pair()[1].pk, begins_at=moment())
    assert twice.status_code == 409 and "请先办理归还" in twice.content.decode()
    assert holder.name in client.get("/cameras/?q=JLY").content.decode()
    early = done(client, camera, "take_back", ends_at=moment(hours=2))
    assert early.status_code == 409 and "不早于领用" in early.content.decode()
    assert done(client, camera, "take_back", ends_at=moment()).status_code == 302
    never = done(client, camera, "take_back", ends_at=moment())
    assert never.status_code == 409
    refused = done(client, camera, "retire", how="scrapped", reason="坏了")
    assert refused.status_code == 409, "a squad leader does not retire cameras"
    chief = login(cast.officers["brigade_leader"])
    assert done(chief, camera, "move", unit=cast.squads[1].pk, reason="支援").status_code == 302
    assert client.get(f"/cameras/{camera.pk}/").status_code == 404
    assert done(chief, camera, "retire", how="scrapped", reason="鉴定报废").status_code == 302
    camera.refresh_from_db()
    assert (camera.stage, camera.holder) == ("retired", None)
    after = done(chief, camera, "move", unit=cast.squads[0].pk, reason="再用")
    assert after.status_code == 409 and "新编号重新登记" in after.content.decode()


def test_a_lost_camera_need_not_be_taken_back(cast: Cast) -> None:
    camera = registered(cast)
    chief = login(cast.officers["brigade_leader"])
    done(chief, camera, "issue", officer=cast.pair()[0].pk, begins_at=moment(minutes=5))
    assert done(chief, camera, "retire", how="scrapped", reason="坏").status_code == 409
    assert done(chief, camera, "retire", how="lost", reason="巡查途中遗失，已报告").status_code == 302
    assert camera.holdings.get().ends_at is not None


def test_wrong_input_is_said_at_the_field(cast: Cast) -> None:
    registered(cast)
    client = login(cast.officers["system_admin"])
    again = {"number": "jly-007", "unit": cast.squads[0].pk, "registered_on": str(timezone.localdate())}
    twice = client.post("/cameras/new/", again)
    assert twice.status_code == 409 and "该编号没有登记过" in twice.content.decode()
    wrong = client.post("/cameras/new/", again | {"number": "../x"})
    assert wrong.status_code == 422 and "只能用字母、数字和短横线" in wrong.content.decode()


def test_each_squad_sees_its_own_cameras(cast: Cast) -> None:
    mine, other = registered(cast, "JLY-001", 0), registered(cast, "JLY-002", 1)
    handler = login(cast.pair()[0])
    board = handler.get("/cameras/").content.decode()
    assert "JLY-001" in board and "JLY-002" not in board
    assert handler.get(f"/cameras/{other.pk}/").status_code == 404
    assert handler.get("/cameras/new/").status_code == 403
    refused = done(handler, mine, "issue", officer=cast.pair()[0].pk, begins_at=moment())
    assert refused.status_code == 409
    assert handler.get(f"/cameras/{mine.pk}/acts/camera.nothing/").status_code == 404
    assert login(cast.officers["window_clerk"]).get("/cameras/").status_code == 403
    table = login(cast.officers["archivist"]).get("/cameras/export/")
    assert table.status_code == 200 and table.content[:2] == b"PK"


def test_the_list_asks_as_often_for_one_camera_as_for_many(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client = login(cast.officers["archivist"])
    for number in range(5):
        registered(cast, f"JLY-10{number}")
    with django_assert_max_num_queries(12):
        client.get("/cameras/")


def test_offsets_in_words() -> None:
    assert [offset_text(ms) for ms in (0, 125_000, -30_000, 3_600_000)] == [
        "准",
        "快 2 分 5 秒",
        "慢 30 秒",
        "快 1 小时",
    ]
