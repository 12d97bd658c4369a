"""The trainers' dashboards on real figures."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from simulator.domain.dashboard import Scope
from simulator.services.people import TrainerCode
from simulator.services.reports_dashboard import rows_of
from simulator.settings import Settings
from simulator.ui import backend, identity
from simulator.ui.views import trainer
from simulator.wiring.site import Services
from tests.services.desk import site_over
from tests.ui.conftest import CODE, App, MakeApp, shown, training_of
from tests.ui.trained import House, house


@pytest.fixture(scope="module")
def at(services: Services) -> House:
    return house(services)


@pytest.fixture
def trainers_app(app_of: MakeApp, at: House) -> App:
    return app_of(at.trainer)


def test_the_overview_names_the_three_weakest_rows_and_what_waits(trainers_app: App, at: House) -> None:
    text = shown(trainers_app.open("trainer", period="全部"))
    weak = at.training.dashboard.to_train(at.trainer, Scope())
    assert len(weak) == 3
    for row in weak:
        title = at.services.rubric.situation(row.situation).short_title
        assert f"{row.row} {title}" in text
        assert f"平均 {round(row.mean_score or 0)} 分 · 通过 {row.passed}/{row.replies} 次" in text
    assert f"待复核 {sum(at.training.review.waiting(at.trainer).values())} 条" in text


def test_no_mean_rests_on_fewer_than_three_replies(trainers_app: App, at: House) -> None:
    table = trainers_app.open("trainer").dataframe[0].value
    cells = at.training.dashboard.heat(at.trainer, Scope())
    for _, line in table.iterrows():
        of_person = [cell for cell in cells if cell.name == line["姓名"]]
        assert line["回复（句）"] == sum(row.replies for row in rows_of(of_person))
    assert any(cell.mean_score is None for cell in cells)
    assert all(cell.replies >= 3 for cell in cells if cell.mean_score is not None)


def test_the_filter_by_class_comes_from_the_address_and_narrows_the_figures(trainers_app: App, at: House) -> None:
    group = next(g for g in at.training.classes.classes(at.trainer) if g.name == "演示班1")
    test = trainers_app.open("trainer", **{"class": group.name})
    assert test.selectbox(key="class").value == group.id
    members = {p.name for p in at.training.classes.members(at.trainer, group.id)}
    assert set(test.dataframe[0].value["姓名"]) == members


def drawn(test: AppTest) -> list[str]:
    """Return the people of the heat map, left to right."""
    (chart,) = test.get("vega_lite_chart") or test.get("arrow_vega_lite_chart")
    spec = json.loads(chart.proto.spec)
    return list(spec["encoding"]["x"]["sort"])


def test_more_people_than_one_picture_holds_are_leafed_through_lowest_mean_first(
    trainers_app: App, at: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "_AT_ONCE", 1000)
    everybody = drawn(trainers_app.open("trainer", period="全部"))
    assert set(everybody) == {cell.name for cell in at.training.dashboard.heat(at.trainer, Scope())}
    monkeypatch.setattr(trainer, "_AT_ONCE", few := len(everybody) // 3)
    test = trainers_app.open("trainer", period="全部")
    choice = test.selectbox(key="heat-people")
    assert choice.options[0].startswith(f"按平均分从低到高第 1–{few} 人：")
    seen = drawn(test)
    for option in choice.options[1:]:
        seen += drawn(test.selectbox(key="heat-people").select(option).run())
    assert seen == everybody
    assert set(test.dataframe[0].value["姓名"]) == set(everybody)


@pytest.mark.parametrize(
    ("part", "finding"),
    [
        ("趋势", "最近一周平均"),
        ("首次与最好", "的最好成绩比首次平均高"),
        ("遗漏与禁忌", "最常漏掉"),
        ("时间与动作", "让业主等得最久"),
        ("场景", "中途放弃"),
    ],
)
def test_every_part_says_its_finding_with_n(trainers_app: App, part: str, finding: str) -> None:
    test = trainers_app.open("dashboard", part=part, period="全部")
    text = shown(test)
    assert finding in text or "每周平均分持平" in text
    assert "⟦" not in text


@pytest.mark.parametrize("by", ["全部", "按班级", "按学员"])
def test_the_trend_is_drawn_for_all_for_classes_and_for_people(trainers_app: App, by: str) -> None:
    test = trainers_app.open("dashboard", by=by, period="全部")
    assert len(test.get("vega_lite_chart") or test.get("arrow_vega_lite_chart")) == 1
    assert not test.exception


def test_every_violation_comes_with_the_words(trainers_app: App, at: House) -> None:
    text = shown(trainers_app.open("dashboard", part="遗漏与禁忌", period="全部"))
    for count in at.training.dashboard.violations(at.trainer, Scope()):
        assert f"{count.count} 次 · {count.people} 人" in text


def test_an_empty_site_says_how_to_fill_it(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = site_over(Settings(data_dir=tmp_path_factory.mktemp("empty"), database_url=""), TrainerCode(CODE))
    trainer = empty.people.enter("陈老师", CODE)
    monkeypatch.setattr(backend, "services", lambda: empty)
    monkeypatch.setattr(backend, "training", lambda: training_of(empty))
    monkeypatch.setattr(identity, "current_person", lambda: trainer)
    for page, words in {
        "trainer": "还没有人练习",
        "review": "没有待复核的回复",
        "classes": "还没有班级",
        "agreement": "还没有足够的判断",
        "certificate": "还没有学员",
    }.items():
        assert words in shown(App(empty, trainer).open(page)), page
    empty.database.close()
