"""Members of a campaign from a file: what a column can be, who a row names, what becomes of them."""

from .importer import IMPORTER, MemberImporter

__all__ = ["IMPORTER", "MemberImporter"]
