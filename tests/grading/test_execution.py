"""Several grading processes: every submission comes back once, also when one of them dies."""

import multiprocessing

import classroom
import pytest
from classroom import MOST, answered, released

from autograders.grading import execution, reading
from autograders.grading.execution import Job
from autograders.grading.referee import Result

COUNT = 7


def jobs(template, count: int = COUNT):
    """`count` submissions, every other one untouched."""
    for number in range(count):
        work = released() if number % 2 else answered({})
        merged = template.merge(reading.parse(classroom.bytes_of(work)))
        yield f"student{number}", Job.of(merged, number)


def points(result: Result) -> float:
    return sum(score.points for score in result.scores.values())


def test_a_process_that_dies_costs_a_retry_and_no_grade(template, walls):
    results = {}
    for key, result in execution.run(jobs(template), processes=2):
        if not results:
            multiprocessing.active_children()[0].kill()
        assert key not in results
        results[key] = result
    assert {key: points(result) for key, result in results.items()} == {
        f"student{number}": 0.0 if number % 2 else sum(MOST.values()) for number in range(COUNT)
    }


def test_jobs_are_read_as_they_are_needed(template, walls):
    taken = []

    def watched():
        for job in jobs(template):
            taken.append(job[0])
            yield job

    results = execution.run(watched(), processes=1)
    next(results)
    assert len(taken) == 1
    results.close()


@pytest.mark.parametrize("seed", [3, 4])
def test_a_job_is_plain_data_and_gives_the_same_result_twice(template, walls, seed):
    merged = template.merge(reading.parse(classroom.bytes_of(answered({}))))
    first, second = (execution.evaluate_job(Job.of(merged, seed))["result"] for _ in range(2))
    for result in (first, second):
        del result["seconds"], result["peak"]
    assert first == second
