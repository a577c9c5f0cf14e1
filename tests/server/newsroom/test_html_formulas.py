"""A formula says in plain text what it says on its page."""

import pytest

from broadsheet_server.newsroom.html_sanitiser import sanitise


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac>", "x=1/2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>12</mn></mfrac>", "(a+b)/12"),
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc²"),
        ("<msub><mi>H</mi><mn>2</mn></msub><mi>O</mi>", "H₂O"),
        ("<msqrt><mn>9</mn></msqrt>", "√9"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x+1)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "³√x"),
        (
            "<mfrac><mrow><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mrow><mn>2</mn></mfrac>",
            "(a+b)/2",
        ),
        (
            "<semantics><mrow><mi>x</mi></mrow><annotation encoding='TeX'>{x}</annotation></semantics>",
            "x",
        ),
        ("<mfrac><mn>1</mn></mfrac>", "1"),
    ],
)
def test_a_reader_sees_the_formula_and_no_other_number(formula: str, text: str) -> None:
    assert sanitise(f"<p><math>{formula}</math></p>").text == text
