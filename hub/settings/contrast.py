"""Whether an accent hue stays readable: the accent's tokens of tokens.css worked out, and their contrast (WCAG 2.2)."""

import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TOKENS = Path(__file__).parent.parent / "static" / "css" / "tokens.css"
# Text on ground, and the contrast it needs: WCAG 2.2, 1.4.3 for text, 1.4.11 for lines of controls.
PAIRS = (
    ("accent", "paper", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "accent-soft", 4.5),
    ("ink", "accent-soft", 7.0),
    ("accent-ink", "accent", 4.5),
    ("accent-ink", "accent-hover", 4.5),
)
THEMES = ("light", "dark")

Oklch = tuple[float, float, float]


@cache
def tokens(css: str) -> dict[str, dict[str, str]]:
    """The custom properties of a style sheet by theme; dark ones stand over the light ones."""
    plain, dark = re.split(r"@media \(prefers-color-scheme: dark\)", css, maxsplit=1)
    light = dict(re.findall(r"--([\w-]+):\s*([^;]+);", plain))
    over = dict(re.findall(r"--([\w-]+):\s*([^;]+);", dark.split("\n  }\n", 1)[0]))
    return {"light": light, "dark": {**light, **over}}


def colour(name: str, known: Mapping[str, str]) -> Oklch:
    """A token as lightness (0 to 1), chroma and hue (degrees)."""
    inside = _resolved(known[name], known).removeprefix("oklch(").removesuffix(")").split("/")[0]
    lightness, chroma, hue = (_number(part) for part in _parts(inside))
    return lightness, chroma, hue


def contrast(one: Oklch, other: Oklch) -> float:
    """The contrast of two colours, 1 to 21."""
    lights = sorted((_luminance(linear_rgb(one)), _luminance(linear_rgb(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def too_weak(hue: int, css: str | None = None) -> list[tuple[str, str, str, float]]:
    """What a hue (degrees) would make unreadable: theme, text, ground, and the contrast it would have."""
    found = []
    for theme, known in tokens(css or TOKENS.read_text()).items():
        values = {**known, "accent-h": str(hue)}
        for text, ground, least in PAIRS:
            has = contrast(colour(text, values), colour(ground, values))
            if has < least:
                found.append((theme, text, ground, round(has, 2)))
    return found


def hex_of(hue: int, theme: str = "light") -> str:
    """The accent of a hue as #rrggbb, for a sample."""
    values = {**tokens(TOKENS.read_text())[theme], "accent-h": str(hue)}
    shares = [_gamma(part) for part in linear_rgb(colour("accent", values))]
    return "#" + "".join(f"{round(share * 255):02x}" for share in shares)


def linear_rgb(colour: Oklch) -> tuple[float, float, float]:
    """OKLCH as linear sRGB, clipped to what a screen shows (CSS Color 4, section 17)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return _clipped(red), _clipped(green), _clipped(blue)


def _clipped(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _gamma(share: float) -> float:
    return 12.92 * share if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055


def _luminance(rgb: tuple[float, float, float]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def _resolved(text: str, known: Mapping[str, str]) -> str:
    while (found := re.search(r"var\(--([\w-]+)\)", text)) is not None:
        text = text[: found.start()] + known[found[1]].strip() + text[found.end() :]
    return text.strip()


def _parts(text: str) -> list[str]:
    """The parts between spaces outside of brackets."""
    parts, depth = [""], 0
    for char in text.strip():
        depth += (char == "(") - (char == ")")
        if char == " " and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part for part in parts if part]


def _number(text: str) -> float:
    """A number, or clamp(), min() or calc() of numbers with * and -."""
    text = text.strip()
    found = re.fullmatch(r"(clamp|min|calc)\((.*)\)", text)
    if found is None:
        return math.prod(float(factor) for factor in text.split(" * "))
    if found[1] == "calc":
        first, *rest = re.split(r" - (?![^(]*\))", found[2])
        return _number(first) - sum(_number(part) for part in rest)
    values = [_number(part) for part in re.split(r",(?![^(]*\))", found[2])]
    return min(max(values[0], values[1]), values[2]) if found[1] == "clamp" else min(values)


def hue_of(hexadecimal: str) -> int | None:
    """The hue (degrees) of a colour such as #1a4d8f; None for greys, which have none. ValueError if it is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", hexadecimal):
        raise ValueError(hexadecimal)
    shares = [int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return None if math.hypot(a, b) < 0.02 else round(math.degrees(math.atan2(b, a))) % 360
