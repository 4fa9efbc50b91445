"""What a ledger version names, and when its deltas are folded into a new base."""

from __future__ import annotations

from collections.abc import Iterator

from bakhsh.records import BucketFiles, Manifest, Piece

__all__ = ["needs_folding", "pieces_of"]


def pieces_of(manifest: Manifest) -> Iterator[Piece]:
    """Every piece a ledger version names."""
    for brought in manifest.history.values():
        yield from brought.values()
    yield from manifest.whole.values()
    for files in manifest.buckets.values():
        yield from files.base.values()
        for delta in files.deltas:
            yield delta.ids
            yield from delta.tables.values()


def needs_folding(bucket: BucketFiles, limit: float = 0.20, most: int = 64) -> bool:
    """Whether a bucket should get a new base: its deltas hold more than `limit` of the rows of its base (a delta of
    customers without rows counts by its ids), or there are more than `most` of them, each being files to open."""
    base = sum(piece.rows for piece in bucket.base.values())
    late = sum(max(delta.ids.rows, sum(piece.rows for piece in delta.tables.values())) for delta in bucket.deltas)
    return late > limit * base or len(bucket.deltas) > most
