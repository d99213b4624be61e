"""Addresses of lists kept by hand."""

from django.urls import path

from syncaty.web.lists import looking, views

_STORE = "stores/<int:merchant>/segments"
_BROUGHT = f"{_STORE}/new-list/<int:number>"

urlpatterns = [
    path(f"{_STORE}/new-list", views.new, name="new_list"),
    path(_BROUGHT, looking.look, name="list_look"),
    path(f"{_BROUGHT}/forget", looking.forget, name="list_forget"),
    path(f"{_BROUGHT}/problems.csv", looking.problems_csv, name="list_problems"),
    path(f"{_STORE}/<slug:key>/list", views.held, name="segment_list"),
    path(f"{_STORE}/<slug:key>/list.csv", views.unmatched_csv, name="segment_list_csv"),
]
