"""Alembic wants this file to exist; the portal runs its migrations by `portal.store.migrate`."""
