"""The pages people see: sign-in, sessions with their flags and charge, domains, keys. Server-rendered, refreshed by htmx."""
