"""The data sets: what is shipped is what DATA.md says, and a damaged file is refused."""

import gzip
import hashlib
import re
import shutil
import subprocess
import tomllib

import numpy as np
import pytest
from chainrule import data

from autograders import backprop
from autograders.authoring import drive_log, trained_reader

FILES = sorted(path.name for path in data.FOLDER.glob("*.csv*"))


def test_checksums_and_row_counts_are_those_of_the_data_page():
    page = (data.FOLDER / "DATA.md").read_text("utf-8")
    stated = re.findall(r"^\| `(\S+\.csv(?:\.gz)?)` \| (\d+) \| `([0-9a-f]{64})` \|$", page, re.M)
    shipped = []
    for name in FILES:
        content = (data.FOLDER / name).read_bytes()
        packed = name.endswith(".gz")  # without a header
        text = gzip.decompress(content).decode() if packed else content.decode()
        rows = text.count("\n") - (not packed)
        shipped.append((name, str(rows), hashlib.sha256(content).hexdigest()))
    assert sorted(stated) == shipped
    assert len(FILES) == 6


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


def test_digits_are_the_ones_that_were_counted():
    digits = data.load_digits()
    assert digits.pixels.shape == (1797, 64) and digits.label.shape == (1797,)
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(digits.label).tolist() == counts
    assert (digits.pixels.min(), digits.pixels.max()) == (0, 16)
    assert np.array_equal(digits.pixels, np.round(digits.pixels))
    assert digits.pixels.dtype == float, "an array of whole numbers breaks honest answers"
    # The first one, drawn: a nought with a hole in its middle.
    first = digits.pixels[0].reshape(8, 8)
    assert first[0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert not first[3:6, 3].any() and (digits.label[0], digits.label[-1]) == (0, 8)


def test_a_fifth_of_the_digits_is_kept_for_testing_in_either_split():
    digits = data.load_digits()
    for kept in (digits.is_test, digits.in_last_fifth):
        assert kept.sum() == 360 and (~kept).sum() == 1437
        for part in (digits, digits.select(kept), digits.select(~kept)):
            empty = np.flatnonzero(np.ptp(part.pixels, axis=0) == 0)
            assert {0, 32, 39} <= set(empty.tolist())
            assert not part.pixels[:, [0, 32, 39]].any()
        trained = np.flatnonzero(np.ptp(digits.select(~kept).pixels, axis=0) == 0)
        assert trained.tolist() == [0, 32, 39], "a constant column of training is one of testing"
    assert np.flatnonzero(digits.is_test)[:3].tolist() == [0, 5, 10]
    assert np.flatnonzero(digits.in_last_fifth)[0] == 1437
    few = digits.select(slice(3, 12))
    assert few.row[few.is_test].tolist() == [5, 10], "the split stays with the row"


def test_the_digits_are_fourteen_filled_in_forms():
    """What DATA.md says of hands: one sequence of labels, that of the form, again and again."""
    labels = "".join(map(str, data.load_digits().label))
    count = "0123456789"
    form = labels[:130]
    assert form.startswith(3 * count)
    # A form's first digits may be missing; after its third run from 0 to 9 it goes on like this.
    third_runs = [found.start() for found in re.finditer(count + "0955", labels)]
    assert len(third_runs) == 14
    assert all(114 <= length <= 139 for length in np.diff(third_runs)), "one form after the other"
    # Where the last fifth begins, 22 digits of a form are over; two whole forms follow.
    assert labels[1415:1445] == 3 * count and 1437 - 1415 == 22
    assert sum(start > 1437 for start in third_runs) == 2


def test_cars_are_the_ones_that_were_counted():
    cars = data.load_cars()
    assert len(cars) == 392
    assert (cars.weight_lb[0], cars.mpg[0]) == (3504, 18)
    assert (cars.weight_lb.min(), cars.weight_lb.max()) == (1613, 5140)
    assert (cars.mpg.min(), cars.mpg.max()) == (9, 46.6)
    assert round(float(np.corrcoef(cars.weight_lb, cars.mpg)[0, 1]), 3) == -0.832


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


PENGUINS, LOG, CARS = "penguins.csv", "drive_log_60.csv", "cars.csv"
LOAD = {PENGUINS: data.load_penguins, LOG: data.load_drive_log, CARS: data.load_cars}


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
        (CARS, ",3504,12", ",0,12", r"cars.csv, line 2: '0' is not a positive number"),
        (CARS, "mpg,cyl", "mpg,cylinders", r"cars.csv, line 1: the header should be mpg,cyl"),
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
        LOAD[name]()
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda raw: raw[:9000], r"digits.csv.gz is damaged: "),
        (lambda raw: b"0,1\n" + raw, r"digits.csv.gz is damaged: "),
        (lambda raw: raw[:9000] + b"\0\0\0\0" + raw[9004:], r"digits.csv.gz is damaged: "),
        (lambda raw: rewritten(raw, "0,0,5,13,9", "0,0,5,9"), r"line 1: 64 fields, not 65"),
        (lambda raw: rewritten(raw, "0,0,5,13,9", "0,0,5,17,9"), r"line 1: a pixel is not from 0"),
        (lambda raw: rewritten(raw, "0,0,5,13,9", "0,0,5,-3,9"), r"line 1: a pixel is not from 0"),
        (
            lambda raw: rewritten(raw, ",0,0,0,1\n", ",0,0,0,11\n"),
            r"line \d+: a label is not from 0",
        ),
        (lambda raw: rewritten(raw, "0,0,5,13,9", "0,0,5,x,9"), r"digits.csv.gz: invalid literal"),
        (lambda raw: rewritten(raw, ",8\n", ",8\nmore\n"), r"line \d+: 1 fields, not 65"),
        (lambda raw: gzip.compress(b""), r"digits.csv.gz: 0 rows, not 1797"),
    ],
)
def test_damaged_digits_are_refused(tmp_path, monkeypatch, change, sentence):
    raw = (data.FOLDER / "digits.csv.gz").read_bytes()
    (tmp_path / "digits.csv.gz").write_bytes(change(raw))
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=sentence) as refusal:
        data.load_digits()
    assert "\n" not in str(refusal.value)


