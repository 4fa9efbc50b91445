"""Whether something happens to a customer within a window: he buys, or, with contracts, he leaves.

Numbers and words become a matrix (`design`); logistic regression with splines (`logistic`) and boosted trees (`trees`)
learn from it and leave as plain numbers; `scoring` reads trees back, `calibration` makes probabilities of scores,
`choosing` says what beats doing without, `leakage` what looks too good, `reasons` why one customer scores as he does.
"""
