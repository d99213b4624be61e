"""The OpenAPI description holds for whatever is asked: every answer is one it announces."""

from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.web.api.conftest import STORE, Api
from tests.integration.web.conftest import Site

OPERATIONS = {
    "GET /api/v1/stores",
    "GET /api/v1/stores/{merchant}",
    "GET /api/v1/stores/{merchant}/connection",
    "GET /api/v1/stores/{merchant}/subscriptions",
    "GET /api/v1/stores/{merchant}/people",
    "GET /api/v1/stores/{merchant}/syncs",
    "POST /api/v1/stores/{merchant}/syncs",
    "GET /api/v1/stores/{merchant}/syncs/{sync_id}",
    "POST /api/v1/stores/{merchant}/syncs/{sync_id}/{do}",
    "GET /api/v1/stores/{merchant}/customers",
    "GET /api/v1/stores/{merchant}/customers/{customer_id}",
    "GET /api/v1/stores/{merchant}/orders/{order_id}",
    "GET /api/v1/stores/{merchant}/products",
    "GET /api/v1/stores/{merchant}/products/{product_id}",
    "GET /api/v1/stores/{merchant}/jobs",
    "GET /api/v1/stores/{merchant}/jobs/{job_id}",
    "POST /api/v1/stores/{merchant}/jobs/{job_id}/retry",
    "GET /api/v1/jobs",
    "GET /api/v1/jobs/{job_id}",
    "POST /api/v1/jobs/{job_id}/retry",
    "GET /api/v1/stores/{merchant}/segments",
    "POST /api/v1/stores/{merchant}/segments",
    "GET /api/v1/stores/{merchant}/segments/{key}",
    "PUT /api/v1/stores/{merchant}/segments/{key}",
    "DELETE /api/v1/stores/{merchant}/segments/{key}",
    "GET /api/v1/stores/{merchant}/segments/{key}/members",
    "GET /api/v1/stores/{merchant}/segments/{key}/moves",
    "GET /api/v1/stores/{merchant}/segments/{key}/sizes",
    "GET /api/v1/stores/{merchant}/segments/{key}/overlap",
    "GET /api/v1/stores/{merchant}/segments/{key}/entries",
    "POST /api/v1/stores/{merchant}/segments/{key}/entries",
    "GET /api/v1/stores/{merchant}/segments/{key}/export",
    "POST /api/v1/stores/{merchant}/segments/preview",
    "POST /api/v1/stores/{merchant}/segments/explain",
    "GET /api/v1/segments/schema",
    "GET /api/v1/stores/{merchant}/rfm",
    "GET /api/v1/stores/{merchant}/rfm/composition",
    "GET /api/v1/stores/{merchant}/rfm/flows",
    "GET /api/v1/stores/{merchant}/analytics/summary",
    "GET /api/v1/stores/{merchant}/analytics/daily",
    "GET /api/v1/stores/{merchant}/analytics/products",
}
# Values that exist, so that half of what is asked reaches rows and not only checks.
KNOWN: dict[str, Any] = {
    "merchant": STORE,
    "customer_id": 3,
    "order_id": 13,
    "product_id": 505,
    "key": "champions",
    "sync_id": 1,
    "do": "pause",
}
EXAMPLES = 12


@pytest.fixture(scope="module")
def description(site: Site, api: Api) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=site.wsgi)


def test_every_address_of_the_api_is_described(description: Any) -> None:
    assert {each.ok().label for each in description.get_all_operations()} == OPERATIONS


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_whatever_is_asked_is_answered_as_described(
    description: Any, api: Api, label: str, known: bool
) -> None:
    operation = next(
        each.ok() for each in description.get_all_operations() if each.ok().label == label
    )
    # Plain: nothing between here and the application unpacks an answer.
    headers = {
        "Authorization": api.http.headers["Authorization"],
        "Accept-Encoding": "identity",
    }
    job = api.get(f"/stores/{STORE}/jobs")["items"][0]["id"]

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        if known:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = {**KNOWN, "job_id": job}[name]
        response = case.call(headers=headers)
        case.validate_response(
            response,
            checks=[
                schemathesis.checks.not_a_server_error,
                status_code_conformance,
                content_type_conformance,
                response_schema_conformance,
            ],
        )

    ask()
