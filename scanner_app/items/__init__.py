"""Items: cards, variants, units of measure, references (bar codes) and tracking codes."""
