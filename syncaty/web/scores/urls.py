"""Address of the map of scores."""

from django.urls import path

from syncaty.web.scores import views

urlpatterns = [path("stores/<int:merchant>/rfm", views.rfm, name="rfm")]
