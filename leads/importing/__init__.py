"""Leads from foreign files: which columns they know, what their words mean, how a row becomes a lead."""

from .importer import IMPORTER

__all__ = ["IMPORTER"]
