"""Judging documents, here or in several processes; the results are plain values in the order of the documents."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from advisor.errors import Problem
from advisor.fileset.plain import Plain, plain
from advisor.fileset.texts import Companions, Text
from advisor.model.checked import Checked
from advisor.source import Source
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

LONGEST_CAUSE = 300
CHUNK = 16  # documents that a process is given at a time
FEWEST_EACH = 200  # documents for each process


class Judge(NamedTuple):
    """What checks documents; made anew in each process, for what it holds cannot be sent."""

    lint: Callable[[Source, Companions], Checked]
    refuse: Callable[[Source, Sequence[Problem]], Checked]


MakeJudge = Callable[[], Judge]
Result = tuple[Plain | None, str]  # what was found, or why nothing could be
_judge: Judge | None = None  # of a process of the pool


class Workers:
    """As many processes as a run asks for, started when there is enough to do for them."""

    def __init__(self, make_judge: MakeJudge, jobs: int) -> None:
        self._make_judge = make_judge
        self._jobs = jobs
        self._judge: Judge | None = None
        self._pool: Pool | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()

    def judge(self, texts: Sequence[Text]) -> list[Result]:
        """Returns what is found in some texts."""
        if not texts:
            return []
        jobs = self._jobs or jobs_for(len(texts))
        if jobs > 1 and len(texts) > 1:
            return list(self._started(jobs).imap(_judge_there, map(_sent, texts), CHUNK if len(texts) > CHUNK else 1))
        if self._judge is None:
            self._judge = self._make_judge()
        return [_result(self._judge, text.source, text.problems, text.companions) for text in texts]

    def _started(self, jobs: int) -> Pool:
        if self._pool is None:
            from multiprocessing import get_all_start_methods, get_context

            if os.name == "posix" and "fork" in get_all_start_methods():
                _prepare(self._make_judge)  # once, for all processes begin as copies of this one
                self._pool = get_context("fork").Pool(jobs, _begin)
            else:
                self._pool = get_context("spawn").Pool(jobs, _begin, (self._make_judge,))
        return self._pool


def jobs_for(documents: int) -> int:
    """Returns how many processes are worth their start: one more for each few hundred documents."""
    return max(1, min(os.cpu_count() or 1, documents // FEWEST_EACH))


def _sent(text: Text) -> tuple[str, str, tuple[tuple[str, str, int, int], ...], dict[str, str | None]]:
    """Sources and spans are sent as what they are made of."""
    problems = tuple((problem.message, problem.remedy, problem.span.start if problem.span else 0,
                      problem.span.end if problem.span else 0) for problem in text.problems)
    companions = {name: None if source is None else source.text for name, source in text.companions.items()}
    return text.source.name, text.source.text, problems, companions


def _begin(make_judge: MakeJudge | None = None) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us is told, and stops us
    if make_judge is not None:
        _prepare(make_judge)


def _prepare(make_judge: MakeJudge) -> None:
    global _judge
    _judge = make_judge()


def _judge_there(sent: Any) -> Result:
    from advisor.source import Span

    assert _judge is not None
    name, text, problems, companions = sent
    source = Source(name, text)
    beside = {other: None if known is None else Source(other, known) for other, known in companions.items()}
    return _result(_judge, source, [Problem(message, remedy, Span(source, start, end))
                                    for message, remedy, start, end in problems], beside)


def _result(judge: Judge, source: Source, problems: Sequence[Problem], companions: Companions) -> Result:
    try:
        return plain(judge.refuse(source, problems) if problems else judge.lint(source, companions)), ""
    except Exception as error:  # one document must not take the others along
        if os.environ.get("ADVISOR_DEBUG") == "1":
            from traceback import print_exception

            print_exception(error)
        return None, f"{type(error).__name__}: {error}"[:LONGEST_CAUSE]
