"""The pages people see: sign-in, sessions with flags and charge, domains, keys. Rendered here, refreshed by htmx."""
