"""Addresses of the operator's room."""

from django.urls import URLPattern

from syncaty.web.jobs import acting, detail, refused, views
from syncaty.web.jobs.places import pair

urlpatterns: list[URLPattern] = [
    *pair("", "jobs", views.jobs),
    *pair("/failures", "jobs_failures", views.failures),
    *pair("/retry", "jobs_retry", acting.retry_jobs),
    *pair("/refused", "jobs_refused", refused.refusals),
    *pair("/refused/<int:number>", "refusal", refused.refusal),
    *pair("/refused/<int:number>/body", "refusal_body", refused.body),
    *pair("/<int:number>", "job", detail.job),
    *pair("/<int:number>/body", "job_body", detail.body),
]
