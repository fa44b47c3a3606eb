"""A test's page knows nothing of the test before, though all pages share a browser context."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

HELD = """async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    cookies: document.cookie,
    clipboard: (await navigator.permissions.query({name: 'clipboard-read'})).state,
})"""
LEAVE = """async () => {
    localStorage.mark = sessionStorage.mark = 'left';
    document.cookie = 'mark=left; max-age=3600';
    await new Promise((done, fail) => {
        const asked = indexedDB.open('mark');
        asked.onsuccess = done;
        asked.onerror = fail;
    });
}"""
NOTHING = {
    "local": 0,
    "session": 0,
    "databases": 0,
    "cookies": "",
    "clipboard": "prompt",
}


@pytest.fixture(scope="module")
def places(tmp_path_factory) -> Iterator[dict[str, str]]:
    """The addresses of a page on this disk and on a server."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "here.html").write_text("<p>Here.</p>")
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}/here.html"
        yield {"file": (folder / "here.html").as_uri(), "server": at}
        server.shutdown()


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("place", ["file", "server"])
def test_a_page_begins_with_nothing_and_with_a_network(page, places, place, turn):
    """Both turns open the same address; each leaves something of every kind."""
    page.goto(places[place])
    assert page.evaluate(HELD) == NOTHING
    page.evaluate(LEAVE)
    assert page.evaluate("() => localStorage.length") == 1
    page.context.grant_permissions(["clipboard-read"])
    page.context.set_offline(True)
