"""How much may come in at a door. The server refuses more, the form does not offer it."""

NAME_LENGTH = 64
LINE_LENGTH = 200
TEXT_LENGTH = 4096
BODY_BYTES = 256 * 1024
PAGE = 200
FIELDS = 100
