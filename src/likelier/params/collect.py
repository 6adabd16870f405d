"""The section `collect`."""

from typing import Annotated, Literal

from pydantic import Field

from likelier.params.section import Count, Section


class GraphApi(Section):
    """How the official Graph API is asked."""

    version: Annotated[str, Field(pattern=r"^v\d+\.\d+$")] = "v25.0"
    address: Annotated[str, Field(pattern=r"^https?://[^\s/?#\[\]]+/?$")] = "https://graph.facebook.com"
    slow_at: Annotated[float, Field(ge=0, lt=100)] = 75.0  # % of the quota; from here on there are pauses


class Collect(Section):
    """What is fetched from the network before anything else; by default nothing."""

    source: Literal["none", "instaloader", "graph_api"] = "none"
    users: str = "users.txt"  # a text file, one user name a line
    newest: Count | None = None  # posts of an account; None: all
    attempts: Count = 5  # how often one thing is asked for
    timeout_seconds: Annotated[float, Field(gt=0)] = 60.0  # of one request
    max_wait_minutes: Annotated[float, Field(gt=0)] = 60.0  # at once; told to wait longer, collecting stops
    graph_api: GraphApi = GraphApi()
