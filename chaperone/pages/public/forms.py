"""The one form of the public pages: asking for a sign-in link."""

from __future__ import annotations

from django import forms


class AskForLink(forms.Form):
    """An adult's e-mail address, to send a personal sign-in link to."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="The address we know you by: your work or school address.",
        error_messages={
            "required": "Write your e-mail address.",
            "invalid": "That does not look like an e-mail address. It should look like name@example.org.",
            "max_length": "That address is too long.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
