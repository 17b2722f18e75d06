"""The interview: which question comes next, what each answer would do, and the state of a sitting."""
