"""Reports as files: what a spreadsheet gets to see."""

import csv
import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from simulator.domain.dashboard import (
    ElementRate,
    Example,
    HeatCell,
    Lift,
    ScenarioHealth,
    Table,
    ViolationCount,
)
from simulator.domain.summaries import RowScore, TraineeScore
from simulator.i18n import Catalogue
from simulator.services.reports_dashboard import rows_of
from simulator.services.reports_export import ReportTables, to_csv, to_xlsx
from tests.services.desk import world

HOSTILE = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1+1"]


def cell(trainee: str, row: int, replies: int, mean: float | None, score_sum: int = 0) -> HeatCell:
    situation = world().rubric.by_row[row - 1].key
    return HeatCell(
        trainee=trainee,
        name=f"name of {trainee}",
        situation=situation,
        row=row,
        replies=replies,
        passed=1,
        scored=replies,
        score_sum=score_sum,
        mean_score=mean,
    )


@pytest.fixture
def tables() -> ReportTables:
    return ReportTables(Catalogue("zh_CN"), world().rubric)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_is_never_a_formula(text: str) -> None:
    table = Table(title="t", headers=("name",), rows=((text,),))
    (_, (shown,)) = csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig"), newline=""))
    assert shown == f"'{text}"
    sheet = load_workbook(io.BytesIO(to_xlsx([table]))).worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == text
    assert sheet["A2"].quotePrefix


def test_numbers_stay_numbers_and_what_is_missing_stays_empty() -> None:
    table = Table(title="a/b:c" * 9, headers=("n", "mean", "none"), rows=((-3, 71.23456, None),))
    sheet = load_workbook(io.BytesIO(to_xlsx([table]))).worksheets[0]
    assert [c.value for c in sheet[2]] == [-3, 71.2346, None]
    assert to_csv(table).decode("utf-8-sig").splitlines()[1] == "-3,71.2346,"
    assert len(sheet.title) <= 31


def test_control_characters_do_not_break_the_file() -> None:
    table = Table(title="t", headers=("name",), rows=(("王\x00\x0b燕",),))
    assert load_workbook(io.BytesIO(to_xlsx([table]))).worksheets[0]["A2"].value == "王燕"


def test_the_heat_map_has_people_down_and_thirty_rows_across(tables: ReportTables) -> None:
    cells = [cell("w", 1, 5, 71.0), cell("w", 16, 2, None), cell("l", 30, 4, 90.5)]
    mean, count = tables.heat(cells), tables.heat(cells, "n")
    assert len(mean.headers) == 31
    assert mean.headers[1].startswith("1 ")
    assert [(row[0], row[1], row[16], row[30]) for row in mean.rows] == [
        ("name of w", 71.0, None, None),
        ("name of l", None, None, 90.5),
    ]
    assert count.rows[0][16] == 2


def test_every_report_is_a_table_in_the_readers_language(tables: ReportTables) -> None:
    weak = RowScore(situation="opening", row=1, replies=5, passed=1, mean_score=40.0)
    line = TraineeScore(
        trainee="w",
        name="王",
        calls=3,
        replies=9,
        mean_score=66.6,
        last_call_at=datetime(2026, 3, 2, tzinfo=UTC),
        weakest=(weak,),
    )
    words = (Example(call_id="c", turn=1, words="大声点"),)
    health = ScenarioHealth(
        scenario="leak", calls=4, finished=0.5, left=0.25, hung_up_on=0.25, critical=None, mean_score=None
    )
    made = [
        tables.trainees([line]),
        tables.lifts([Lift(trainee="w", name="王", calls=3, first=40, best=90)]),
        tables.elements([ElementRate(element="greet", asked=9, missed=3, unsure=0, rate=1 / 3)]),
        tables.violations([ViolationCount(violation="insult", severity="critical", count=2, people=1, examples=words)]),
        tables.scenarios([health], title_of=lambda key: f"title of {key}"),
    ]
    assert made[1].rows == (("王", 3, 40, 90, 50),)
    assert made[2].rows[0][0] == "问候"
    assert made[4].rows[0][0] == "title of leak"
    for table in made:
        assert all(len(row) == len(table.headers) for row in table.rows)
        assert "⟦" not in "".join((table.title, *table.headers, *(str(c) for row in table.rows for c in row)))
    assert len(load_workbook(io.BytesIO(to_xlsx(made))).worksheets) == 5


def test_rows_of_a_heat_map_weigh_people_by_their_replies() -> None:
    (row,) = rows_of([cell("w", 1, 3, 50.0, 150), cell("l", 1, 9, 90.0, 810), cell("z", 1, 2, None, 20)])
    assert (row.replies, row.passed, row.mean_score) == (14, 3, 70.0)
    (few,) = rows_of([cell("w", 1, 1, None, 70), cell("l", 1, 1, None, 90)])
    assert few.mean_score is None
