"""What holds for every test: Hypothesis tells how to repeat a failure, and takes its time where two lanes share two cores."""

from __future__ import annotations

import hypothesis

from tests.support.emptying import let_tests_empty_the_ledger

hypothesis.settings.register_profile("chaperone", deadline=None, print_blob=True)
hypothesis.settings.load_profile("chaperone")
let_tests_empty_the_ledger()
