"""The judge: one question about one reply, one answer, every quote checked by code."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.domain.grade import JudgeStamp
from simulator.domain.prompt import JudgePrompt
from simulator.domain.reply import Facts
from simulator.domain.rubric import Rubric
from simulator.grading.judge_answer import Answer, read_answer
from simulator.grading.judge_prompt import CONTROL_ID, Case, PromptBuilder
from simulator.grading.judge_quote import QuoteFinder
from simulator.grading.merge import Opinion, View
from simulator.grading.normal import Normal
from simulator.llm.protocol import Chat

Normalise = Callable[[str], Normal]
Nonce = Callable[[], str]
ASKED_AT_MOST = 2
"""The question, and once more where the answer could not be read."""


class NoOpinion(Exception):
    """The judge gave no answer that can be used.

    Args:
        obeyed: He found what no reply contains: he obeys the reply instead of judging it.
    """

    def __init__(self, *, obeyed: bool) -> None:
        """Keep why."""
        super().__init__(obeyed)
        self.obeyed = obeyed


@dataclass(frozen=True)
class Judge:
    """A model asked for its view of replies.

    Attributes:
        chat: The model.
        builder: Makes the prompts.
        quotes: Checks the quotes.
        nonce: Returns a new random word for every question.
        stamp: What a grade says about him.
    """

    chat: Chat
    builder: PromptBuilder
    quotes: QuoteFinder
    nonce: Nonce
    stamp: JudgeStamp

    @classmethod
    def of(cls, chat: Chat, prompt: JudgePrompt, rubric: Rubric, normalise: Normalise, nonce: Nonce) -> "Judge":
        """Return a judge for a rubric."""
        stamp = JudgeStamp(model=chat.model, prompt=prompt.hash)
        return cls(chat, PromptBuilder(prompt, rubric), QuoteFinder(normalise), nonce, stamp)

    def ask(self, situation: str, step: int, facts: Facts, text: str, asked: tuple[str, ...]) -> Opinion:
        """Return his view of the elements `asked` and of violations in the reply `text`.

        Raises:
            EndpointError: If the endpoint gave no answer.
            NoOpinion: If no use can be made of what it gave.
        """
        ids = self.builder.ids(situation, step)
        names = frozenset([CONTROL_ID, *(ids[key] for key in asked)])
        for attempt in range(ASKED_AT_MOST):
            case = Case(situation, step, facts, text, asked, self.nonce())
            reply = self.chat.ask(self.builder.build(case, again=attempt > 0))
            if (answer := read_answer(reply.text, case.nonce, names, CONTROL_ID)) is not None:
                return self._opinion(answer, {key: ids[key] for key in asked}, text)
        raise NoOpinion(obeyed=False)

    def _opinion(self, answer: Answer, ids: dict[str, str], text: str) -> Opinion:
        if answer.items[CONTROL_ID].met:
            raise NoOpinion(obeyed=True)
        views = {key: self._view(answer, name, text) for key, name in ids.items() if name in answer.items}
        found = ((self.builder.labels.get(label), self.quotes.find(quote, text)) for label, quote in answer.violations)
        return Opinion(views, {key: span for key, span in found if key is not None and span is not None})

    def _view(self, answer: Answer, name: str, text: str) -> View:
        said = answer.items[name]
        return View(said.met, self.quotes.find(said.quote, text) if said.met else None)
