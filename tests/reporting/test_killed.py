"""The server is killed while reports come in: five words that were shown lead back afterwards, and no report is there twice.

And an upload to a running server is let run past: nothing of it is written.
"""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import temporary_cluster
from tests.support.server import Server, Visitor, running_server

pytestmark = pytest.mark.durability
TOLD_BEFORE_THE_KILL = 6
TELLERS = 3


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on a database that waits for the disk, as a real one does."""
    if request.param == "sqlite":
        with running_server() as running:
            yield running
    else:
        with temporary_cluster(durable=True) as url, running_server(url) as running:
            yield running


class Tellers:
    """People who tell until the server is gone, and remember the words they were shown."""

    def __init__(self, server: Server) -> None:
        self.server, self.shown, self.unsure = server, dict[str, str](), dict[str, str]()
        self.enough, self._lock, self._threads = threading.Event(), threading.Lock(), list[threading.Thread]()

    def start(self) -> None:
        """Begin to tell, all at once."""
        self._threads = [threading.Thread(target=self._tell, args=(who,)) for who in range(TELLERS)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Wait until everybody has noticed that nobody answers."""
        for thread in self._threads:
            thread.join(60)

    def _tell(self, who: int) -> None:
        number = 0
        try:
            while True:
                number += 1
                words = f"teller {who} report {number}"
                token = token_of(self.server.get("/report")[2])
                with self._lock:
                    self.unsure[words] = token
                phrase = send(self.server, token, words)
                with self._lock:
                    self.shown[words] = phrase
                    if len(self.shown) >= TOLD_BEFORE_THE_KILL:
                        self.enough.set()
        except (OSError, http.client.HTTPException):
            return  # it is gone


def token_of(page: str) -> str:
    """Return the token of a form."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def send(server: Server, token: str, words: str) -> str:
    """Send a report and return the words shown, one blank between."""
    fields = {"token": token, "words": words, "teller": "other", "answer": "here"}
    status, _, page = Visitor(server).post("/report", fields)
    assert status == 200, page[:800]
    phrase = " ".join(re.findall(r"<span>([a-z]+)</span>", page.split("data-phrase")[1].split("</p>")[0]))
    assert len(phrase.split()) == 5
    return phrase


@pytest.mark.proves("U4")
def test_whoever_was_shown_five_words_is_let_in_after_a_kill(server: Server) -> None:
    server.stage(seats=1, pack="calm")
    tellers = Tellers(server)
    tellers.start()
    assert tellers.enough.wait(120)
    server.kill()
    tellers.join()
    server.start()
    for phrase in tellers.shown.values():
        status, _, page = Visitor(server).post("/report/answers", {"phrase": phrase})
        assert status == 200 and "Nobody has answered yet" in page, "shown, and lost"
    # Whoever saw no answer sends the same form again: it is one report, whether the first was on record or not.
    for words, token in tellers.unsure.items():
        phrase = send(server, token, words)
        assert tellers.shown.get(words, phrase) == phrase
        _, _, page = Visitor(server).post("/report/answers", {"phrase": phrase})
        assert page.count("ch-turns__one") == 1, "on record twice"


@pytest.mark.proves("S14", "Y2")
def test_an_upload_is_let_run_past_and_nothing_of_it_is_written() -> None:
    with running_server() as server:
        assert server.process is not None
        head = b'--x\r\nContent-Disposition: form-data; name="picture"; filename="notes.txt"\r\n\r\n'
        # So large that Django alone would put it on disk.
        body = head + b"x" * 8_000_000 + b"\r\n--x--\r\n"
        before = written_by(server.process.pid)
        connection = http.client.HTTPConnection("localhost", server.port, timeout=60)
        connection.request("POST", "/report", body, {"Content-Type": "multipart/form-data; boundary=x"})
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        assert answer.status == 422 and "Report Remove" in page
        assert written_by(server.process.pid) - before < 1_000_000


def written_by(process_id: int) -> int:
    """Return how many bytes a process has written to anything at all, as the kernel counts them."""
    counted = Path(f"/proc/{process_id}/io").read_text(encoding="ascii")
    return int(dict(line.split(": ") for line in counted.splitlines())["wchar"])
