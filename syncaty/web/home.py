"""The first page: leads to the store last looked at, or says how to connect one."""

from django.http import HttpResponse, HttpResponseRedirect

from syncaty.web.pages import PageRequest, page, render
from syncaty.web.shell import Shell


@page("home")
def home(request: PageRequest) -> HttpResponse:
    """Go to the first place of the last store; with no store, say how to connect one."""
    shell = Shell(request)
    if shell.stores and shell.links:
        return HttpResponseRedirect(shell.links[0].address)
    return render(request, "home.html")
