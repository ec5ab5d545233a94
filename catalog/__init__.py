"""The catalogue: what may be asked for in the portal, as versioned YAML, and the code that reads it.

Import what you need from the modules: `catalog.model` (the shapes), `catalog.load` (reading a folder), `catalog.lint`,
`catalog.search`, `catalog.schemas`, `catalog.start`. Nothing here knows of the portal itself.
"""
