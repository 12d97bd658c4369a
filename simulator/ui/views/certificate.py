"""Certificates: who masters which rows, a trainer's signature, the paper to print."""

from functools import partial

import streamlit as st

from simulator.domain.classroom import Certificate, RowReadiness
from simulator.domain.errors import NotFound
from simulator.domain.permissions import may
from simulator.services.classes_certificates import LAST, LONGEST_NOTE, PASS_MARK
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_deed
from simulator.ui.parts.desk_names import Names
from simulator.ui.templating import html


def render(desk: Desk) -> None:
    """Draw readiness and the papers that were signed."""
    st.title(desk.t("page.certificate"))
    if not may(desk.person, "sign_off"):
        _readiness(desk, desk.person.id, desk.person.name)
        _signed(desk, desk.training.certificates.certificates(desk.person, desk.person.id))
        return
    _of_trainee(desk)
    _signed(desk, desk.training.certificates.certificates(desk.person))


def _of_trainee(desk: Desk) -> None:
    t = desk.t
    people = {p.id: p.name for p in desk.training.classes.trainees(desk.person)}
    if not people:
        st.info(t("certificate.nobody"), icon=":material/school:")
        return
    whom = st.selectbox(
        t("plot.trainee"), list(people), format_func=people.__getitem__, key="trainee", bind="query-params", width=320
    )
    rows = _readiness(desk, whom, people[whom])
    if not all(row.ready for row in rows):
        return
    with st.form(f"sign-{whom}", border=False, width=520):
        st.text_area(t("certificate.note"), key=f"note-{whom}", max_chars=LONGEST_NOTE, height=80)
        st.form_submit_button(
            t("certificate.sign", name=people[whom]),
            type="primary",
            icon=":material/verified:",
            on_click=partial(_sign, desk, whom),
        )


def _readiness(desk: Desk, whom: str, name: str) -> tuple[RowReadiness, ...]:
    rows = desk.training.certificates.readiness(desk.person, whom)
    ready = sum(row.ready for row in rows)
    st.subheader(desk.t("certificate.ready", name=name, ready=ready, total=len(rows)))
    st.caption(desk.t("certificate.rule", last=LAST, mark=PASS_MARK))
    names = Names(desk)
    st.html(html("desk_rows.html", rows=[(row, names.row(row.situation)) for row in rows], last=LAST))
    return rows


def _sign(desk: Desk, whom: str) -> None:
    note = str(st.session_state[f"note-{whom}"] or "")
    desk_deed.do(lambda: desk.training.certificates.sign_off(desk.person, whom, note), desk.t("certificate.signed_now"))


def _signed(desk: Desk, papers: tuple[Certificate, ...]) -> None:
    t = desk.t
    st.subheader(t("certificate.signed", n=len(papers)))
    if not papers:
        st.caption(t("certificate.none"))
    for paper in papers:
        with st.container(horizontal=True, vertical_alignment="center", key=f"paper-{paper.id}"):
            st.html(html("desk_paper_line.html", paper=paper, when=Names(desk).when(paper.signed_at)))
            st.page_link(
                desk.pages["paper"],
                label=t("certificate.print"),
                icon=":material/print:",
                query_params={"paper": paper.id},
            )


def render_paper(desk: Desk) -> None:
    """Draw the certificate that the address names as it is printed; a trainee may see their own.

    Raises:
        NotFound: ``certificate_unknown``.
    """
    number = st.query_params.get("paper")
    whom = None if may(desk.person, "sign_off") else desk.person.id
    papers = desk.training.certificates.certificates(desk.person, whom)
    paper = next((p for p in papers if p.id == number), None)
    if paper is None:
        raise NotFound("certificate_unknown")
    st.page_link(desk.pages["certificate"], label=desk.t("certificate.back"), icon=":material/arrow_back:")
    names = Names(desk)
    rows = sorted(paper.rows.items(), key=lambda row: desk.services.rubric.situation(row[0]).row)
    st.html(
        html(
            "desk_paper.html",
            paper=paper,
            when=f"{paper.signed_at.astimezone(names.zone):%Y-%m-%d}",
            rows=[(names.row(key), mean) for key, mean in rows],
            centre=desk.services.settings.centre,
        )
    )
