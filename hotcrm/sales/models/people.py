"""Who may work on what a lead became: its owner and those above."""

from hotcrm.records.models import OWNER, SUPERIOR

EDITORS = OWNER | SUPERIOR
