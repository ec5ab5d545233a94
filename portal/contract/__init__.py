"""The words on the wire: frozen standard-library dataclasses that both wings share."""

CONTRACT_VERSION = 1
"""The version of the words; sent in the header below. A server serves this one and the one before it."""

CONTRACT_HEADER = "Portal-Contract"
PERSON_HEADER = "Portal-As"
IDEMPOTENCY_HEADER = "Idempotency-Key"
