"""Addresses of signing in and out."""

from django.urls import path

from syncaty.web.accounts import views

urlpatterns = [
    path("login", views.sign_in, name="login"),
    path("logout", views.sign_out, name="logout"),
]
