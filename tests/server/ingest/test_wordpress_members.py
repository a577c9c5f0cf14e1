"""What a WordPress site keeps for its members stays out."""

import pytest

from tests.server.ingest.wordpress_exports import draft, export, meta, only, post, rejected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("_jetpack_newsletter_access", "paid_subscribers"),
        ("_members_access_role", "subscriber"),
        ("_wpmem_block", "1"),
    ],
)
def test_a_post_that_a_plug_in_keeps_for_members_is_skipped(key: str, value: str) -> None:
    item = rejected(export(post(meta=meta(key, value))))
    assert (item.is_skipped, item.reason) == (True, f"It is not for everybody ({key}).")


def test_a_post_that_a_plug_in_gives_to_everybody_is_public() -> None:
    open_to_all = meta("_jetpack_newsletter_access", "everybody") + meta("_wpmem_block", "0")
    assert draft(post(meta=open_to_all)).headline == "Ferry docks"


@pytest.mark.parametrize(
    "content",
    [
        "<p>Open.</p><!-- wp:pmpro/membership {} --><!-- wp:pmpro/membership {} --><p>Paid.</p>"
        "<!-- /wp:pmpro/membership --><p>Paid.</p><!-- /wp:pmpro/membership --><p>End.</p>",
        '<p>Open.</p><!-- wp:group {"metadata":{"blockVisibility":false}} --><p>Paid.</p>'
        "<!-- /wp:group --><p>End.</p>",
        "<p>Open.</p><!-- wp:premium/text --><p>End.</p><!-- /wp:premium/text -->"
        "<!-- wp:jetpack/paywall /--><p>Paid.</p>",
        "<p>Open.</p><p>End.</p><!-- wp:premium-content/container --><p>Paid.</p>",
    ],
)
def test_blocks_that_some_readers_see_stay_out_of_the_article(content: str) -> None:
    item = only(export(post(content)))
    assert "Open." in item.draft.body_html
    assert "End." in item.draft.body_html
    assert "Paid." not in item.draft.body_html
    assert [note for note in item.notes if "not for everybody" in note]
