"""How much customers will spend: the value of an order (`gamma_gamma`), spend within a window from everything that is
known of a customer (`hurdle`), and what that is worth over a horizon (`value`)."""
