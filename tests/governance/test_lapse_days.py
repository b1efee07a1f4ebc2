"""The publisher sets the day from which agreements to earlier texts count no more; a campaign for each text begins with it."""

from __future__ import annotations

import pytest

from chaperone.governance.actions.publishing import publish_version
from chaperone.ledger.queries import read
from chaperone.people.agreement_models import Campaign
from chaperone.people.queries import agreement_standing, asked_until
from tests.governance.office import Office
from tests.sessions.cast import A_DAY, NOW, done, refusal

pytestmark = pytest.mark.django_db


@pytest.mark.proves("R3", "S1")
@pytest.mark.parametrize(
    ("lapses_after", "says"), [(6, "holds from"), (-1, "holds from"), (100, "more than 92 days")]
)
def test_agreements_never_lapse_before_the_text_holds_nor_much_later(lapses_after: int, says: str) -> None:
    office = Office()
    draft = office.approved()
    today = NOW.date()
    told = publish_version(
        draft.ref, today + 7 * A_DAY, office.administrator, NOW, lapses_on=today + lapses_after * A_DAY
    )
    assert says in refusal(told).sentence
    assert not Campaign.objects.exists()


@pytest.mark.proves("R3", "S1", "Y1")
def test_the_publisher_sets_the_day_from_which_earlier_agreements_count_no_more() -> None:
    office, today = Office(), NOW.date()
    chosen = today + 10 * A_DAY
    done(publish_version(office.approved().ref, today, office.administrator, NOW, lapses_on=chosen))
    assert asked_until(office.facilitator, "staff-policy", today) == chosen
    assert not agreement_standing(office.facilitator, "staff-policy", chosen)
    assert {row.document: row.set_by for row in Campaign.objects.all()} == {
        "staff-policy": office.administrator,
        "teacher-terms": office.administrator,
    }
    begun = [entry.body for entry in read("organisation") if entry.kind == "agreement.campaign_begun"]
    assert [body["lapses_on"] for body in begun if body] == [chosen.isoformat()] * 2
