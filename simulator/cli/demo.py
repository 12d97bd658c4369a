"""`simulator demo-data`: people who do not exist, to try the reports with."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from simulator.i18n import catalogue
from simulator.services.demo import Demo, DemoPlan
from simulator.settings import Settings
from simulator.wiring.desk import opened_demo

_ = catalogue()
Trainees = Annotated[int, typer.Option("--trainees", min=1, max=5000, help=_("demo.option_trainees"))]
Classes = Annotated[int, typer.Option("--classes", min=1, max=100, help=_("demo.option_classes"))]
Calls = Annotated[int, typer.Option("--calls", min=1, max=1_000_000, help=_("demo.option_calls"))]
Replies = Annotated[int, typer.Option("--replies-per-call", min=1, max=40, help=_("demo.option_replies"))]
Weeks = Annotated[int, typer.Option("--weeks", min=1, max=260, help=_("demo.option_weeks"))]
Seed = Annotated[int, typer.Option("--seed", min=0, help=_("demo.option_seed"))]
Remove = Annotated[bool, typer.Option("--remove", help=_("demo.option_remove"))]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo-data", help=catalogue()("demo.help"))(demo_data)


def demo_data(
    trainees: Trainees = 300,
    classes: Classes = 10,
    calls: Calls = 60_000,
    replies: Replies = 10,
    weeks: Weeks = 26,
    seed: Seed = 1,
    remove: Remove = False,
) -> None:
    """Make demonstration data, or remove them."""
    plan = DemoPlan(trainees=trainees, classes=classes, calls=calls, replies_per_call=replies, weeks=weeks, seed=seed)
    with opened_demo(Settings.load()) as demo:
        sentence = _removed(demo) if remove else _made(demo, plan)
    Console(highlight=False, markup=False, soft_wrap=True).print(sentence)


def _removed(demo: Demo) -> str:
    t = catalogue()
    count = demo.remove()
    return t("demo.removed", count=count) if count else t("demo.none")


def _made(demo: Demo, plan: DemoPlan) -> str:
    t = catalogue()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(t("demo.progress"), total=plan.calls)
        done = demo.fill(
            plan,
            trainee_name=lambda number: t("demo.trainee", number=number),
            class_name=lambda number: t("demo.class", number=number),
            progress=lambda calls: bar.update(task, completed=calls),
        )
    return t("demo.done", trainees=done.trainees, calls=done.calls, replies=done.replies)
