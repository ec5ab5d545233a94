"""The kinds of request, one room each: what they ask, plan and promise. They are listed in `registry`."""
