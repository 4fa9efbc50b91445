"""How often customers will buy again: models of buying and of stopping, learned from distinct customers.

`Cells` holds customers alike in one row, `fit` learns a model from them, `scored` asks it. All take and give numbers.
"""
