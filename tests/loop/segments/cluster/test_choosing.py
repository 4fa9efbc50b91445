"""How many segments, and how far they can be trusted."""

import time
from dataclasses import replace

import numpy as np
import pytest
from tests.loop.segments.cluster.planted import QUICK, groups, table

from bakhsh.errors import NotReady
from bakhsh.loop.segments.cluster.choosing import Sizes, choose, least
from bakhsh.loop.segments.cluster.mixture import Mixture
from bakhsh.loop.segments.cluster.preparing import learn, matrix
from bakhsh.stats import adjusted_rand


@pytest.fixture(scope="module")
def planted():
    found, labels = groups(3, 4)
    return found, labels, choose(found, (3, 6), seed=1, sizes=QUICK)


def test_planted_groups_are_counted_and_natural(planted):
    _, _, choice = planted
    assert (choice.k, choice.reading) == (4, "natural")
    assert str(choice.reason).startswith("4 clusters: the most, from 3 to 6, at which each is parted")
    assert min(choice.jaccards) > 0.95
    assert sum(choice.shares) == pytest.approx(1)


def test_the_table_of_candidates_holds_every_number_from_2_to_10(planted):
    candidates = planted[2].candidates
    assert [one.k for one in candidates] == list(range(2, 11))
    assert [one.k for one in candidates if one.in_range] == [3, 4, 5, 6]
    assert max(one.k for one in candidates if one.parted) == 4


def test_the_order_of_customers_changes_nothing(planted):
    found, _, choice = planted
    shuffled = np.random.default_rng(9).permutation(found)
    assert choose(shuffled, (3, 6), seed=1, sizes=QUICK) == choice


def test_a_number_outside_the_range_is_said_and_not_taken():
    found, _ = groups(3, 4)
    choice = choose(found, (5, 6), seed=1, sizes=QUICK)
    assert choice.k in (5, 6)
    assert any(note.id == "clusters.outside_the_range" and note.args["k"] == 4 for note in choice.notes)


def test_valleys_that_copies_without_groups_have_too_are_told_as_such(planted):
    random = np.random.default_rng(6)
    sides = random.normal(size=(400, 2)) + random.choice([-4.0, 4.0], (400, 2))  # a gap in each, nothing in both
    choice = choose(sides, (4, 4), seed=1, sizes=QUICK)
    assert (choice.k, choice.reading) == (4, "reproducible")
    assert next(one for one in choice.candidates if one.k == 4).parted
    assert "clusters.as_without_groups" in [note.id for note in choice.notes]
    assert "clusters.as_without_groups" not in [note.id for note in planted[2].notes]


def test_one_lump_is_never_natural():
    lump = np.random.default_rng(4).normal(size=(400, 3)) @ np.array([[1, 0.8, 0.5], [0, 0.6, 0.4], [0, 0, 0.7]])
    choice = choose(lump, (2, 4), seed=1, sizes=QUICK)
    assert choice.reading != "natural"
    assert choice.ceiling_separation is None  # no copies are made where there is no valley


def test_gaps_between_words_are_no_valleys():
    random = np.random.default_rng(5)
    words = {f"demographic__w{at}": random.choice(["a", "b", "c"], 500) for at in range(3)}
    sample, measured = table(**words)
    preparation = learn(sample, measured)
    found = matrix(preparation, sample)
    assert any(one.valleys == one.k for one in choose(found, (2, 5), seed=1, sizes=QUICK).candidates)
    spread = choose(found, (2, 5), seed=1, preparation=preparation, sizes=replace(QUICK, copies=2))
    assert spread.reading != "natural"
    assert sum(one.valleys == one.k for one in spread.candidates) <= 2


def test_a_mixture_gives_probabilities_that_agree_with_planted_groups():
    found, labels = groups(6, 3)
    choice = choose(found, (2, 4), seed=1, method="mixture", sizes=QUICK)
    mixture = choice.mixture
    assert mixture is not None
    chance = mixture.probabilities(found)
    assert chance.sum(axis=1) == pytest.approx(np.ones(len(found)))
    assert adjusted_rand(chance.argmax(axis=1), labels) > 0.99
    assert Mixture.read(mixture.body) == mixture
    assert choice.centres == mixture.means


def test_a_number_at_which_a_component_is_too_small_is_struck_out():
    found = np.random.default_rng(2).standard_t(3, (600, 2))
    assert choose(found, (3, 3), seed=1, sizes=QUICK).k == 3
    with pytest.raises(NotReady, match="fewer than 50"):
        choose(found, (3, 3), seed=1, method="mixture", sizes=QUICK)
    choice = choose(found, (2, 3), seed=1, method="mixture", sizes=QUICK)
    assert choice.k == 2
    assert min(choice.shares) >= least(600)
    assert [one.struck is None for one in choice.candidates[:2]] == [True, choice.candidates[1].struck is None]


def test_a_mixture_closes_in_on_no_single_point():
    found = np.concatenate([np.zeros((150, 2)), np.random.default_rng(1).normal(8, 1, (150, 2))])
    mixture = choose(found, (2, 2), seed=1, method="mixture", sizes=QUICK).mixture
    assert mixture is not None
    assert min(min(one) for one in mixture.variances) > 0
    assert np.isfinite(mixture.probabilities(found)).all()


@pytest.mark.parametrize(
    ("customers", "smallest"), [(200, 10), (499, 10), (500, 50), (2_500, 50), (10_000, 200), (1_000_000, 20_000)]
)
def test_the_smallest_segment_is_two_percent_or_fifty_customers_or_ten_of_few(customers, smallest):
    assert least(customers) * customers == pytest.approx(smallest)


def test_numbers_that_leave_a_segment_too_small_are_struck_out():
    found = np.concatenate([np.random.default_rng(1).normal(size=(300, 2)), [[50.0, 50.0], [50.1, 50.0], [50.0, 50.1]]])
    with pytest.raises(NotReady, match="leaves a segment with fewer than 10 customers"):
        choose(found, (2, 3), seed=1, sizes=QUICK)


def test_fewer_customers_than_segments_are_refused_in_words():
    with pytest.raises(NotReady, match="3 customers are too few for 4 segments"):
        choose(np.random.default_rng(1).normal(size=(3, 2)), (4, 8), seed=1, sizes=QUICK)


def test_identical_customers_are_refused_in_words():
    with pytest.raises(NotReady, match="Of 90 customers only 1 differ"):
        choose(np.ones((90, 3)), (4, 8), seed=1, sizes=QUICK)


def test_choosing_keeps_to_its_own_thread():
    found, _ = groups(1, 3, customers=1_500)
    before = time.process_time() - time.thread_time()
    choose(found, (2, 4), seed=1, sizes=QUICK)
    others = time.process_time() - time.thread_time() - before
    assert others < 0.2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_planted_groups_are_right_at_the_promised_sizes(seed):
    k = 2 + seed
    found, _ = groups(seed, k, customers=2_000)
    choice = choose(found, (2, 10), seed=seed, sizes=Sizes(pairs=20, copies=20))
    assert (choice.k, choice.reading) == (k, "natural")
