"""The trainer's page: who practises, how it goes, which rows to train next."""

from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from simulator.domain.summaries import FEWEST_REPLIES, RowScore, TraineeScore
from simulator.services.reports import Overview
from simulator.ui.desk import Desk
from simulator.ui.parts import charts


def render(desk: Desk) -> None:
    """Draw the page."""
    t = desk.t
    st.title(t("page.trainer"))
    overview = desk.services.reports.overview(desk.person)
    if not overview.trainees:
        st.info(t("trainer.empty"), icon=":material/groups:")
        return
    _next(desk, overview)
    st.subheader(t("trainer.people"))
    st.dataframe(_table(desk, overview.trainees), hide_index=True, key="people", placeholder="–")
    st.subheader(t("trainer.rows", fewest=FEWEST_REPLIES))
    names = {s.key: s.short_title for s in desk.services.rubric.by_row}
    if any(row.mean_score is not None for row in overview.rows):
        st.altair_chart(charts.rows(overview.rows, names, t), key="rows")
    else:
        st.caption(t("trainer.too_few", fewest=FEWEST_REPLIES))


def _next(desk: Desk, overview: Overview) -> None:
    if not overview.weakest:
        return
    rows = desk.t("trainer.list").join(_name(desk, row) for row in overview.weakest)
    st.info(desk.t("trainer.next", rows=rows), icon=":material/flag:")


def _name(desk: Desk, row: RowScore) -> str:
    title = desk.services.rubric.situation(row.situation).short_title
    return desk.t("trainer.row", row=row.row, title=title, mean=round(row.mean_score or 0), n=row.replies)


def _table(desk: Desk, trainees: tuple[TraineeScore, ...]) -> pd.DataFrame:
    t, zone = desk.t, ZoneInfo(desk.services.settings.time_zone)
    return pd.DataFrame(
        [
            {
                t("trainer.name"): line.name,
                t("trainer.calls"): line.calls,
                t("trainer.replies"): line.replies,
                t("trainer.mean"): None if line.mean_score is None else round(line.mean_score),
                t("trainer.weakest"): t("trainer.list").join(
                    desk.services.rubric.situation(row.situation).short_title for row in line.weakest
                ),
                t("trainer.last"): line.last_call_at and line.last_call_at.astimezone(zone).strftime("%m-%d %H:%M"),
            }
            for line in trainees
        ]
    )
