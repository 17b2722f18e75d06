"""Sums over fired rules, one look-up for each byte of their mask."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 16  # bits of one field; a field holds whole numbers from -32,768 to 32,767
HALF = 1 << (WIDTH - 1)
FIELD = (1 << WIDTH) - 1

Weighted = tuple[int, int]  # a rule's boxes within the byte, its amounts packed into one number


class _ByteSums(dict[int, int]):
    """Packed sums by the byte of fired boxes; a rule counts once however many of its boxes fire."""

    def __init__(self, weighted: list[Weighted]) -> None:
        super().__init__({0: 0})
        self._weighted = weighted

    def __missing__(self, byte: int) -> int:
        found = self[byte] = sum(amounts for mask, amounts in self._weighted if byte & mask)
        return found


class Sums:
    """Sums several amounts at once: each rule's are packed into one number, side by side.

    Args:
        rules: each rule's boxes as a mask, and its amounts, field by field.
        fields: how many amounts a rule has.
    """

    def __init__(self, rules: Sequence[tuple[int, Sequence[int]]], fields: int) -> None:
        self._fields = fields
        self._base = sum(HALF << WIDTH * place for place in range(fields))
        self._length = (max((mask.bit_length() for mask, _ in rules), default=0) + 7) // 8
        by_byte: list[list[Weighted]] = [[] for _ in range(self._length)]
        self._wide: list[Weighted] = []  # rules of more than one byte
        for mask, amounts in rules:
            packed = sum(amount << WIDTH * place for place, amount in enumerate(amounts))
            if not mask:
                continue
            first = ((mask & -mask).bit_length() - 1) // 8
            if mask >> 8 * first <= 0xFF:
                by_byte[first].append((mask >> 8 * first, packed))
            else:
                self._wide.append((mask, packed))
        self._tables = [_ByteSums(weighted) for weighted in by_byte]

    def total(self, fired: int) -> int:
        """Returns the sums for fired boxes as one packed number; equal totals mean equal sums."""
        total = self._base
        for table, byte in zip(self._tables, fired.to_bytes(self._length, "little"), strict=False):
            total += table[byte]
        for mask, packed in self._wide:
            if fired & mask:
                total += packed
        return total

    def read(self, total: int) -> list[int]:
        """Returns the sums of a packed number, field by field."""
        return [(total >> WIDTH * place & FIELD) - HALF for place in range(self._fields)]
