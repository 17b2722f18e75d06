"""The circuit breaker: when it opens, and how it closes again."""

from conftest import Clock

from __service__.breaker import AT_LEAST, OPEN_S, Breaker


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(AT_LEAST):
        breaker.leave(is_probe=False, failed=True)
    assert breaker.enter() is None
    return breaker


def test_a_few_failures_among_many_answers_do_not_open_it(clock: Clock) -> None:
    breaker = Breaker(clock)
    for number in range(40):
        breaker.leave(is_probe=False, failed=number % 3 == 0)

    assert breaker.enter() is False


def test_one_call_alone_tries_whether_the_service_is_back(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += OPEN_S

    assert [breaker.enter(), breaker.enter()] == [True, None]


def test_a_probe_that_is_answered_closes_it(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += OPEN_S
    assert breaker.enter()
    breaker.leave(is_probe=True, failed=False)

    assert breaker.enter() is False


def test_a_probe_that_fails_keeps_it_open(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += OPEN_S
    assert breaker.enter()
    breaker.leave(is_probe=True, failed=True)

    assert breaker.enter() is None


def test_a_probe_that_is_given_up_makes_room_for_the_next(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += OPEN_S
    assert breaker.enter()
    breaker.leave(is_probe=True, failed=None)

    assert breaker.enter() is True


def test_a_late_answer_to_an_old_call_does_not_close_it(clock: Clock) -> None:
    breaker = opened(clock)
    breaker.leave(is_probe=False, failed=False)

    assert breaker.enter() is None
