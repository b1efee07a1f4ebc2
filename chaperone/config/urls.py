"""Joins the pages' addresses and the pages for when something is wrong."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("chaperone.pages.urls"))]

handler400 = "chaperone.pages.public.errors.bad_request"
handler403 = "chaperone.pages.public.errors.forbidden"
handler404 = "chaperone.pages.public.errors.not_there"
handler500 = "chaperone.pages.public.errors.our_fault"
