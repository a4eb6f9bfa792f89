"""What the web services share: app factory, problems, headers, health routes."""

from tocsin.web.app import Lifespan, create_app, health_router
from tocsin.web.handlers import Missing
from tocsin.web.problems import PROBLEMS, Problem
from tocsin.web.serving import HealthServer, serve

__all__ = [
    "PROBLEMS",
    "HealthServer",
    "Lifespan",
    "Missing",
    "Problem",
    "create_app",
    "health_router",
    "serve",
]