def rewritten(raw, old, new):
    text = gzip.decompress(raw).decode()
    assert old in text
    return gzip.compress(text.replace(old, new, 1).encode())


def test_the_data_travel_with_the_package():
    """A wheel takes the whole folder: nothing in the packaging leaves data out."""
    settings = tomllib.loads((data.FOLDER.parents[1] / "pyproject.toml").read_text("utf-8"))
    assert settings["tool"]["hatch"]["build"]["targets"]["wheel"] == {"packages": ["chainrule"]}
    listed = subprocess.run(
        ["git", "check-ignore", *FILES], cwd=data.FOLDER, capture_output=True, text=True
    )
    assert listed.stdout == "", "hatch leaves out what git ignores"


# --- a network that has learned already ---------------------------------------------------------


def test_the_trained_reader_is_what_training_makes():
    ((epochs, shipped),) = data.load_reader().snapshots.items()
    assert epochs == trained_reader.EPOCHS
    trained = trained_reader.trained_params()
    assert shipped.keys() == trained.keys()
    for name, numbers in shipped.items():
        assert numbers.shape == trained[name].shape
        assert np.abs(numbers - trained[name]).max() < 0.0051, name  # hundredths
    assert sum(numbers.size for numbers in shipped.values()) == 2410


def test_the_trained_reader_scales_by_its_training_rows_and_reads_the_others():
    digits, reader = data.load_digits(), data.load_reader()
    _, kept = backprop.standardize(digits.pixels[~digits.is_test], digits.pixels[digits.is_test])
    mean, spread = reader.scale
    wide = spread > 0
    scaled = (digits.pixels[digits.is_test] - mean)[:, wide] / spread[wide]
    np.testing.assert_allclose(scaled, kept[:, wide], rtol=1e-12, atol=1e-12)
    outputs = backprop.mlp_forward(reader.snapshots[20], kept)[1]
    assert np.mean(outputs.argmax(axis=1) == digits.label[digits.is_test]) > 0.95


def test_a_damaged_reader_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    shutil.copy(trained_reader.FOLDER / "digits.csv.gz", tmp_path)
    for content, said in ((b"no gzip", "is damaged"), (gzip.compress(b"1,2\n"), "2 numbers")):
        (tmp_path / "reader.csv.gz").write_bytes(content)
        with pytest.raises(ValueError, match=f"reader.csv.gz.*{said}"):
            data.load_reader()
