"""The network: who we are and what we call for."""

from campaign.celery import app as celery

__all__ = ["celery"]
