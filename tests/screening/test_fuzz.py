"""A short run of the fuzzer: what it thinks up breaks no promise; the long run is ``python -m tests.screening.fuzz``."""

from __future__ import annotations

import subprocess
import sys

RUNS = 400


def test_what_a_fuzzer_thinks_up_breaks_no_promise() -> None:
    command = [sys.executable, "-m", "tests.screening.fuzz", f"-atheris_runs={RUNS}", "-len_control=0"]
    done = subprocess.run(
        [*command, "-max_len=120", "-seed=7"], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {RUNS} " in done.stderr
