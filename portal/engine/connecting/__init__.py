"""Getting to know an organisation that has Azure already: reading it, and drawing up a catalogue for it."""
