"""Addresses of customers."""

from django.urls import path

from syncaty.web import entities  # noqa: F401  # registers the converter
from syncaty.web.customers import profile, views

urlpatterns = [
    path("stores/<int:merchant>/customers", views.customers, name="customers"),
    path("stores/<int:merchant>/customers.csv", views.export, name="customers_export"),
    path("stores/<int:merchant>/customers/<entity:customer>", profile.customer, name="customer"),
]
