"""A server without the library for PDF files starts, and leads whoever asks for paper back to the page that says the same."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from chaperone.pages.printed import NO_PAPER
from chaperone.sessions import paper
from tests.pages.town import Town, browser

# What a machine without Pango does when it is asked for it.
WITHOUT_PANGO = """
import cffi
there = cffi.FFI.dlopen

def dlopen(ffi, name, *flags):
    if name and "pango" in name:
        raise OSError("cannot load library " + name)
    return there(ffi, name, *flags)

cffi.FFI.dlopen = dlopen
import django
django.setup()
import chaperone.config.urls
from chaperone.sessions.paper import CannotPrint, pdf_of
try:
    pdf_of("<p>Hello</p>")
except CannotPrint:
    print("every page, and no paper")
"""


def test_the_whole_product_is_there_without_pango() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "chaperone.config.settings"}
    command = [sys.executable, "-c", WITHOUT_PANGO]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "every page, and no paper\n", done.stderr


def test_who_asks_for_paper_is_led_to_the_page(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "HTML", None)  # as it is where the library is missing
    sealed = town.sealed()
    teacher, lead = browser(town.charity.teacher.person), browser(town.charity.lead)
    for person, asked, led_to in (
        (teacher, f"/teaching/{town.own.ref}/seats/sheet.pdf", f"/teaching/{town.own.ref}/seats"),
        (teacher, f"/teaching/{sealed.ref}/record.pdf", f"/teaching/{sealed.ref}/record"),
        (lead, f"/sessions/{sealed.ref}/record.pdf", f"/sessions/{sealed.ref}/record"),
    ):
        answer = person.get(asked, follow=True)
        assert answer.redirect_chain == [(led_to, 302)]
        assert NO_PAPER.sentence in answer.content.decode()
