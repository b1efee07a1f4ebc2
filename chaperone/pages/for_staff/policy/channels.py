"""The register of channels on screen: by what ways young people are reached, whose each is, and where it is carried out."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.governance.actions.channels import keep_channel
from chaperone.governance.channel_rules import ChannelWords
from chaperone.governance.models import Channel
from chaperone.governance.queries.channels import channels_by_kind
from chaperone.governance.queries.versions import our_pack
from chaperone.governance.register_rules import LINE_LENGTH_LIMIT
from chaperone.pages.access import may
from chaperone.pages.answers import refuse_on_form
from chaperone.pages.for_staff.policy.registers import OwnerForm
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, sent
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters
from chaperone.policy.refusal import Refused


class ChannelForm(OwnerForm):
    """An entry of the register of channels."""

    kind = forms.ChoiceField(label="Kind of channel")
    name = forms.CharField(
        label="Name", max_length=120, help_text="Such as “Our rooms” or “Our page for schools”."
    )
    is_used = forms.ChoiceField(label="Do we use it?", choices=[("yes", "Yes"), ("no", "No")])
    where = forms.CharField(
        label="Where it is carried out, and how it is looked after",
        max_length=LINE_LENGTH_LIMIT,
        help_text="Such as “in this product, in every room”. If we do not use it, say so.",
    )
    field_order = ("kind", "name", "is_used", "owner", "where")

    def __init__(self, parameters: Parameters, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(kind, kind[:1].upper() + kind[1:]) for kind in parameters.channel_kinds]

    def words(self) -> ChannelWords:
        """Return what was filled in."""
        said = self.cleaned_data
        return ChannelWords(said["kind"], said["name"], said["is_used"] == "yes", said["where"])


@carries_out("A1")
def everything(request: HttpRequest) -> HttpResponse:
    """List the channels by the kinds that the policy names, and the kinds of which nothing is said yet."""
    kinds = channels_by_kind(our_pack(timezone.now()).parameters)
    context = {
        "rows": [(kind, entry) for kind, some in kinds.items() for entry in some],
        "missing": [kind for kind, some in kinds.items() if not some],
        "may_keep": may("add-channel", standing_of(request, {})),
    }
    return render(request, "for_staff/policy/channels.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Enter a channel."""
    return _write(request, None)


def change(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Change an entry."""
    entry = Channel.objects.filter(pk=channel_id).first()
    if entry is None:
        raise Http404
    return _write(request, entry)


def _write(request: HttpRequest, entry: Channel | None) -> HttpResponse:
    now = timezone.now()
    parameters = our_pack(now).parameters
    initial = {"owner": adult(request).pk, "kind": request.GET.get("kind", ""), "is_used": "yes"}
    if entry is not None:
        used = "yes" if entry.is_used else "no"
        initial = {"kind": entry.kind, "name": entry.name, "where": entry.where}
        initial |= {"owner": entry.owner_id, "is_used": used}
    form = ChannelForm(parameters, sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        owner, channel_id = form.cleaned_data["owner"], entry.pk if entry else None
        done = keep_channel(form.words(), owner, adult(request), parameters, now, channel_id)
        if not isinstance(done, Refused):
            messages.success(request, "It is in the register.")
            return redirect("channels")
        refuse_on_form(form, done)
    return render(request, "for_staff/policy/channel_form.html", {"form": form, "entry": entry})
