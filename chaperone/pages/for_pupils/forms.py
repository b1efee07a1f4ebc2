"""The only form a pupil fills in before the room: the code from the teacher's sheet. It asks for nothing else."""

from __future__ import annotations

from django import forms


class CodeForm(forms.Form):
    """A seat's code, typed or brought along by the sheet's QR picture."""

    code = forms.CharField(
        label="Your code",
        max_length=40,
        help_text="It is on the paper from your teacher, such as K7Q-M5X-TV9. Capitals and hyphens do not matter.",
        error_messages={
            "required": "Type the code from your teacher.",
            "max_length": "That is longer than a code. Type only what is on the paper.",
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
