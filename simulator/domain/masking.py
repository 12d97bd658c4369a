"""Telephone numbers out of sight: the first three and last two digits stay, so that two can be told apart."""

import re

_NUMBER = re.compile(r"(?<![0-9A-Za-z])\+?\d[\d \-–—]{5,17}\d(?![0-9A-Za-z])")
_FEWEST_DIGITS = 7
_SHOWN_BEFORE, _SHOWN_AFTER = 3, 2


def mask_phones(text: str) -> str:
    """Return the text with the digits of every telephone number covered but the first three and last two.

    A telephone number is a run of seven or more digits, spaces and hyphens between them allowed.
    """
    return _NUMBER.sub(lambda match: _mask(match.group()), text)


def _mask(number: str) -> str:
    digits = sum(c.isdigit() for c in number)
    if digits < _FEWEST_DIGITS:
        return number
    seen, out = 0, []
    for c in number:
        if c.isdigit():
            seen += 1
            c = c if seen <= _SHOWN_BEFORE or seen > digits - _SHOWN_AFTER else "*"
        out.append(c)
    return "".join(out)
