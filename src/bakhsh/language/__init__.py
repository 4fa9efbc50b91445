"""Words for people: sentences, catalogues, digits, dates, money units and matching keys."""
