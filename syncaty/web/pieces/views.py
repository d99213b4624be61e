"""The page of pieces, with invented figures."""

from django.http import HttpResponse

from syncaty.web import marks
from syncaty.web.pages import PageRequest, page, render


@page("pieces")
def pieces(request: PageRequest) -> HttpResponse:
    """Show every piece."""
    return render(request, "pieces/pieces.html", {"segments": marks.SEGMENTS})
