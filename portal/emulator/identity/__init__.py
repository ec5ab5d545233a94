"""An emulated identity provider: the part of Microsoft Entra ID by which people and programs sign in to a portal.

Shapes: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code and its neighbours. Anybody who can
reach it signs in as anybody, so it serves on loopback alone.
"""
