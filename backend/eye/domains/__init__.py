"""From where an organisation may be asked: its list of allowed domains and the judgement of an origin by it."""
