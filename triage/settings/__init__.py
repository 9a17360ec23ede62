"""Typed settings: what may be configured, from where, and what is refused.

Decided here: names are those of the outside contract; a value is taken from the environment,
else from `.env`, else from the file of that name in TRIAGE_SECRETS_DIR. Files and `.env` are read
again when they change. Nothing here ever prints a value.
"""

from triage.settings.demo import demo_secrets
from triage.settings.model import Settings, all_setting_names
from triage.settings.source import SettingsSource, describe_problems, load
from triage.settings.templates import Template, Templates

__all__ = [
    "Settings",
    "SettingsSource",
    "Template",
    "Templates",
    "all_setting_names",
    "demo_secrets",
    "describe_problems",
    "load",
]
