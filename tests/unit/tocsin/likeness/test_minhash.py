"""Texts that read alike have signatures that are alike, in every process the same."""

import numpy as np
import pytest

from tocsin.likeness import band_keys, jaccard, packed, signature, unpacked
from tocsin.likeness.minhash import HASHES, Signature

STORY = (
    "Families were recruited with the promise of a house and arrived owing money for"
    " the ship. The daily target is two tonnes of fruit; who does not reach it is not"
    " paid for the day. Identity cards are kept by the foreman. Guards at the river"
    " post turn back anyone without a letter."
)
OTHER = (
    "The port authority opened a second berth on Monday. Ships of up to nine meters of"
    " draft can now be unloaded at night, and the harbor master expects a third more"
    " traffic by the summer. A new road to the ring was not part of the contract."
)


def of(text: str) -> Signature:
    found = signature(text)
    assert found is not None
    return found


def test_the_same_words_have_the_same_signature_however_they_are_set() -> None:
    loud = STORY.upper().replace(" ", "\n\t").replace(".", " ...")
    assert jaccard(of(STORY), of(loud)) == 1.0


def test_a_changed_word_leaves_most_of_a_signature() -> None:
    changed = of(STORY.replace("two tonnes", "three tonnes"))
    # 3 of 52 shingles differ on each side: 49 of 55 are the same.
    assert jaccard(of(STORY), changed) == pytest.approx(49 / 55, abs=0.1)


def test_strangers_have_nothing_in_common() -> None:
    assert jaccard(of(STORY), of(OTHER)) < 0.05
    assert set(band_keys(of(STORY))).isdisjoint(band_keys(of(OTHER)))


def test_texts_without_spaces_are_compared_sign_by_sign() -> None:
    one = "工人的护照被经理收走三个月没有拿到工资大门在夜里上锁谁也不能离开工厂"
    assert jaccard(of(one), of(one.replace("三个月", "四个月"))) > 0.6


@pytest.mark.parametrize("text", ["", "See the attached file.", "x" * 1_000_000])
def test_a_text_of_few_words_has_none(text: str) -> None:
    assert signature(text) is None


def test_the_estimate_is_good_for_half_copied_texts() -> None:
    words = [f"w{n}" for n in range(900)]
    one, other = " ".join(words[:600]), " ".join(words[200:800])
    # 398 of 798 shingles are the same; four standard errors are 0.18.
    assert jaccard(of(one), of(other)) == pytest.approx(398 / 798, abs=0.18)


def test_near_copies_share_a_band() -> None:
    copy = STORY.replace("Monday", "Tuesday") + " I support this report."
    assert not set(band_keys(of(STORY))).isdisjoint(band_keys(of(copy)))


def test_a_signature_comes_back_from_its_text() -> None:
    text = packed(of(STORY))
    assert len(text) == 344
    back = unpacked(text)
    assert back is not None
    assert np.array_equal(back, of(STORY))


def test_a_signature_is_the_same_in_every_process_and_version() -> None:
    # What is in the log was made by older processes: a change here parts old and new.
    assert len(of(STORY)) == HASHES
    assert of(STORY)[:4].tolist() == [25755, 56188, 43708, 641]
    assert band_keys(of(STORY))[0] == "AJtkfNu8qoEC"


def test_a_signature_of_another_length_is_not_compared() -> None:
    assert unpacked("AAAA") is None


def test_lone_surrogates_are_read() -> None:
    assert signature("\ud800 passport " * 30) is not None
