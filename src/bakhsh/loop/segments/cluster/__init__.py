"""Clusters: groups nobody declared, found in prepared features.

`preparing` turns features into columns, `choosing` says how many groups there are and how far they can be trusted;
both take and give plain values, and know nothing of engines.
"""
