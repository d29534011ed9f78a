"""COM as pywin32 shows it: objects of another process, whose every use is a call that is counted and may be refused."""

from __future__ import annotations

import types
import weakref
from collections.abc import Callable, Iterator
from typing import Any

CALL_REJECTED = -2147418111
UNKNOWN_NAME = -2147352570
EXCEPTION = -2147352567


class com_error(Exception):
    """What pywin32 raises: (hresult, text, details, argument)."""

    def __init__(self, hresult: int, text: str = "", details: Any = None, argument: Any = None) -> None:
        super().__init__(hresult, text, details, argument)
        self.hresult, self.strerror, self.excepinfo, self.argerror = hresult, text, details, argument


def failure(text: str) -> com_error:
    """What Excel answers to a request that it cannot fulfil."""
    return com_error(EXCEPTION, "发生意外。", (0, "Microsoft Excel", text, "", 0, -2146827284), None)


class Process:
    """A program that is called over COM: it keeps a list of the calls, and refuses them while a cell is edited."""

    def __init__(self, pid: int, window: int) -> None:
        self.pid, self.window = pid, window
        self.calls: list[str] = []
        self.refused = 0
        self.refusing: Callable[[], bool] = lambda: False

    def receive(self, call: str) -> None:
        if self.refusing():
            self.refused += 1
            raise com_error(CALL_REJECTED, "被呼叫方拒绝接收呼叫。")
        self.calls.append(call)


class ComObject:
    """What lives in the other process. Public names are its members, those in METHODS take arguments."""

    METHODS: frozenset[str] = frozenset()
    IID = ""
    process: Process


class _OleObject:
    """The raw pointer behind a CDispatch, as far as xlwings asks it for something."""

    def __init__(self, target: ComObject) -> None:
        self.target = target
        self.iid = target.IID

    def GetIDsOfNames(self, _language: int, name: str) -> int:
        if not hasattr(self.target, name):
            raise com_error(UNKNOWN_NAME, "未知名称。")
        return 0

    def GetTypeInfo(self) -> _OleObject:
        return self

    GetTypeAttr = GetTypeInfo


HELD: weakref.WeakSet[CDispatch] = weakref.WeakSet()
"""All that Python still holds of the other processes; as long as there is something, they do not end."""


def has(target: ComObject, name: str) -> bool:
    """Whether the object has that member: what GetIDsOfNames asks."""
    return not name.startswith("_") and (hasattr(type(target), name) or name in vars(target))


def get(target: ComObject, name: str) -> Any:
    """Answer DISPATCH_PROPERTYGET."""
    target.process.receive(f"{type(target).__name__}.{name}")
    return getattr(target, name)


def put(target: ComObject, name: str, value: Any) -> None:
    """Answer DISPATCH_PROPERTYPUT."""
    target.process.receive(f"{type(target).__name__}.{name} =")
    setattr(target, name, value)


def call(target: ComObject, name: str, *values: Any, **named: Any) -> Any:
    """Answer DISPATCH_METHOD, for what ``METHODS`` of the object names; the default member is Item."""
    target.process.receive(f"{type(target).__name__}.{name}()")
    return getattr(target, name)(*values, **named)


def each(target: ComObject) -> Iterator[Any]:
    """Answer IEnumVARIANT::Next, again and again."""
    for one in target.each():  # type: ignore[attr-defined]
        target.process.receive(f"{type(target).__name__} next")
        yield one


class CDispatch:
    """A COM object of another process as Python sees it."""

    def __init__(self, target: ComObject) -> None:
        self.__dict__["_oleobj_"] = _OleObject(target)
        HELD.add(self)

    def __getattr__(self, name: str) -> Any:
        target = self._oleobj_.target
        if not has(target, name):
            raise AttributeError(name)
        if name in target.METHODS:
            return types.MethodType(lambda self, *values, **named: self._call(name, values, named), self)
        return _outward(get(target, name))

    def __setattr__(self, name: str, value: Any) -> None:
        put(self._oleobj_.target, name, _inward(value))

    def __call__(self, *values: Any) -> Any:
        return self._call("Item", values, {})

    def __iter__(self) -> Iterator[Any]:
        return map(_outward, each(self._oleobj_.target))

    def _call(self, name: str, values: tuple[Any, ...], named: dict[str, Any]) -> Any:
        inward = {key: _inward(value) for key, value in named.items()}
        return _outward(call(self._oleobj_.target, name, *map(_inward, values), **inward))


def _outward(value: Any) -> Any:
    return CDispatch(value) if isinstance(value, ComObject) else value


def _inward(value: Any) -> Any:
    pointer = None if isinstance(value, (str, int, float, list, tuple)) else getattr(value, "_oleobj_", None)
    return pointer.target if pointer is not None else value
