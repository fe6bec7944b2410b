"""The accent stays readable."""

import pytest

from hub.settings.contrast import PAIRS, TOKENS, colour, contrast, hex_of, hue_of, linear_rgb, too_weak


def test_black_on_white_is_twenty_one() -> None:
    assert round(contrast((0, 0, 0), (1, 0, 0)), 2) == 21.0


@pytest.mark.parametrize(
    ("hexadecimal", "lightness", "chroma", "hue"),
    [("#ff0000", 0.62796, 0.25768, 29.23), ("#0000ff", 0.45201, 0.31321, 264.05), ("#00ff00", 0.86644, 0.29483, 142.5)],
)
def test_oklch_is_that_of_css_color_4(hexadecimal: str, lightness: float, chroma: float, hue: float) -> None:
    made = [round(part, 2) for part in linear_rgb((lightness, chroma, hue))]
    assert made == [int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    assert hue_of(hexadecimal) == round(hue)


def test_greys_have_no_hue_and_words_are_no_colour() -> None:
    assert hue_of("#808080") is None
    with pytest.raises(ValueError, match="blue"):
        hue_of("blue")


def test_every_hue_is_readable_in_both_themes_with_the_tokens_as_they_are() -> None:
    assert [hue for hue in range(360) if too_weak(hue)] == []


def test_tokens_that_are_too_light_are_found_in_the_theme_they_stand_in() -> None:
    pale = TOKENS.read_text().replace("oklch(clamp(0.25, var(--accent-l), 0.45)", "oklch(0.8")
    weak = too_weak(200, pale)
    assert {theme for theme, *_ in weak} == {"light"}
    assert {(text, ground) for _, text, ground, _ in weak} == {
        ("accent", "paper"),
        ("accent", "surface"),
        ("accent", "accent-soft"),
        ("accent-ink", "accent"),
    }


def test_every_pair_names_tokens_that_exist() -> None:
    from hub.settings.contrast import tokens

    for known in tokens(TOKENS.read_text()).values():
        for text, ground, _ in PAIRS:
            assert contrast(colour(text, known), colour(ground, known)) > 4


def test_a_sample_is_a_colour_of_its_hue() -> None:
    assert abs((hue_of(hex_of(150)) or 0) - 150) < 8
