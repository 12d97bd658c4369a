"""Telephone numbers out of sight: the first three and last two digits stay, so that two can be told apart."""

import re

_NUMBER = re.compile(r"(?<![0-9A-Za-z])\+?\d[\d \-–—]{5,17}\d(?![0-9A-Za-z])")
_SPOKEN = re.compile(r"[零〇一二三四五六七八九幺]{7,}")
_FEWEST_DIGITS = 7
_SHOWN_BEFORE, _SHOWN_AFTER = 3, 2
_SEPARATORS = " -–—+"


def mask_phones(text: str) -> str:
    """Return the text with the digits of every telephone number covered but the first three and last two.

    A telephone number is a run of seven or more digits, spaces and hyphens between them allowed, or of as many
    spoken digits (幺三八…). The text keeps its length.
    """
    for pattern in (_NUMBER, _SPOKEN):
        text = pattern.sub(lambda match: _mask(match.group()), text)
    return text


def _mask(number: str) -> str:
    places = [place for place, c in enumerate(number) if c not in _SEPARATORS]
    if len(places) < _FEWEST_DIGITS:
        return number
    covered = set(places[_SHOWN_BEFORE:-_SHOWN_AFTER])
    return "".join("*" if place in covered else c for place, c in enumerate(number))
