"""Words of a person on their way into a prompt."""

_NEUTRAL = str.maketrans("<>{}《》`\r\n", "＜＞｛｝〈〉｀  ")
"""Signs of fences, tags and JSON; full-width twins read the same and normalise to what was typed."""


def neutral(text: str) -> str:
    """Return the words without the signs by which they could leave their fence or look like an answer."""
    return text.translate(_NEUTRAL)
