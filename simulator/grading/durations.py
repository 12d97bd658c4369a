"""Times in words, as (shortest, longest) minutes: 两三小时, 一个半小时, 三刻钟, 24小时."""

import re
from dataclasses import dataclass

_DIGITS = {
    sign: value for value, signs in enumerate(("零〇", "一壹", "二两俩", "三仨", *"四五六七八九")) for sign in signs
}
_SIGNS = "".join(_DIGITS)
_NUMBER = rf"\d{{1,4}}(?:\.\d+)?|[{_SIGNS}十廿卅百]+"
_MINUTES = {"分": 1, "分钟": 1, "刻": 15, "刻钟": 15, "个钟": 60, "小时": 60, "钟头": 60, "钟": 60, "h": 60}
_DAYS = {"天": 1, "日": 1, "整天": 1, "昼夜": 1, "工作日": 3, "周": 7, "星期": 7, "礼拜": 7, "月": 30}
_UNITS = _MINUTES | {unit: 1440 * days for unit, days in _DAYS.items()}
_UNIT = (
    "小时|钟头|分钟|刻钟|个钟|工作日|昼夜|整天|天|日(?!常)|刻|周|(?:星期|礼拜)(?![一二三四五六日天])|月"
    "|分(?=内|以内|之内)|钟(?!点)|h"
)
_DURATION = re.compile(
    rf"(?P<first>{_NUMBER})?(?:[到至~—-](?P<last>{_NUMBER}))?个?(?P<half>半)?个?多?(?P<unit>{_UNIT})(?P<tail>半(?!天|小时))?"
)
_CLOCK = re.compile(
    rf"(?:现在|这会儿|眼下|目前)[是才刚]?(?P<now>{_NUMBER})点(?P<now_half>半?).{{0,10}}?"
    rf"(?P<due>{_NUMBER})点(?P<due_half>半?)[^，。！？；]{{0,2}}?前"
)
_DAY_NIGHT = re.compile("一天一夜|一昼夜|一整天")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time found in a text.

    Attributes:
        start: Where it begins in the text.
        end: Just behind its last character.
        shortest_minutes: Lower bound; equal to `longest_minutes` for a single number.
        longest_minutes: Upper bound; what a promise is held to.
    """

    start: int
    end: int
    shortest_minutes: float
    longest_minutes: float


def durations(text: str) -> tuple[Duration, ...]:
    """Return every length of time in a normalised text, in order."""
    found = tuple(d for m in _DURATION.finditer(text) if (d := _duration(m)) is not None)
    nights = tuple(Duration(*m.span(), 1440, 1440) for m in _DAY_NIGHT.finditer(text))
    kept = tuple(d for d in found if not any(n.start <= d.start < n.end for n in nights))
    return tuple(sorted(kept + nights, key=lambda d: d.start))


def clock_spans(text: str) -> tuple[Duration, ...]:
    """Return every time from now to a point of the clock: 现在三点，五点以前."""
    return tuple(_clock_span(match) for match in _CLOCK.finditer(text))


def _clock_span(match: re.Match[str]) -> Duration:
    now, due = number_range(match["now"])[0], number_range(match["due"])[0]
    hours = due - now + 0.5 * (bool(match["due_half"]) - bool(match["now_half"]))
    minutes = 60 * (hours % 12 or 12)
    return Duration(*match.span("due"), minutes, minutes)


def _duration(match: re.Match[str]) -> Duration | None:
    first, last, half, unit, tail = match.group("first", "last", "half", "unit", "tail")
    if first is None and half is None:
        return None
    minutes = _UNITS[unit]
    low, high = number_range(first) if first else (0.0, 0.0)
    if last:
        high = number_range(last)[1]
    extra = 0.5 if half or tail else 0.0
    return Duration(*match.span(), (low + extra) * minutes, (high + extra) * minutes)


def number_range(words: str) -> tuple[float, float]:
    """Return the number that words or digits name, as a range: 两三 → (2, 3), 廿四 → (24, 24)."""
    if words[0].isdigit():
        return float(words), float(words)
    words = words.replace("廿", "二十").replace("卅", "三十")
    if len(words) == 2 and all(w in _DIGITS for w in words) and _DIGITS[words[1]] == _DIGITS[words[0]] + 1:
        return float(_DIGITS[words[0]]), float(_DIGITS[words[1]])
    if "十" not in words and "百" not in words:
        spoken = float("".join(str(_DIGITS[w]) for w in words))
        return spoken, spoken
    value = float(_with_tens(words))
    return value, value


def _with_tens(words: str) -> int:
    hundreds, _, rest = words.rpartition("百")
    total = 100 * (_DIGITS.get(hundreds[-1:], 1)) if hundreds or "百" in words else 0
    tens, ten, ones = rest.rpartition("十")
    if ten:
        total += 10 * _DIGITS.get(tens[-1:], 1)
    return total + _DIGITS.get(ones[-1:], 0)
