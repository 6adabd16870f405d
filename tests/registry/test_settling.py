"""A decision is recorded once and carried out, whatever comes between: kills, people, other runs."""

import json

import pytest

from likelier.errors import RegistryError
from likelier.gate.settling import ATTEMPTS, settle
from likelier.registry import CHALLENGER, CHAMPION, DECISION, PREVIOUS, PROMOTED, ROLLED_BACK, Registry

LIFT = {"passed": True, "figure": 0.01, "limit": 0.0, "words": "+0.02 [+0.01, +0.03]", "demand": "lower bound above 0"}


class Deciding:
    """Decides as it is told, against whoever is champion, and counts how often."""

    def __init__(self, registry, promoted=True, meanwhile=()):
        self.registry, self.promoted, self.meanwhile, self.calls = registry, promoted, list(meanwhile), 0

    def __call__(self):
        self.calls += 1
        champion = self.registry.aliased(CHAMPION)
        decision = {"model": "m", "promoted": self.promoted, "reason": "r", "posts": 9, "accounts": 3}
        decision |= {"conditions": {"lift": LIFT | {"passed": self.promoted}}, "latency": LIFT}
        if self.meanwhile:
            self.registry.promote(self.meanwhile.pop(0))
        return decision | ({} if champion is None else {"over": champion.number})


def again(registry, version):
    return next(one for one in registry.versions() if one.number == version.number)


def told(registry, version):
    return registry._client.get_model_version(registry.name, str(version.number))


def test_every_decision_stands_on_its_version(registry, three, aliases):
    first, second, _ = three
    settle(registry, first, Deciding(registry))
    decision = settle(registry, second, Deciding(registry, promoted=False))
    assert aliases() == {CHAMPION: 1, CHALLENGER: 2}
    for version, word in ((first, "yes"), (second, "no: lift")):
        kept = told(registry, version)
        assert kept.tags[PROMOTED] == word
        assert f"| lift | {LIFT['words']} | {LIFT['demand']} |" in kept.description
    assert json.loads(told(registry, second).tags[DECISION]) == decision
    assert (
        "Held against version 1, the champion, on the same 9 posts of 3 accounts" in told(registry, second).description
    )


@pytest.mark.parametrize("write", range(6))
def test_killed_at_any_write_it_is_completed_by_the_next_run(registry, three, aliases, monkeypatch, write):
    first, second, _ = three
    settle(registry, first, Deciding(registry))
    left = iter(range(write))
    with monkeypatch.context() as patch:
        for name in ("describe", "tag", "alias"):
            whole = getattr(Registry, name)

            def dies(*arguments, whole=whole):
                if next(left, None) is None:
                    raise KeyboardInterrupt
                return whole(*arguments)

            patch.setattr(Registry, name, dies)
        with pytest.raises(KeyboardInterrupt):
            settle(registry, second, Deciding(registry))
    decide = Deciding(registry)
    settle(registry, again(registry, second), decide)
    assert aliases() == {CHAMPION: 2, PREVIOUS: 1}
    assert decide.calls == (DECISION not in second.tags and write < 2)  # what was decided is not decided anew
    assert told(registry, second).tags[PROMOTED] == "yes"


def test_when_another_run_has_made_a_champion_it_is_decided_anew(registry, three, aliases):
    first, second, third = three
    settle(registry, first, Deciding(registry))
    decide = Deciding(registry, meanwhile=[third])
    decision = settle(registry, second, decide)
    assert (decide.calls, decision["over"]) == (2, 3)
    assert aliases() == {CHAMPION: 2, PREVIOUS: 3}


def test_it_gives_up_when_others_never_end(registry, three):
    first, second, third = three
    decide = Deciding(registry, meanwhile=[second, third] * ATTEMPTS)
    with pytest.raises(RegistryError, match="run `likelier register` again"):
        settle(registry, first, decide)
    assert decide.calls == ATTEMPTS


def test_what_is_settled_is_left_to_people(registry, three, aliases):
    first, second, _ = three
    for version in (first, second):
        settle(registry, version, Deciding(registry))
    registry.promote(first)
    decide = Deciding(registry)
    assert settle(registry, again(registry, second), decide)["promoted"]
    assert decide.calls == 0 and aliases() == {CHAMPION: 1, PREVIOUS: 2}


@pytest.mark.parametrize(
    "tags", [{DECISION: '{"promoted": true}'}, {DECISION: '{"conditions": {}}', ROLLED_BACK: "now"}]
)
def test_what_an_older_likelier_or_a_person_has_left_is_not_touched(registry, three, aliases, tags):
    for key, value in tags.items():
        registry.tag(three[0], key, value)
    assert settle(registry, again(registry, three[0]), Deciding(registry)) == json.loads(tags[DECISION])
    assert aliases() == {}


def test_a_version_that_was_made_champion_before_it_was_decided_on_stays_so(registry, three, aliases):
    registry.tag(three[0], "likelier.model", "m")
    registry.promote(three[0])
    decide = Deciding(registry)
    decision = settle(registry, again(registry, three[0]), decide)
    assert decide.calls == 0 and decision["promoted"] and "by hand" in decision["reason"]
    assert aliases() == {CHAMPION: 1}


def test_challenger_is_the_newest_one_that_was_refused(registry, three, aliases):
    first, second, third = three
    settle(registry, first, Deciding(registry))
    settle(registry, third, Deciding(registry, promoted=False))
    settle(registry, second, Deciding(registry, promoted=False))
    assert aliases() == {CHAMPION: 1, CHALLENGER: 3}
