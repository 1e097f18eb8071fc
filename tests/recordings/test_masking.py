"""遮挡: what covers faces, who confirms it, and that nothing unconfirmed may be published."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from chengguan.documents import storing
from chengguan.ledger.acting import Refused
from chengguan.recordings import faces
from chengguan.recordings.acts import deriving
from chengguan.recordings.making.masking import covered
from chengguan.recordings.models import Derivative
from chengguan.recordings.selectors.recording import publishable, sheet_of
from chengguan.recordings.tracks import Box, boxes_at, drawn, follow, from_plain
from chengguan.web.demonstration.walk import Walk

from .media import make_photo, taken_in, video, worked

LATER = timedelta(days=4000)


def test_maps_of_the_network_become_boxes() -> None:
    """One peak of heat in the raw output: centre, size as logarithm, offset; a weaker box on the same face goes."""
    import numpy

    heat = numpy.zeros((40, 60), numpy.float32)
    sizes = numpy.zeros((2, 40, 60), numpy.float32)
    offsets = numpy.zeros((2, 40, 60), numpy.float32)
    for row, column, score in ((20, 30, 0.9), (20, 31, 0.6), (5, 50, 0.4), (30, 5, 0.1)):
        heat[row, column] = score
        sizes[:, row, column] = numpy.log(10), numpy.log(8)
    found = faces.decode(heat, sizes, offsets, (240, 160), 0.25)
    assert [round(face.score, 1) for face in found] == [0.9, 0.4]
    first = found[0]
    assert (round(first.width * 240), round(first.height * 160)) == (32, 40)
    assert (round((first.left + first.width / 2) * 240), round((first.top + first.height / 2) * 160)) == (
        122,
        82,
    )


def test_the_shipped_network_takes_pictures_of_any_size() -> None:
    from PIL import Image

    detector = faces.Detector()
    for size in ((320, 180), (177, 400)):
        assert detector.find(Image.new("RGB", size, (90, 120, 90))) == []


def test_faces_are_followed_between_samples_and_a_little_beyond() -> None:
    here, there, far = Box(0.1, 0.1, 0.1, 0.2), Box(0.14, 0.1, 0.1, 0.2), Box(0.7, 0.6, 0.1, 0.2)
    tracks = follow([(1000, [(here, 0.5)]), (1200, [(there, 0.8), (far, 0.4)]), (4000, [(there, 0.6)])])
    assert [len(track.points) for track in tracks] == [2, 1, 1]
    assert tracks[0].at(1100) == [here.towards(there, 0.5)]
    assert (tracks[0].begins_ms, tracks[0].ends_ms) == (500, 1700)
    assert boxes_at(tracks, 3000) == []
    again = from_plain([track.plain() for track in tracks])
    assert again[0].at(1100)[0].left == pytest.approx(0.12)
    still = drawn(here, 2000, 3000)
    assert (still.at(1999), still.at(2500)) == ([], [here])


def test_what_is_covered_cannot_be_seen_and_the_rest_is_unchanged() -> None:
    from PIL import Image

    image = Image.effect_noise((120, 120), 90).convert("RGB")
    made = covered(image, [Box(0.25, 0.25, 0.5, 0.5)])
    inside = made.crop((32, 32, 88, 88))
    assert len(set(inside.getdata())) <= 64
    assert len(set(image.crop((32, 32, 88, 88)).getdata())) > 90
    assert list(made.crop((0, 0, 120, 15)).getdata()) == list(image.crop((0, 0, 120, 15)).getdata())


def _frame(row: Derivative) -> Any:
    import av

    with av.open(io.BytesIO(storing.read(row.file))) as film:  # type: ignore[arg-type]
        return [frame.to_image() for frame in film.decode(video=0)][10], len(film.streams.audio)


@pytest.mark.django_db
def test_from_making_to_publishing(walk: Walk) -> None:
    recording = taken_in(walk, video(sound="aac"))
    client = Client()
    client.force_login(walk.pair[0].user)
    form = f"/recordings/{recording.pk}/mask/"
    assert client.post(form, {"reason": "", "keep_sound": "no"}).status_code == 422
    client.post(form, {"reason": "典型案例曝光", "keep_sound": "no"})
    worked(walk.now + LATER)
    first = Derivative.objects.get(kind="masked")
    assert (first.state, first.details["tracks"]) == ("ready", []), first.error
    assert first.original_sha256 == recording.file.sha256
    assert publishable(recording) == []
    assert sheet_of(first) is not None

    page = f"/derivatives/{first.pk}/"
    assert "从头到尾看过" in client.get(page).content.decode()
    wrong = client.post(
        f"{page}remask/",
        {"remask-reason": "曝光", "remask-keep_sound": "no", "remask-added": "90 10 20 20 0 1"},
    )
    assert (wrong.status_code, "超出画面" in wrong.content.decode()) == (422, True)
    made = client.post(
        f"{page}remask/",
        {"remask-reason": "曝光", "remask-keep_sound": "no", "remask-added": "25 25 50 50 0 2"},
    )
    assert made.status_code == 302, made.content.decode()
    worked(walk.now + LATER)
    second = Derivative.objects.filter(kind="masked").latest("id")
    assert (second.state, len(second.details["tracks"])) == ("ready", 1), second.error
    picture, sounds = _frame(second)
    assert sounds == 0
    plain, _ = _frame(first)
    middle = (90, 60, 230, 120)
    assert picture.crop(middle).tobytes() != plain.crop(middle).tobytes()

    confirm = f"/derivatives/{second.pk}/confirm/"
    answers = {"confirm-faces_covered": "yes", "confirm-other_marks_covered": "yes"}
    unseen = client.post(confirm, answers)
    assert (unseen.status_code, "已经打开遮挡件查看" in unseen.content.decode()) == (409, True)
    client.post(f"/derivatives/{second.pk}/open/", {"reason": "核对遮挡效果"})
    showing = client.post(confirm, {**answers, "confirm-faces_covered": "no"})
    assert showing.status_code == 409
    assert client.post(confirm, answers).status_code == 302
    second.refresh_from_db()
    assert (second.state, second.confirmed_by_id) == ("confirmed", walk.pair[0].pk)
    assert publishable(recording) == [second]
    assert client.post(confirm, answers).status_code == 409


@pytest.mark.django_db
def test_a_photograph_is_masked_too_and_a_copy_of_another_recording_is_no_base(
    walk: Walk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    photo = taken_in(walk, make_photo(tmp_path_factory.mktemp("photos") / "p.jpg"))
    actor, at = walk.as_role("handler"), walk.now
    row = deriving.make_masked(actor=actor, at=at, recording=photo, reason="曝光", keep_sound=False).result
    worked(at)
    row.refresh_from_db()
    assert (row.state, row.file.media_type) == ("ready", "image/jpeg"), row.error
    other = taken_in(walk, video())
    with pytest.raises(Refused) as refused:
        deriving.make_masked(
            actor=actor, at=at, recording=other, reason="曝光", keep_sound=False, base=row,
            added=[drawn(Box(0.9, 0.1, 0.3, 0.3), 0, 1000)],
        )  # fmt: skip
    unmet = {finding.id for finding in refused.value.verdict.unmet}
    assert unmet == {"masking_base_sound", "masking_boxes_sound"}


@pytest.mark.django_db
def test_a_still_is_masked_by_itself(walk: Walk) -> None:
    recording = taken_in(walk, video())
    actor, at = walk.as_role("handler"), walk.now
    still = deriving.capture_still(actor=actor, at=at, recording=recording, at_ms=1000, reason="附卷").result
    with pytest.raises(Refused):  # not made yet
        deriving.make_masked(
            actor=actor, at=at, recording=recording, reason="曝光", keep_sound=False, source=still
        )
    worked(at)
    client = Client()
    client.force_login(walk.pair[0].user)
    client.post(f"/recordings/{recording.pk}/mask/?of={still.pk}", {"reason": "曝光", "keep_sound": "no"})
    worked(walk.now + LATER)
    row = Derivative.objects.get(kind="masked")
    assert (row.state, row.file.media_type, row.details["source"]) == (
        "ready",
        "image/jpeg",
        str(still.pk),
    ), row.error
    assert row.original_sha256 == recording.file.sha256
