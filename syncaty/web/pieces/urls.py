"""The address of the pieces."""

from django.urls import path

from syncaty.web.pieces import views

urlpatterns = [
    path("pieces", views.pieces, name="pieces"),
    path("pieces/live", views.live, name="pieces_live"),
]
