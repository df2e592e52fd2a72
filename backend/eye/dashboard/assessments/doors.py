"""The addresses of the assessments."""

from starlette.routing import BaseRoute

from eye.dashboard.assessments.list import assessments
from eye.dashboard.assessments.page import (
    assessment,
    confirm_archiving,
    new_assessment,
    submit_archiving,
    submit_assessment,
    submit_change,
    submit_restoring,
)
from eye.dashboard.ways import form_to, page_at

ASSESSMENTS: list[BaseRoute] = [
    page_at("/assessments", assessments, "assessment.view"),
    form_to("/assessments", submit_assessment, "assessment.create"),
    page_at("/assessments/new", new_assessment, "assessment.create"),
    page_at("/assessments/{assessment_id}/edit", assessment, "assessment.view"),
    form_to("/assessments/{assessment_id}/edit", submit_change, "assessment.update"),
    page_at("/assessments/{assessment_id}/archive", confirm_archiving, "assessment.delete"),
    form_to("/assessments/{assessment_id}/archive", submit_archiving, "assessment.delete"),
    form_to("/assessments/{assessment_id}/restore", submit_restoring, "assessment.delete"),
]
