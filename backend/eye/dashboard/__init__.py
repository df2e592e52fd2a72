"""The pages people see, a folder for each set of them; here is what every page shares. Refreshed by htmx.

A request comes in by `routes`, passes `entrance`, is a `visit`, and is answered by a page of one of the folders through
`render`. Templates and tests lie in folders of the same names.
"""
