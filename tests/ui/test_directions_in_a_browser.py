"""In which order a browser shows the letters of a text that would turn them."""

import pytest
from playwright.sync_api import Browser

from services.desk.directions import visible
from tocsin.web.pages.assets import OWN

pytestmark = pytest.mark.ui

# Where each ASCII letter stands, from left to right.
LETTERS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.length; at += 1) {
      if (!/[a-z]/.test(node.data[at])) continue;
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      found.push([range.getBoundingClientRect().left, node.data[at]]);
    }
  }
  return found.sort((one, other) => one[0] - other[0]).map((one) => one[1]).join("");
}"""


@pytest.mark.parametrize(
    "name",
    [
        "abc\u202edef",
        "abc\u202ddef\u202eghi\u202cjkl",
        # Ends the isolation that a browser gives to <bdi>, then turns what follows.
        "ab\u2069\u202ecd",
        "ab\u2067cd\u2066ef\u2068gh",
        "\u2067\u2067\u202eab\u2069cd",
    ],
)
def test_letters_stand_in_the_order_in_which_they_were_written(
    browser: Browser, name: str
) -> None:
    style = (OWN / "desk.css").read_text("utf-8")
    written = "".join(char for char in name if char.isascii())
    page = browser.new_page()
    page.set_content(
        f"<style>{style}</style><p>m <bdi>{visible(name)}</bdi> is <i>not</i> read</p>"
    )
    assert page.evaluate(LETTERS) == f"m{written}isnotread"
    selected = "getSelection().selectAllChildren(document.body) ?? `${getSelection()}`"
    assert page.evaluate(selected).strip() == f"m {name} is not read"
    # Else the letters would have told nothing.
    page.set_content(f"<p>m <b>{name}</b> is <i>not</i> read</p>")
    assert page.evaluate(LETTERS) != f"m{written}isnotread"
    page.close()
