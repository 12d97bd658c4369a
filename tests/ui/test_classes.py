"""Classes: making one, a list from a spreadsheet, assignments, progress, certificates."""

from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from simulator.domain.classroom import Classroom, Item
from simulator.wiring.site import Services
from tests.ui.conftest import App, MakeApp, shown
from tests.ui.trained import House, house, take


@pytest.fixture(scope="module")
def at(services: Services) -> House:
    return house(services)


@pytest.fixture
def trainers_app(app_of: MakeApp, at: House) -> App:
    return app_of(at.trainer)


@pytest.fixture
def group(at: House) -> Classroom:
    return at.training.classes.create(at.trainer, f"新班{uuid4().hex[:6]}")


def press(test: AppTest, label: str) -> AppTest:
    (button,) = [b for b in test.button if b.label == label]
    return button.click().run()


def test_a_class_is_made_and_a_second_one_of_the_name_is_refused(trainers_app: App, at: House) -> None:
    name = f"春季班{uuid4().hex[:6]}"
    test = trainers_app.open("classes", view="新建班级")
    test.text_input(key="class-name").set_value(name)
    press(test, "建班级")
    assert name in {c.name for c in at.training.classes.classes(at.trainer)}
    test.text_input(key="class-name").set_value(name)
    assert f"已经有名为“{name}”的班级" in shown(press(test, "建班级"))


def test_members_are_chosen_from_the_trainees(trainers_app: App, at: House, group: Classroom) -> None:
    test = trainers_app.open("classes", view="成员", group=group.name)
    someone = at.training.classes.trainees(at.trainer)[0]
    test.multiselect(key=f"who-{group.id}").set_value([someone.id])
    press(test, "保存成员")
    assert at.training.classes.members(at.trainer, group.id) == (someone,)


def test_a_list_with_mistakes_imports_nobody_and_names_them_all(trainers_app: App, at: House) -> None:
    known = at.training.classes.trainees(at.trainer)[0].name
    test = trainers_app.open("classes", view="导入名单")
    text = f"姓名,班级,电话\n,一班\n重复,一班\n重复,一班\n{'长' * 50},一班\n{known},一班\n"
    test.file_uploader[0].upload("名单.csv", text.encode()).run()
    shown_text = shown(press(test, "导入这份名单"))
    assert "名单里有 5 处问题，一个人都没有导入" in shown_text
    for words in (
        "第 1 行：不认识的列“电话”",
        "第 2 行：没有填写姓名",
        "第 4 行：“重复”与第 3 行重复",
        "第 5 行：名称最多 40 个字",
        f"第 6 行：“{known}”已经有账号",
    ):
        assert words in shown_text
    assert "重复" not in {p.name for p in at.training.classes.trainees(at.trainer)}
    test.file_uploader[0].upload("另一份.csv", "姓名\n".encode()).run()
    assert "处问题" not in shown(test)


def test_a_list_becomes_people_and_classes_once(trainers_app: App, at: House) -> None:
    test = trainers_app.open("classes", view="导入名单")
    name, group = f"新人{uuid4().hex[:6]}", f"班{uuid4().hex[:6]}"
    test.file_uploader[0].upload("名单.csv", f"姓名,班级\n{name},{group}\n".encode("gb18030")).run()
    assert "已导入 1 人" in shown(press(test, "导入这份名单")) + "".join(s.value for s in test.success)
    made = next(c for c in at.training.classes.classes(at.trainer) if c.name == group)
    assert [p.name for p in at.training.classes.members(at.trainer, made.id)] == [name]
    assert test.button(key="import").disabled


