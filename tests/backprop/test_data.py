"""The data sets: what is shipped is what DATA.md says, and a damaged file is refused."""

import hashlib
import re
import shutil

import numpy as np
import pytest
from chainrule import data

from autograders import backprop
from autograders.authoring import drive_log

FILES = sorted(path.name for path in data.FOLDER.glob("*.csv"))


def test_checksums_and_row_counts_are_those_of_the_data_page():
    page = (data.FOLDER / "DATA.md").read_text("utf-8")
    stated = re.findall(r"^\| `(\S+\.csv)` \| (\d+) \| `([0-9a-f]{64})` \|$", page, re.M)
    shipped = []
    for name in FILES:
        content = (data.FOLDER / name).read_bytes()
        rows = content.decode().count("\n") - 1
        shipped.append((name, str(rows), hashlib.sha256(content).hexdigest()))
    assert sorted(stated) == shipped
    assert len(FILES) == 3


def test_penguins_are_the_ones_that_were_counted():
    penguins = data.load_penguins()
    species, counts = np.unique(penguins.species, return_counts=True)
    assert dict(zip(species, counts.tolist(), strict=True)) == {
        "Adelie": 152,
        "Chinstrap": 68,
        "Gentoo": 124,
    }
    assert len(penguins) == 344
    assert (penguins.sex == "").sum() == 11
    assert set(penguins.year.tolist()) == {2007, 2008, 2009}
    measured = penguins.select(penguins.measured)
    assert len(measured) == 342
    for column in ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"):
        assert np.isfinite(getattr(measured, column)).all()
        assert np.isnan(getattr(penguins, column)).sum() == 2
    assert sorted(penguins.select(~penguins.measured).species) == ["Adelie", "Gentoo"]


def test_penguin_columns_are_not_mixed_up():
    penguins = data.load_penguins()
    first = penguins.select([0])
    assert (first.species[0], first.island[0], first.sex[0]) == ("Adelie", "Torgersen", "male")
    assert (first.bill_length_mm[0], first.bill_depth_mm[0]) == (39.1, 18.7)
    assert (first.flipper_length_mm[0], first.body_mass_g[0], first.year[0]) == (181, 3750, 2007)
    assert len(penguins.select(slice(10, 15))) == 5


@pytest.mark.parametrize("rows", drive_log.LENGTHS)
def test_drive_logs_are_what_their_script_makes(rows):
    shipped = (data.FOLDER / f"drive_log_{rows}.csv").read_bytes()
    assert drive_log.as_csv(rows).encode() == shipped
    log = data.load_drive_log(rows)
    assert len(log) == rows
    for column, made in zip(
        (log.pedal_percent, log.engine_rpm, log.speed_kmh), drive_log.drive_log(rows), strict=True
    ):
        np.testing.assert_array_equal(column, made)


@pytest.mark.parametrize("rows", drive_log.LENGTHS)
def test_drive_logs_show_the_car_of_the_lesson_up_to_rounding_and_slip(rows):
    log = data.load_drive_log(rows)
    assert (log.pedal_percent[0], log.pedal_percent[-1]) == (0.0, 80.0)
    spacing = np.diff(log.pedal_percent)
    assert spacing.max() > 2 * spacing.min()
    revs = backprop.rpm(log.pedal_percent)
    np.testing.assert_allclose(log.engine_rpm, revs, atol=0.5)
    without_slip = backprop.speed(revs, 1.4)
    np.testing.assert_allclose(log.speed_kmh, without_slip * (1 - 2e-5 * revs), atol=0.0051)


def worst_disagreement(rows):
    log = data.load_drive_log(rows)
    direct, product = backprop.rates_from_log(log.pedal_percent, log.engine_rpm, log.speed_kmh)
    return np.max(np.abs(product / direct - 1))


def test_direct_and_product_rates_agree_in_the_short_log_and_not_in_the_long_one():
    assert round(100 * worst_disagreement(60), 1) == 0.2
    assert round(100 * worst_disagreement(400)) == 12


def test_the_long_log_disagrees_because_of_rounding_alone():
    log = data.load_drive_log(400)
    revs = backprop.rpm(log.pedal_percent)
    kmh = backprop.speed(revs, 1.4) * (1 - 2e-5 * revs)
    direct, product = backprop.rates_from_log(log.pedal_percent, revs, kmh)
    assert np.max(np.abs(product / direct - 1)) < 1e-4


def test_loading_again_undoes_what_a_reader_did_to_the_arrays():
    data.load_drive_log().speed_kmh[:] = 0.0
    assert data.load_drive_log().speed_kmh[0] == 17.39


def test_there_are_two_drive_logs():
    assert len(data.load_drive_log()) == 60
    with pytest.raises(ValueError, match="no drive log with 100 rows: choose 60 or 400"):
        data.load_drive_log(100)


PENGUINS, LOG = "penguins.csv", "drive_log_60.csv"


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (PENGUINS, "species,island", "kind,island", r"penguins.csv, line 1: the header should be"),
        (PENGUINS, "Adelie,Torgersen,39.1", "Emperor,Torgersen,39.1", r"line 2: 'Emperor' is none"),
        (PENGUINS, ",39.5,17.4", ",39.5,-17.4", r"line 3: '-17.4' is not a positive number"),
        (PENGUINS, ",39.5,17.4", ",39.5,inf", r"line 3: 'inf' is not a positive number"),
        (PENGUINS, ",39.5,17.4", ",39.5", r"line 3: 7 fields, not 8"),
        (PENGUINS, ",39.5,17.4", ",39.5,wide", r"line 3: could not convert string to float"),
        (PENGUINS, "Adelie,Torgersen,39.1,18.7,181,3750,male,2007\n", "", r"343 rows, not 344"),
        (LOG, "1.82,1031", "1.82,800", r"drive_log_60.csv, line 3: engine_rpm does not increase"),
        (LOG, "3.10,1188", "1.82,1188", r"line 4: pedal_percent does not increase"),
        (LOG, "0.00,800,17.39\n", "", r"drive_log_60.csv: 59 rows, not 60"),
        (LOG, None, "", r"drive_log_60.csv, line 1: the header should be"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(tmp_path, monkeypatch, name, old, new, sentence):
    shutil.copytree(data.FOLDER, tmp_path / "data", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "data" / name
    text = path.read_text("utf-8")
    if old is not None:
        assert old in text
    path.write_text("" if old is None else text.replace(old, new, 1), "utf-8")
    monkeypatch.setattr(data, "FOLDER", tmp_path / "data")
    with pytest.raises(ValueError, match=sentence) as refusal:
        data.load_penguins() if name == PENGUINS else data.load_drive_log()
    assert "\n" not in str(refusal.value)
