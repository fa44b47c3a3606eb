"""When something was handed in: every form that nbgrader and platforms write, in any zone."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from classroom import LESSON
from hypothesis import example, given
from hypothesis import strategies as st
from nbgrader.utils import parse_utc

from autograders.grading.submissions.folders import Submission
from autograders.grading.submissions.times import NoSuchZone, in_utc, read_time, zone_of
from autograders.grading.submissions.uploads import collect

BERLIN = ZoneInfo("Europe/Berlin")
NBGRADERS = "%Y-%m-%d %H:%M:%S.%f %Z"
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Sao_Paulo"]
ZONES += ["Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "Europe/Dublin"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-25 00:30:00.000000 CET",
        "2026-11-25 00:30:00.000000 EST",
        "2026-11-25 00:30:00 UTC",
        "2026-11-25 00:30:00 GMT",
        "2026-07-25 00:30:00 CET",
        "2026-11-25 00:30:00.123456",
        "2026-11-25 00:30",
        "2026-11-25",
        "2026-11-25 00:30:00+05:00",
        "2026-11-25T00:30:00Z",
        "25.11.2026 14:30",
        "Nov 25 2026 10:30 PM",
        "  2026-11-25 00:30:00 UTC\n",
    ],
)
def test_what_nbgrader_reads_rightly_is_read_as_nbgrader_reads_it(text):
    assert read_time(text) == parse_utc(text.strip())


@pytest.mark.parametrize("zone", ZONES)
@given(moment=st.datetimes(datetime(2021, 1, 1), datetime(2028, 1, 1)))
def test_what_nbgrader_writes_comes_back_in_the_courses_zone(zone, moment):
    """Also in the hour that comes twice, for the abbreviation says which of the two it is."""
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert read_time(local.strftime(NBGRADERS), ZoneInfo(zone)) == moment


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-07-01 00:30:00 CEST", "2026-06-30 22:30"),
        ("2026-07-01 00:30:00 EDT", "2026-07-01 04:30"),
        ("2026-07-01 00:30:00 PDT", "2026-07-01 07:30"),
        ("2026-01-02 12:00:00 -03", "2026-01-02 15:00"),
        ("2026-01-02 12:00:00 +0530", "2026-01-02 06:30"),
        ("2026-10-25 02:30:00 CEST", "2026-10-25 00:30"),
        ("2026-10-25 02:30:00 CET", "2026-10-25 01:30"),
    ],
)
def test_zones_that_nbgrader_takes_for_utc_are_read_as_they_are(text, utc):
    assert read_time(text) == datetime.fromisoformat(utc)
    assert read_time(text, ZoneInfo("Asia/Tokyo")) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "5", "2026", "12:00", "12:00 PM", "2026-13-01 12:00", "UTC", "CET CET"),
        *("2026-01-02 12:00:00 XYZ", "2026-01-02 12:00:00 UTC UTC", "2026-01-02 12:00 +05:00 CET"),
        *("2026-01-02 12:00:00 IST", "0001-01-01 00:00:00+09:00", "2026-01-02 12:00 ../etc"),
    ],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises((ValueError, OverflowError)):
        read_time(text)


@example("0:0B")
@given(st.text(max_size=100) | st.text("0123456789 :.-+/TZCEStpam", max_size=40))
def test_any_text_is_a_time_or_refused(text):
    with suppress(ValueError, OverflowError):
        assert read_time(text, BERLIN).tzinfo is None


def test_an_abbreviation_of_the_courses_zone_is_known():
    assert read_time("2026-01-02 12:00 IST", ZoneInfo("Asia/Kolkata")).hour == 6
    assert read_time("2026-01-02 12:00 CST", ZoneInfo("Asia/Shanghai")).hour == 4


def test_the_hour_that_comes_twice_is_taken_as_the_earlier_one():
    assert in_utc(datetime(2026, 10, 25, 2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30)
    assert in_utc(datetime(2026, 10, 25, 2, 30, fold=1), BERLIN) == datetime(2026, 10, 25, 0, 30)
    assert in_utc(datetime(2026, 10, 25, 3, 30), BERLIN) == datetime(2026, 10, 25, 2, 30)
    assert in_utc(datetime(2026, 3, 29, 1, 59), BERLIN) == datetime(2026, 3, 29, 0, 59)
    assert in_utc(datetime(2026, 3, 29, 3, 1), BERLIN) == datetime(2026, 3, 29, 1, 1)


@pytest.mark.parametrize(
    "name", ["", "Berlin", "Europe", "../../etc/passwd", "/etc/localtime", "\0"]
)
def test_another_zone_is_refused_in_one_line(name):
    with pytest.raises(NoSuchZone, match="Europe/Berlin") as refused:
        zone_of(name)
    assert "\n" not in str(refused.value)


def test_a_timestamp_is_read_by_the_courses_clocks(tmp_path):
    (tmp_path / "timestamp.txt").write_text("2026-01-02 12:00:00.000000 IST")
    assert Submission("ada", LESSON, tmp_path).when() is None
    assert "--timezone" in Submission("ada", LESSON, tmp_path).remark()
    there = Submission("ada", LESSON, tmp_path, zone=ZoneInfo("Asia/Kolkata"))
    assert there.when() == datetime(2026, 1, 2, 6, 30)
    assert there.remark() is None


# ------------------------------------------------------------------ platforms
def uploaded(folder: Path, *names: str, **options):
    for name in names:
        (folder / f"{name}{LESSON}.ipynb").write_bytes(b"{}")
    return collect(folder, [LESSON], [LESSON], **options)


def test_blackboards_times_are_those_of_its_clocks(tmp_path):
    name = "HW_ada_attempt_2026-11-29-10-12-13_"
    for zone, hour in ((BERLIN, 9), (ZoneInfo("America/New_York"), 15), (UTC, 10)):
        (upload,) = uploaded(tmp_path, name, zone=zone).uploads
        assert upload.when() == datetime(2026, 11, 29, hour, 12, 13)
    (tmp_path / "HW_bo_attempt_2026-11-29-10-12-13.txt").write_bytes(b"no file")
    without = {upload.student: upload for upload in uploaded(tmp_path, zone=BERLIN).uploads}["bo"]
    assert without.wrong and without.when() == datetime(2026, 11, 29, 9, 12, 13)


def test_canvas_says_who_is_late(tmp_path):
    names = ("lovelaceada_30000_700001_", "ngbo_LATE_30007_700002_", "latelea_3_4_")
    (tmp_path / "dima_LATE_5_6_text.html").write_bytes(b"See file.")
    uploads = uploaded(tmp_path, *names).uploads
    assert {upload.student: upload.late for upload in uploads} == {
        "lovelaceada": False,
        "ngbo": True,
        "latelea": False,
        "dima": True,
    }


@pytest.mark.parametrize("due", [12, 9, 15])
def test_the_last_upload_in_time_counts_if_the_instructor_says_so(due, tmp_path):
    names = [f"HW_ada_attempt_2026-11-29-{hour:02}-00-00_" for hour in (10, 11, 14)]
    limit = datetime(2026, 11, 29, due)
    found = uploaded(tmp_path, *names, zone=UTC, is_late=lambda upload: upload.when() > limit)
    (upload,) = found.uploads
    assert upload.when().hour == {12: 11, 9: 14, 15: 14}[due]
    assert len(found.remarks) == 2
    if due == 12:
        assert any("-14-00-00_" in r and "the last that came in time" in r for r in found.remarks)
    assert uploaded(tmp_path, zone=UTC).uploads[0].when() == datetime(2026, 11, 29, 14)
