"""What we keep of a teacher's word that they went through the rules with their pupils: who, for which school, which rules, when."""

from __future__ import annotations

from django.db import models


class RulesTold(models.Model):
    """A teacher went through these rules with their school's pupils before a session; no agreement of any pupil's (Y3)."""

    session = models.ForeignKey(
        "school_sessions.Session", on_delete=models.PROTECT, related_name="rules_told"
    )
    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    teacher = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "rules told"
        constraints = [
            models.UniqueConstraint(fields=["session", "school", "text_hash"], name="rules_told_once"),
        ]

    def __str__(self) -> str:
        return f"rules {self.version} told to school:{self.school_id} for session {self.session_id}"