def test_an_assignment_is_given_shown_and_taken_back(app_of: MakeApp, at: House, group: Classroom) -> None:
    trainee = at.services.people.enter(f"学员{uuid4().hex[:6]}")
    at.training.classes.set_members(at.trainer, group.id, [trainee.id])
    test = app_of(at.trainer).open("classes", view="布置任务", group=group.name)
    assert "请填写任务名称" in shown(press(test, f"布置给“{group.name}”"))
    test.text_input(key="task-title").set_value("第一周：投诉")
    test.multiselect(key="task-rows").set_value(["opening"])
    test.number_input(key="task-attempts").set_value(3)
    press(test, f"布置给“{group.name}”")
    (todo,) = at.training.classes.todo(trainee)
    assert todo.assignment.items == (Item(kind="row", key="opening"),)
    assert (todo.assignment.attempts, todo.assignment.pass_mark) == (3, 80)
    test = app_of(at.trainer).open("classes", view="进度", group=group.name)
    assert "第一周：投诉：0/1 人完成" in shown(test)
    assert test.dataframe[0].value.iloc[0]["状态"] == "○ 进行中"
    press(test, "撤回这项任务")
    assert not at.training.classes.todo(trainee)


def test_a_class_is_deleted_only_after_a_second_thought(trainers_app: App, at: House, group: Classroom) -> None:
    test = trainers_app.open("classes", view="成员", group=group.name)
    assert test.button(key=f"delete-{group.id}").disabled
    test.checkbox(key=f"sure-{group.id}").check().run()
    test.button(key=f"delete-{group.id}").click().run()
    assert group.id not in {c.id for c in at.training.classes.classes(at.trainer)}


def test_a_certificate_waits_for_all_thirty_rows(trainers_app: App, at: House) -> None:
    trainee = at.training.classes.trainees(at.trainer)[0]
    test = trainers_app.open("certificate", trainee=trainee.name)
    text = shown(test)
    assert "/30 种情况达标" in text
    assert not [b for b in test.button if "签发证书" in b.label]


def test_thirty_rows_sit_a_trainer_signs_and_the_paper_is_there_for_both(app_of: MakeApp, at: House) -> None:
    name = f"学员{uuid4().hex[:6]}"
    trainee = at.services.people.enter(name)
    *first, last = [situation.key for situation in at.services.rubric.by_row]
    for _ in range(3):
        for key in first:
            take(at.services, trainee, f"drill.{key}", mode="drill")
    test = app_of(at.trainer).open("certificate", trainee=name)
    assert f"{name}：29/30 种情况达标" in shown(test)
    assert not test.text_area
    for _ in range(3):
        take(at.services, trainee, f"drill.{last}", mode="drill")
    test = app_of(at.trainer).open("certificate", trainee=name)
    assert f"{name}：30/30 种情况达标" in shown(test)
    test.text_area(key=f"note-{trainee.id}").set_value("投诉处理得很稳 <b>")
    assert "投诉处理得很稳 &lt;b&gt;" in shown(press(test, f"为 {name} 签发证书"))
    (paper,) = at.training.certificates.certificates(trainee, trainee.id)
    assert (paper.signed_by, len(paper.rows), min(paper.rows.values()) >= 80) == (at.trainer.name, 30, True)
    for reader in (at.trainer, trainee):
        printed = shown(app_of(reader).open("paper", paper=paper.id))
        for words in ("结业证书", name, at.trainer.name, paper.id, "投诉处理得很稳", "打印证书"):
            assert words in printed
        for situation in at.services.rubric.by_row:
            assert f"{situation.row} {situation.short_title}" in printed
    stranger = at.services.people.enter(f"学员{uuid4().hex[:6]}")
    (error,) = app_of(stranger).open("paper", paper=paper.id).error
    assert "找不到这张证书" in error.value


def test_trainees_see_their_own_readiness_only(app_of: MakeApp, at: House) -> None:
    trainee = at.services.people.enter(f"学员{uuid4().hex[:6]}")
    test = app_of(trainee).open("certificate", trainee="演示学员01")
    text = shown(test)
    assert f"{trainee.name}：0/30 种情况达标" in text
    assert "演示学员" not in text


def test_an_unknown_certificate_is_one_sentence(trainers_app: App) -> None:
    (error,) = trainers_app.open("paper", paper="00000000").error
    assert "找不到这张证书" in error.value
