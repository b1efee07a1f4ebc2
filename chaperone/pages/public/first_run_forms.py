"""The forms of the first set-up, one for each step."""

from __future__ import annotations

from django import forms

from chaperone.first_run.queries import packs_to_choose
from chaperone.pages.for_staff.forms import every_zone
from chaperone.people.rules import NAME_LENGTH_LIMIT

_ADDRESS = {"spellcheck": "false", "autocapitalize": "none"}


class SecretForm(forms.Form):
    """The secret from the console."""

    secret = forms.CharField(
        label="Set-up secret",
        max_length=60,
        help_text="Four groups of five letters and digits.",
        error_messages={"required": "Copy the secret from the console of the server."},
        widget=forms.TextInput(attrs={**_ADDRESS, "autocomplete": "off"}),
    )


class OrganisationForm(forms.Form):
    """Who the organisation is."""

    name = forms.CharField(
        label="Name of the organisation",
        max_length=NAME_LENGTH_LIMIT,
        error_messages={"required": "Write the organisation’s name."},
    )
    official_email = forms.EmailField(
        label="Official e-mail address",
        max_length=254,
        help_text="Schools may write to it. A shared mailbox is right here.",
        error_messages={
            "required": "Write the official address.",
            "invalid": "That does not look like an e-mail address.",
        },
    )
    office_number = forms.CharField(
        label="Number to ring when something is wrong",
        max_length=40,
        help_text="It stands on the incident card of every room: the safeguarding lead’s or the office’s.",
        error_messages={"required": "Write a number that somebody answers."},
    )
    website = forms.CharField(label="Website", max_length=200, required=False)
    timezone = forms.ChoiceField(
        label="Where your clocks are set",
        choices=every_zone,
        error_messages={"invalid_choice": "Choose a place from the list."},
    )


class AddressForm(forms.Form):
    """The address at which people reach this installation."""

    address = forms.CharField(
        label="The address people type",
        max_length=200,
        help_text="Every letter carries it, so it must be the one that works from outside.",
        error_messages={"required": "Write the address."},
        widget=forms.URLInput(attrs=_ADDRESS),
    )


class TestLetterForm(forms.Form):
    """Where a test letter goes."""

    email = forms.EmailField(
        label="Your own e-mail address",
        max_length=254,
        help_text="We send a short letter there, now.",
        error_messages={
            "required": "Write your address.",
            "invalid": "That does not look like an e-mail address.",
        },
    )


class PackForm(forms.Form):
    """The policy to begin with."""

    pack = forms.ChoiceField(
        label="Which policy do you begin with?",
        choices=packs_to_choose,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a policy.", "invalid_choice": "Choose one from the list."},
    )
