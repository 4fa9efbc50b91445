"""Places by the names people write, in any spelling: which country, province or city a text means."""
