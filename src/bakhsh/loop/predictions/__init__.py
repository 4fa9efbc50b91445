"""What comes next: how often a customer will buy, for how much, whether he still is one, and when."""
