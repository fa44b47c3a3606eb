"""Tables are sorted, without formulas, and the same on machines that round differently."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from chainrule.machines import Machine
from chainrule.probing import plain

from autograders.authoring.drift import difference, same_text
from autograders.authoring.tables import NOTHING_NOTED, check_table, rounded


def exercise(**table):
    return SimpleNamespace(name="double", table=lambda: SimpleNamespace(to_json=lambda: table))


def test_the_last_bit_of_a_value_does_not_matter():
    values = [np.sin(1.0).item(), np.float64(np.sin(1.0)), np.sin([1.0, 2.0]), np.sin(1.0) * 1j]
    nudged = [
        np.nextafter(np.sin(1.0), 2).item(),
        np.nextafter(np.float64(np.sin(1.0)), 2),
        np.nextafter(np.sin([1.0, 2.0]), 2),
        np.nextafter(np.sin(1.0), 2) * 1j,
    ]
    for value, other in zip(values, nudged, strict=True):
        assert plain.encode(value) != plain.encode(other)
        assert rounded(plain.encode(value)) == rounded(plain.encode(other))
        back = plain.decode(rounded(plain.encode(value)))
        assert type(back) is type(value)
        assert np.allclose(back, value, rtol=1e-13, atol=0)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        7,
        True,
        None,
        "0.123456789012345678",
        float("nan"),
        np.array([1, 2]),
        np.float32(0.1),
        np.array([0.1], dtype=np.float32),
        np.array([]),
        np.array(2.5),
        np.array([[1.5, np.inf], [np.nan, -0.0]]),
        Machine("affine", 3, 1),
    ],
)
def test_what_needs_no_rounding_stays(value):
    assert rounded(plain.encode(value)) == plain.encode(value)


def test_probes_are_never_rounded():
    third = 1 / 3
    made = json.loads(check_table("01_x", [exercise(probes=[third], right=[third])], NOTHING_NOTED))
    assert made["exercises"]["double"] == {"probes": [third], "right": [0.33333333333333]}


def test_no_nan_gets_into_the_file():
    with pytest.raises(ValueError, match="not JSON compliant"):
        check_table("01_x", [exercise(right=[float("nan")])], NOTHING_NOTED)


def test_numbers_of_another_machine_are_no_drift(tmp_path):
    path = tmp_path / "table.json"
    path.write_text('{"right": [0.84147098480789, 2]}\n')
    assert difference(path, b'{"right": [0.84147098480781, 2]}\n') is None
    assert difference(path, b'{"right": [0.84147099, 2]}\n') == "differs at /right/0"
    assert difference(path, b'{"right": [0.84147098480789, 3]}\n') == "differs at /right/1"
    assert difference(path, b'{"right": [0.84147098480789, 2.0]}\n') == "differs at /right/1"


def test_text_with_numbers():
    assert same_text("slope 2.00000000001 at 1", "slope 2.00000000002 at 1")
    assert not same_text("slope 2.1 at 1", "slope 2.2 at 1")
    assert not same_text("slope 2.1 at 1", "slope 2.1 at 2")
    assert not same_text("slope 2.1", "Slope 2.1")
