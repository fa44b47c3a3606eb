"""What `grade` and `report` write for a whole class: both tables, the report, an LMS's sheet."""

from pathlib import Path

from autograders.grading.files import write_whole
from autograders.grading.gradebook.classlist import ClassList
from autograders.grading.reports.class_page import ClassPage
from autograders.grading.reports.filling import Filling
from autograders.grading.reports.overview import Overview
from autograders.grading.reports.records import Record
from autograders.grading.reports.sheet import Sheet, Totals


class Tables:
    """grades.csv, totals.csv, report.html and the overview in `out`, and the sheet to fill, if
    there is one.

    Records come with marks given by hand in them. filled: lessons whose points go into the sheet
    (None: all).
    """

    def __init__(
        self, out: Path, filling: Filling | None = None, filled: set[str] | None = None
    ) -> None:
        self.out, self.filling, self._filled = out, filling, filled
        self.report, self.overview = ClassPage(), Overview()
        self._sheet, self._totals = Sheet(out / "grades.csv"), Totals(out / "totals.csv")

    def add(self, record: Record) -> None:
        """One submission's points."""
        for reader in (self._sheet, self._totals, self.report, self.overview):
            reader.add(record)
        if self.filling and (self._filled is None or record.lesson in self._filled):
            self.filling.add(record)

    def fail(self, key: str, reason: str) -> None:
        """A submission without a score."""
        self.report.fail(key, reason)

    def close(self, class_list: ClassList) -> None:
        """Put the files in place; the report says who of the class is missing or late."""
        self.report.class_list = class_list
        self._sheet.close()
        self._totals.close(class_list.names)
        write_whole(self.out / "report.html", self.report.html())
        self.overview.close(self.out, class_list)

    def fill(self) -> list[str]:
        """Write the filled sheet; the lines to print."""
        return self.filling.close(self.out) if self.filling else []
