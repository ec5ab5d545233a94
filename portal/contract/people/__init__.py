"""People on the wire: who asks, deputies, notices and what they wait for."""
