"""The rules of the house: shape, floors, text, packaging."""
