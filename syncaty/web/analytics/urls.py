"""Addresses of the figures."""

from django.urls import path

from syncaty.web.analytics import views

urlpatterns = [
    path("stores/<int:merchant>/analytics", views.analytics, name="analytics"),
    path("stores/<int:merchant>/analytics/days.csv", views.export_days, name="days_export"),
    path("stores/<int:merchant>/analytics/products.csv", views.export_sold, name="sold_export"),
]
