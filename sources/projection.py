"""What a consumer may see of a source that a published sheet names."""

from newsroom.common.projection import Projection

SOURCE = Projection(
    # `role` of those that are named; of a confidential source it is among the restricted fields
    fields=("id", "kind", "naming", "name", "description", "headcount", "role"),
    filters=("kind", "naming", "q"),
)
