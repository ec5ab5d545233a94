"""Which changes of a rule no test notices."""
