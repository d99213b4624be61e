"""Addresses of signing in and out, signing up, and invitations."""

from django.urls import path

from syncaty.web.accounts import invited, signing_up, views

urlpatterns = [
    path("login", views.sign_in, name="login"),
    path("logout", views.sign_out, name="logout"),
    path("signup", signing_up.sign_up, name="sign_up"),
    path("invite/<str:token>", invited.invited, name="invited"),
]
