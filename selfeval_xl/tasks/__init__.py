"""The use cases, each short: assess, import, verify, export, report, help."""
