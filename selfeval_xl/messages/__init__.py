"""Every text with a code, once: what happened, why it matters, what to do."""
