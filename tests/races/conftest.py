"""Databases of both kinds, and the starter catalogue."""

from tests.databases import *
from tests.services.conftest import starter as starter
