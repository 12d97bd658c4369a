"""How the words of a reply are recognised: the detection rules as values, before they are compiled.

A rule is data (`rubric/detect/`); a trainer may read and extend it. Patterns are regular expressions over the
normalised reply with three shorthands: ``{concept}`` (a word list of the lexicon), ``~6`` (up to six characters
inside one clause) and ``@12`` (up to twelve characters inside one sentence).
"""

from typing import Literal

from simulator.domain.base import Frozen

Guard = Literal["negated", "quoted"]


class Clue(Frozen):
    """One way of saying one thing.

    Attributes:
        say: Pattern of the words that carry the meaning; they become the quote.
        needs: Concepts of the lexicon of which one must stand in the same sentence, e.g. a word of courtesy.
        unless: Pattern that must not stand anywhere in the same clause.
        never: Pattern that must not stand anywhere in the same sentence.
        nowhere: Pattern that must not stand anywhere in the reply.
        after: Pattern that must not end just where the match begins.
        allow: Guards that do not apply to this clue.
        ok: Replies in which the clue is heard; run by the check of the data.
        not_ok: Replies in which the whole rule hears nothing.
    """

    say: str
    needs: tuple[str, ...] = ()
    unless: str = ""
    never: str = ""
    nowhere: str = ""
    after: str = ""
    allow: tuple[Guard, ...] = ()
    ok: tuple[str, ...] = ()
    not_ok: tuple[str, ...] = ()


class Rule(Frozen):
    """Everything by which one element or violation is recognised.

    Attributes:
        cue: Characters of which every match holds at least one; a reply without them is passed over.
        clues: Ways of saying it; one suffices.
        weak: Pattern of words that touch the matter without settling it: the element is unsure.
        certain: The words are a set phrase: the classifier can neither hear it nor doubt it where it was heard.
    """

    cue: str = ""
    clues: tuple[Clue, ...] = ()
    weak: str = ""
    certain: bool = False


class Tables(Frozen):
    """Generated data: one character to another.

    Attributes:
        simplified: Traditional characters and their simplified forms, in pairs.
        syllables: Toneless syllable to the characters read so.
        pairs: Two characters that are often said together; a recogniser that writes them heard them right.
    """

    simplified: str
    pairs: tuple[str, ...] = ()
    syllables: dict[str, str]


class Filing(Frozen):
    """Generated data: which literals every pattern holds, so that only those that can match are tried.

    Attributes:
        patterns: SHA-256 of all alternatives of all patterns; if it differs, the filing is worked out anew.
        atoms: For every alternative, literals parted by blanks of which each match holds one; "" for any text.
    """

    patterns: str = ""
    atoms: tuple[str, ...] = ()


class Weights(Frozen):
    """A model of the classifier.

    Attributes:
        bias: Log odds of a reply without any of the n-grams.
        grams: Character n-gram to its weight; a reply divides their sum by the root of its number of n-grams.
    """

    bias: float
    grams: dict[str, float]


class ElementWeights(Frozen):
    """The classifier's two models for one element.

    Attributes:
        reply: Has read whole replies.
        clause: Has read single clauses; the clause that speaks most for the element counts.
    """

    reply: Weights
    clause: Weights


class Columns(Frozen):
    """What turns the sums of one model's columns into log odds.

    Attributes:
        bias: One for each violation.
        scale: Log odds of one step of a weight, one for each violation.
        situations: What is added for every violation because of the situation in which the words are said.
    """

    bias: tuple[float, ...]
    scale: tuple[float, ...]
    situations: dict[str, tuple[float, ...]]


class OffenceWeights(Frozen):
    """The models of violations, for whole replies and for clauses, over one list of n-grams.

    Attributes:
        keys: The violations, one column each, "any" of them first.
        reply: Of the model that has read whole replies.
        clause: Of the model that has read single clauses.
        grams: Character n-grams, one row each.
        weights: Base64 of the rows: a byte for every column of `reply`, then of `clause`; 128 stands for zero.
    """

    keys: tuple[str, ...]
    reply: Columns
    clause: Columns
    grams: tuple[str, ...]
    weights: str


class Detection(Frozen):
    """All detection rules of a rubric.

    Attributes:
        lexicon: Concept to its words (each a pattern of its own).
        guards: Named patterns of the guards (negation, reported speech, injection, sarcasm …).
        repaired: Words that a speech recogniser may have misheard: their homophones are tried.
        disguised: Forbidden words that count however they are spelt (spaced, in pinyin, by homophones),
            by violation.
        letters: Runs of Latin letters or digits and the forbidden word that each stands for.
        tables: One character to another.
        filing: Where the patterns are filed.
        classifier: Weights of the second opinion, by element.
        attack: Weights by which a reply is known that does not mean what it says.
        offences: Weights of the second opinion on violations.
    """

    lexicon: dict[str, tuple[str, ...]]
    guards: dict[str, str]
    repaired: tuple[str, ...]
    disguised: dict[str, tuple[str, ...]]
    letters: dict[str, str]
    elements: dict[str, Rule]
    violations: dict[str, Rule]
    tables: Tables
    filing: Filing
    classifier: dict[str, ElementWeights]
    attack: Weights
    offences: OffenceWeights
