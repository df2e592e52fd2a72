"""What load balancers and monitoring ask."""

from typing import Literal

from eye.api.reference.operation import Answer, Operation, Operations


class Health(Answer):
    status: Literal["ok"]


class Readiness(Answer):
    status: Literal["ready"]


OPERATORS: Operations = {
    "GET /healthz": Operation("Whether the program runs", {200: Health}),
    "GET /readyz": Operation(
        "Whether it can serve",
        {200: Readiness},
        detail="Looks at the database, its level and the media store; `notReady` of a 503 names what is missing.",
    ),
    "GET /metrics": Operation(
        "Measurements for Prometheus",
        {200: "text/plain"},
        refuses=("not_found",),
        detail="Only for the addresses of `EYE_METRICS_FROM`.",
    ),
}
