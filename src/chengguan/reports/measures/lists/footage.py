"""全过程记录: cameras, recordings, and which steps of cases can be seen in them."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q

from ..definition import Measure
from ..sources import CAMERAS, CASES, FOOTAGE, RECORDINGS

GROUP: Final = "全过程记录"


def in_use(day: date) -> Q:
    """Cameras registered by a day and not taken out of use by then."""
    return Q(registered_on__lte=day) & (Q(retired_on=None) | Q(retired_on__gt=day))


FILED: Final = Q(procedure="ordinary")
MEASURES: Final = (
    Measure("body_cameras", "执法记录仪", "台", "期末在用（在库和已领用）的执法记录仪", GROUP, CAMERAS, at_end=in_use),
    Measure("recordings", "执法音视频", "份", "在期间内拍摄、已入库的录像、录音和照片", GROUP, RECORDINGS, day="began_at"),
    Measure("recording_hours", "执法音视频时长", "小时", "在期间内拍摄、已入库的录像和录音的时长之和", GROUP, RECORDINGS, day="began_at", amount="duration_ms", per=3_600_000),
    Measure("recordings_on_time", "按时上传的音视频", "份", "上列音视频中在执勤结束后规定时间（24小时）内入库的", GROUP, RECORDINGS, Q(late=False), "began_at", part_of="recordings"),
    Measure("recordings_tied", "已关联案件的音视频", "份", "上列音视频中已归入案件的", GROUP, RECORDINGS, Q(tied=True), "began_at", part_of="recordings"),
    Measure("upload_on_time_rate", "音视频按时上传率", "%", "在期间内拍摄的音视频中按时上传的比例", GROUP, of=("recordings_on_time", "recordings")),
    Measure("cases_with_footage", "有执法录像的案件", "件", "在期间内立案、已关联执法录像的普通程序案件", GROUP, CASES, FILED & Q(case__footage__gt=0), "filed_on", part_of="cases_filed"),
    Measure("footage_case_rate", "案件录像覆盖率", "%", "在期间内立案的普通程序案件中已关联执法录像的比例", GROUP, of=("cases_with_footage", "cases_filed")),
    Measure("steps_to_record", "须录像的环节", "个", "在期间内调查终结、结案的案件已发生的须录像环节", GROUP, FOOTAGE, day="noted_on"),
    Measure("steps_recorded", "有录像的环节", "个", "上列环节中已关联录像并标记、录像在库的", GROUP, FOOTAGE, Q(covered=True), "noted_on", part_of="steps_to_record"),
    Measure("steps_required", "必须录像的环节", "个", "上列环节中本地规定必须录像的", GROUP, FOOTAGE, Q(required=True), "noted_on", part_of="steps_to_record"),
    Measure("footage_step_rate", "环节录像覆盖率", "%", "须录像的环节中有录像的比例", GROUP, of=("steps_recorded", "steps_to_record")),
)  # fmt: skip
