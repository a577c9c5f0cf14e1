"""A writer of a page learns which block nobody would run, and why."""

from pathlib import Path

import pytest

from tests.docs.blocks import PageError, blocks


def page(folder: Path, text: str) -> Path:
    (folder / "page.md").write_text(text)
    return folder / "page.md"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("```\nls\n```\n", "page.md:1: nobody runs ``"),
        ("Yes.\n\n```yaml\na: 1\n```\n", "page.md:3: nobody runs `yaml`"),
        ('```sh no-run="no"\nls\n```\n', "say why"),
        ('```sh norun="it needs root"\nls\n```\n', "is not understood"),
        ("```json\n{}\n```\n", "follows no `graphql`"),
        ("~~~\nls\n~~~\n", "cannot be found"),
    ],
)
def test_a_writer_whose_block_nobody_would_run_is_told_where_it_is(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(PageError, match=complaint):
        blocks(page(tmp_path, text))


def test_a_writer_may_say_why_a_block_is_not_run_and_indent_another(tmp_path: Path) -> None:
    text = '```nginx no-run="it needs nginx"\nlisten 80;\n```\n\n- So:\n\n  ```sh\n  ls\n  ```\n'
    assert [(block.kind, block.text) for block in blocks(page(tmp_path, text))] == [
        ("shown", "listen 80;\n"),
        ("typed", "ls\n"),
    ]
