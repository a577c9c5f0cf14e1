"""The playground in a browser, as the tests of it use it."""

import json
from typing import Any

from tests.end_to_end.chromium import Tab

CTRL, SHIFT = 2, 8


class Playground:
    """The page, open in a tab."""

    def __init__(self, tab: Tab, site: str) -> None:
        self.tab, self.site = tab, site

    def open(self, fragment: str = "", *, width: int = 1280, dark: bool = False) -> None:
        """Open the page as somebody who has never been here, and wait for the schema."""
        self.tab.send("Network.setCacheDisabled", cacheDisabled=False)  # the modules come once
        self.tab.open(self.site + "/robots.txt")  # the smallest page that has the same storage
        self.tab.run("localStorage.clear(); sessionStorage.clear()")
        self.again(fragment, width=width, dark=dark)

    def again(self, fragment: str = "", *, width: int = 1280, dark: bool = False) -> None:
        """Open the page once more, with what the browser remembers."""
        self.tab.open("about:blank")
        self.tab.open(self.site + "/playground" + fragment, width=width, dark=dark)
        self.tab.wait("document.querySelector('#documentation h3')")

    def write(self, text: str, *, into: str = "query") -> None:
        """Put a text into an editor, in place of what is there."""
        self.tab.run(f"document.querySelector('#{into}').focus(); document.querySelector('#{into}').select()")
        self.tab.type(text)

    def caret(self, text: str) -> None:
        """Put the caret of the query before a text."""
        find = f"query.value.indexOf({json.dumps(text)})"
        self.tab.run(f"query.focus(); query.setSelectionRange({find}, {find})")
        self.tab.run("new Promise(done => requestAnimationFrame(done))")

    def run(self) -> str:
        """Run by the keyboard; the answer's text."""
        self.tab.run(
            "document.querySelector('#status').dataset.mood = ''; document.querySelector('#query').focus()"
        )
        self.tab.press("Enter", modifiers=CTRL)
        self.tab.wait("['good', 'bad'].includes(document.querySelector('#status').dataset.mood)")
        return self.text("output")

    def text(self, identifier: str) -> str:
        """What an element says."""
        found: str = self.tab.run(f"document.querySelector('#{identifier}').textContent")
        return found

    def value(self, identifier: str) -> str:
        """What a field holds."""
        found: str = self.tab.run(f"document.querySelector('#{identifier}').value")
        return found

    def click(self, selector: str) -> None:
        """Press a button."""
        self.tab.run(f"document.querySelector({json.dumps(selector)}).click()")

    def module(self, name: str, expression: str, **values: Any) -> Any:
        """The value of an expression in which `it` is a module of the page, and `values` are."""
        given = "".join(f"const {key} = {json.dumps(value)};" for key, value in values.items())
        source = "document.querySelector('script[type=module]').src"
        sibling = f"const sibling = (name) => new URL(`${{name}}.js`, {source}).href;"
        imported = f"const it = await import(sibling({json.dumps(name)}));"
        return self.tab.run(f"(async () => {{ {given} {sibling} {imported} return {expression}; }})()")
