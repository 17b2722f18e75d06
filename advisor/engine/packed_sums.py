"""Packed sums over fired rules: one table look-up per byte of the mask, all sums in one integer."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 16  # bits per field; a field holds integers from -32,768 to 32,767
HALF = 1 << (WIDTH - 1)
FIELD = (1 << WIDTH) - 1

Weighted = tuple[int, int]  # a rule's boxes within the byte, its amounts packed into one integer


class _ByteSums(dict[int, int]):
    """Packed sums by one byte of fired boxes; a rule counts once even if several of its boxes fire."""

    def __init__(self, weighted: list[Weighted]) -> None:
        super().__init__({0: 0})
        self._weighted = weighted

    def __missing__(self, byte: int) -> int:
        total = self[byte] = sum(amounts for mask, amounts in self._weighted if byte & mask)
        return total


class PackedSums:
    """Sums several amounts per rule with one addition: they are packed side by side into one integer.

    Args:
        rules: each rule's boxes as a mask, and its amounts, field by field.
        fields: number of amounts per rule.
    """

    def __init__(self, rules: Sequence[tuple[int, Sequence[int]]], fields: int) -> None:
        self._fields = fields
        self._base = sum(HALF << WIDTH * index for index in range(fields))
        self._length = (max((mask.bit_length() for mask, _ in rules), default=0) + 7) // 8
        by_byte: list[list[Weighted]] = [[] for _ in range(self._length)]
        self._wide: list[Weighted] = []  # rules whose boxes span several bytes
        for mask, amounts in rules:
            packed = sum(amount << WIDTH * index for index, amount in enumerate(amounts))
            if not mask:
                continue
            first = ((mask & -mask).bit_length() - 1) // 8
            if mask >> 8 * first <= 0xFF:
                by_byte[first].append((mask >> 8 * first, packed))
            else:
                self._wide.append((mask, packed))
        self._tables = [_ByteSums(weighted) for weighted in by_byte]

    def total(self, fired: int) -> int:
        """Returns the sums for fired boxes as one packed integer; equal totals mean equal sums."""
        total = self._base
        for table, byte in zip(self._tables, fired.to_bytes(self._length, "little"), strict=False):
            total += table[byte]
        for mask, packed in self._wide:
            if fired & mask:
                total += packed
        return total

    def unpack(self, total: int) -> list[int]:
        """Unpacks a total into its sums, field by field."""
        return [(total >> WIDTH * index & FIELD) - HALF for index in range(self._fields)]
