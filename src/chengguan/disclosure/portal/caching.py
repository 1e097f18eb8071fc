"""条件请求: public pages carry a tag of their content and may be kept by anybody who asks again before showing them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from chengguan.base.pages import PageRequest

P = ParamSpec("P")


def kept(
    view: Callable[Concatenate[PageRequest, P], HttpResponseBase],
) -> Callable[Concatenate[PageRequest, P], HttpResponseBase]:
    """A page with its ETag; 304 for whoever has it already. A withdrawal is seen at once, as nothing is shown unasked."""

    @wraps(view)
    def answered(request: PageRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponse) or response.has_header("Content-Disposition"):
            return response
        response["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Cookie"])
        if response.status_code != 200:
            return response
        etag = quote_etag(sha256(response.content).hexdigest()[:32])
        response["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return answered
