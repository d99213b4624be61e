"""Addresses of products."""

from django.urls import path

from syncaty.web.products import views

urlpatterns = [
    path("stores/<int:merchant>/products", views.products, name="products"),
    path("stores/<int:merchant>/products.csv", views.export, name="products_export"),
    path("stores/<int:merchant>/products/<int:product>", views.product, name="product"),
]
