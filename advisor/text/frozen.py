"""A `typing.NamedTuple` whose classes are much cheaper to define.

`typing.NamedTuple` checks every annotation, which must first be compiled if annotations are strings, and
`collections.namedtuple` compiles a constructor and several methods for every class. A fresh process defines more than
a hundred such classes at start-up. Here one constructor is compiled per number of fields, and all other methods are
inherited from a common base.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    try:  # as `collections` does
        from _collections import _tuplegetter as field_at
    except ImportError:
        from operator import itemgetter

        def field_at(index: int, doc: str) -> property:
            return property(itemgetter(index), doc=doc)

    class _Base(tuple):
        __slots__ = ()

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Any:
            """Creates an instance from one value per field."""
            instance = tuple.__new__(cls, values)
            if len(instance) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(instance)}")
            return instance

        def _replace(self, /, **changes: Any) -> Any:
            """Returns a copy with some fields replaced."""
            values, indexes = list(self), self._indexes
            try:
                for name, value in changes.items():
                    values[indexes[name]] = value
            except KeyError:
                raise ValueError(f"Got unexpected field names: {[*changes.keys() - indexes.keys()]!r}") from None
            return tuple.__new__(type(self), values)

        def _asdict(self) -> dict[str, Any]:
            """Returns a dict of field names and values."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            values = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({values})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    class _NamedTupleMeta(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults):]:
                raise TypeError(f"a field without a default follows one that has a default in {name}")
            indexes = {field: index for index, field in enumerate(fields)}
            body |= {field: field_at(index, f"Alias for field number {index}") for field, index in indexes.items()}
            body |= {"__slots__": (), "__match_args__": fields, "_fields": fields, "_field_defaults": defaults,
                     "_indexes": indexes, "__new__": _constructor(name, fields, tuple(defaults.values()))}
            return type(name, (_Base,), body)

    class NamedTuple(metaclass=_NamedTupleMeta):
        """Base class of named tuples."""

    _codes: dict[int, CodeType] = {}  # of constructors, by number of fields

    def _constructor(name: str, fields: tuple[str, ...], defaults: tuple[Any, ...]) -> FunctionType:
        code = _codes.get(len(fields))
        if code is None:
            values = "".join(f"_{index}, " for index in range(len(fields)))
            code = _codes[len(fields)] = eval(f"lambda _cls, {values}: _made(_cls, ({values}))").__code__
        code = code.replace(co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{name}.__new__")
        return FunctionType(code, {"_made": tuple.__new__}, "__new__", defaults)
