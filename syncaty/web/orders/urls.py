"""Addresses of orders."""

from django.urls import path

from syncaty.web.orders import views

urlpatterns = [path("stores/<int:merchant>/orders/<int:order>", views.order, name="order")]
