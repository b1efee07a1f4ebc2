"""The addresses of the policy itself: the registers beside it, its versions, and the draft of the next one."""

from __future__ import annotations

from django.urls import path

from chaperone.pages.for_staff.policy import (
    channels,
    data_protection,
    deciding,
    drafts,
    patterns,
    registers,
    versions,
)

POLICY = [
    path("policy/linked", registers.linked, name="linked-policies"),
    path("policy/linked/add", registers.add_linked, name="add-linked-policy"),
    path("policy/linked/<int:linked_id>", registers.change_linked, name="change-linked-policy"),
    path("policy/linked/<int:linked_id>/confirm", registers.confirm, name="confirm-linked-policy"),
    path("policy/channels", channels.everything, name="channels"),
    path("policy/channels/add", channels.add, name="add-channel"),
    path("policy/channels/<int:channel_id>", channels.change, name="change-channel"),
    path("policy/patterns", patterns.everything, name="patterns"),
    path("policy/law", registers.laws, name="laws"),
    path("policy/law/<slug:source>/check", registers.check_law, name="check-law"),
    path("policy/data-protection", data_protection.page, name="data-protection"),
    path("policy/versions", versions.everything, name="versions"),
    path("policy/versions/<int:version>", versions.one, name="version"),
    path("policy/versions/<int:version>/file.yaml", versions.as_file, name="version-file"),
    path("policy/draft/begin", drafts.begin, name="begin-draft"),
    path("policy/draft/from-file", drafts.from_file, name="draft-from-file"),
    path("policy/draft/<slug:draft_ref>", drafts.one, name="draft"),
    path("policy/draft/<slug:draft_ref>/file.yaml", drafts.as_file, name="draft-file"),
    path("policy/draft/<slug:draft_ref>/change/<slug:parameter>", drafts.change, name="draft-change"),
    path("policy/draft/<slug:draft_ref>/forward", deciding.forward, name="draft-forward"),
    path("policy/draft/<slug:draft_ref>/back", deciding.back, name="draft-back"),
    path("policy/draft/<slug:draft_ref>/drop", deciding.drop, name="draft-drop"),
    path("policy/draft/<slug:draft_ref>/advise", deciding.advise_on, name="draft-advise"),
    path("policy/draft/<slug:draft_ref>/approve", deciding.approve_it, name="draft-approve"),
    path("policy/draft/<slug:draft_ref>/publish", deciding.publish_it, name="draft-publish"),
]
