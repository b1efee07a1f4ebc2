"""Gives a form's widgets the classes that the stylesheet knows, so that forms stay plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chaperone.policy.documents import Block, Heading

register = template.Library()

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    # Order matters: RadioSelect and CheckboxSelectMultiple are Select's cousins.
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.MultiWidget, "parts"),
    (forms.SelectDateWidget, "parts"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
)
_CLASSES = {
    "checkbox": "govuk-checkboxes__input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "input": "govuk-input",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A heading of a document and what stands under it."""

    title: str
    blocks: list[Block]


@register.filter
def widget_kind(field: BoundField) -> str:
    """Name the kind of a widget: checkboxes, radios, parts, checkbox, textarea, select, file or input."""
    for widget_class, kind in _KINDS:
        if isinstance(field.field.widget, widget_class):
            return kind
    return "input"


@register.simple_tag
def widget(field: BoundField, width: str = "") -> SafeString:
    """Draw the widget with its class; ``width`` (in characters: 2, 3, 4, 5, 10, 20) narrows an input."""
    kind = widget_kind(field)
    classes = [str(field.field.widget.attrs.get("class", "")), _CLASSES.get(kind, "")]
    if kind == "input" and width:
        classes.append(f"govuk-input--width-{width}")
    if field.errors and classes[1] in ("govuk-input", "govuk-textarea", "govuk-select", "govuk-file-upload"):
        classes.append(f"{classes[1]}--error")
    return field.as_widget(attrs={"class": " ".join(part for part in classes if part)})


@register.simple_tag
def choice_widget(choice: BoundWidget, kind: str) -> SafeString:
    """Draw one radio button or tick box of a group; ``kind`` is "radios" or "checkboxes"."""
    attrs = {
        **choice.data["attrs"],
        "type": choice.data["type"],
        "name": choice.data["name"],
        "value": choice.data["value"],
        "class": f"govuk-{kind}__input",
    }
    return format_html("<input{}>", flatatt(attrs))


@register.filter
def in_cards(blocks: Sequence[Block]) -> list[Card]:
    """Split a policy document's blocks into cards, a new one at each heading; words before the first have no title."""
    cards: list[Card] = []
    for block in blocks:
        if isinstance(block, Heading):
            cards.append(Card(block.text, []))
            continue
        if not cards:
            cards.append(Card("", []))
        cards[-1].blocks.append(block)
    return cards
