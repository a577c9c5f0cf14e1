"""Which addresses lead to the same article."""

import pytest

from broadsheet_server.newsroom.web_addresses import comparable_url, comparable_urls

PLAIN = "https://paper.example/depot"


@pytest.mark.parametrize(
    "address",
    [
        "http://paper.example/depot",
        "https://paper.example/depot/",
        "HTTPS://Paper.Example/depot",
        "https://www.paper.example/depot#top",
        "https://paper.example:443/depot",
        "http://paper.example:80/depot",
        "https://paper.example/news/../depot",
        "https://paper.example/%64epot",
        "https://paper.example/depot?utm_source=rss&UTM_Medium=feed&fbclid=x",
        "https://paper.example/depot?at_medium=RSS&gclid=7",
        "https://m.paper.example/depot",
        "https://amp.paper.example/depot",
        "https://www.mobile.paper.example/depot",
        "https://paper.example/depot/amp/",
        "https://paper.example/amp/depot",
        "https://paper.example/depot?amp=1",
        "https://paper.example/depot?outputType=amp",
        "https://paper-example.cdn.ampproject.org/c/s/paper.example/depot",
        "https://www.google.com/amp/s/paper.example/depot",
        " https://paper.example/depot\n",
    ],
)
def test_these_lead_to_one_article(address: str) -> None:
    assert comparable_url(address) == comparable_url(PLAIN) == "paper.example/depot"


@pytest.mark.parametrize(
    "address",
    [
        "https://paper.example/depots",
        "https://paper.example/Depot",
        "https://paper.example/depot?id=7",
        "https://paper.example/depot?page=2",
        "https://paper.example:8443/depot",
        "https://news.paper.example/depot",
        "https://paper.example/#!/depot",
        "https://m.example/depot",
    ],
)
def test_these_lead_elsewhere(address: str) -> None:
    assert comparable_url(address) not in {None, comparable_url(PLAIN)}


def test_the_order_of_parameters_makes_no_difference_and_their_values_do() -> None:
    assert comparable_url(f"{PLAIN}?b=2&a=1") == comparable_url(f"{PLAIN}/?a=1&utm_id=9&b=2")
    assert comparable_url(f"{PLAIN}?id=1") != comparable_url(f"{PLAIN}?id=2")


def test_one_encyclopedia_has_its_languages_and_its_phones() -> None:
    assert comparable_url("https://de.m.wiki.example/wiki/Kran") == "de.wiki.example/wiki/Kran"


def test_an_international_host_is_its_ascii_form() -> None:
    assert comparable_url("https://bücher.example/a") == comparable_url("https://xn--bcher-kva.example/a")


@pytest.mark.parametrize(
    "address",
    [
        *("https://paper.example", "https://www.paper.example/?utm_source=x", "mailto:a@b.example", ""),
        *("depot", "http://[::1", "https://a\ud800.example/x", "javascript:alert(1)", "ftp://a.example/b"),
    ],
)
def test_a_home_page_and_what_is_no_address_identify_no_article(address: str) -> None:
    assert comparable_url(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://paper.example/depot/index.html",
        "https://paper.example/depot/index.php",
        "https://paper.example/depot;jsessionid=0A1B2C",
        "https://paper.example/depot?PHPSESSID=7f",
        "https://paper.example/depot?sid=0123456789abcdef",
        "https://paper.example/depot?print=1",
        "https://paper.example/depot/print/",
        "https://paper.example/depot?view=print",
        "https://paper.example/depot?share=mail",
    ],
)
def test_print_session_and_index_lead_to_the_article_too(address: str) -> None:
    assert comparable_urls(address)[-1:] == comparable_urls(PLAIN) == ("paper.example/depot",)


@pytest.mark.parametrize(
    "address",
    [
        "https://paper.example/index.html",
        "https://paper.example/depot?sid=12",
        "https://paper.example/depot?share=7",
        "https://paper.example/index.php/depot",
    ],
)
def test_what_may_name_another_article_is_kept(address: str) -> None:
    assert comparable_urls(address) == (comparable_url(address),)


def test_an_ampersand_of_html_parts_parameters() -> None:
    assert comparable_url(f"{PLAIN}?a=1&amp;b=2") == comparable_url(f"{PLAIN}?b=2&a=1")
