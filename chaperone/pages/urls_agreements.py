"""The addresses of what adults agree to: campaigns, the yearly declaration, a teacher's terms, certificates."""

from __future__ import annotations

from django.urls import path

from chaperone.pages import agreeing
from chaperone.pages.for_staff import campaigns, declaration
from chaperone.pages.for_teachers import own_terms, rules_told

AGREEMENTS = [
    path("agreements", campaigns.everything, name="campaigns"),
    path("agreements/<int:campaign_id>", campaigns.one, name="campaign"),
    path("agreements/<int:campaign_id>/remind", campaigns.remind, name="campaign-remind"),
    path("agreements/<int:campaign_id>/day", campaigns.day, name="campaign-day"),
    path("agreements/<slug:document>.pdf", agreeing.certificate, name="agreement-certificate"),
    path("personal-accounts", declaration.page, name="declaration"),
    path("teaching/<slug:session_ref>/rules", rules_told.page, name="teaching-rules"),
    path("terms", own_terms.page, name="own-terms"),
]
