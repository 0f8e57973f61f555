"""Sealed texts and wrapped keys: what comes back, and that nothing else ever does."""

import base64
import contextlib
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.domain.sealing import (
    MAKE_A_KEY,
    ContentDamaged,
    KeyFileDamaged,
    KeyLost,
    KeyRing,
    MalformedKeys,
    NoKeys,
    SealingError,
    WrongKey,
    has_tag,
    key_id_of,
    new_data_key,
    read_keys,
    rewrap,
    seal,
    tag,
    unseal,
    unwrap,
    wrap,
)

A, B, C = (bytes(range(start, start + 32)) for start in (0, 32, 64))
RING = KeyRing({"a": A, "b": B})
sources = st.uuids()
versions = st.integers(1, 2**31)


def spelled(key):
    return base64.urlsafe_b64encode(key).decode()


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# --- Keys as they are set ---


def test_keys_are_read_newest_first():
    ring = read_keys(f"2026-02:{spelled(B)},\n 2026-01:{spelled(A).rstrip('=')}\n")
    assert ring.ids == ("2026-02", "2026-01")
    assert ring.newest == "2026-02"
    assert ring.keys["2026-01"] == A
    assert not read_keys("  ")


def test_a_ring_prints_no_key():
    for said in (repr(RING), str(RING)):
        assert repr(A) not in said
        assert spelled(A) not in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (spelled(A), "number 1 is not an id, a colon and a key"),
        (f"a b:{spelled(A)}", "number 1 is not an id"),
        (f"a:{spelled(A)} b:{spelled(A)}", "the same key stands there twice"),
        (f"a:{spelled(A)} a:{spelled(B)}", "two keys are called “a”"),
        (f"a:{spelled(A[:31])}", "the key “a” is not 32 bytes"),
        (f"a:{spelled(A)[:-4]}!!!!", "the key “a” is not 32 bytes"),
        ("a:", "the key “a” is not 32 bytes"),
        (f"a:{spelled(bytes(32))}", "the key “a” is not random"),
        (f"../x:{spelled(A)}", "number 1 is not an id"),
    ],
)
def test_malformed_keys_are_refused_and_not_printed(text, says):
    with pytest.raises(MalformedKeys) as refused:
        read_keys(text)
    assert says in str(refused.value)
    for key in (A, B):
        assert spelled(key)[:20] not in str(refused.value)


def test_the_command_that_makes_a_key_makes_one(capsys):
    exec(MAKE_A_KEY.removeprefix('python -c "').removesuffix('"'))
    assert read_keys(capsys.readouterr().out).ids == ("2026-01",)


# --- Sealed texts ---


@given(st.binary(max_size=9000), sources, versions)
def test_what_was_sealed_comes_back(content, source, version):
    key = new_data_key()
    sealed = seal(content, source=source, version=version, data_key=key)
    assert unseal(sealed, source=source, version=version, data_key=key) == content
    assert sealed != seal(content, source=source, version=version, data_key=key)


@given(st.binary(min_size=1, max_size=60), sources, st.data())
def test_any_bit_that_is_flipped_fails(content, source, data):
    key = new_data_key()
    sealed = seal(content, source=source, version=1, data_key=key)
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    with pytest.raises(ContentDamaged):
        unseal(flipped(sealed, bit), source=source, version=1, data_key=key)


@given(st.binary(max_size=60), sources, st.data())
def test_what_is_cut_or_longer_fails(content, source, data):
    key = new_data_key()
    sealed = seal(content, source=source, version=1, data_key=key)
    for other in (sealed[: data.draw(st.integers(0, len(sealed) - 1))], sealed + b"\0"):
        with pytest.raises(ContentDamaged):
            unseal(other, source=source, version=1, data_key=key)


@given(st.binary(max_size=60), sources, sources, versions, versions)
def test_what_is_swapped_fails(content, one, other, first, second):
    key = new_data_key()
    sealed = seal(content, source=one, version=first, data_key=key)
    for source, version in ((other, first), (one, second), (other, second)):
        if (source, version) != (one, first):
            with pytest.raises(ContentDamaged):
                unseal(sealed, source=source, version=version, data_key=key)
    with pytest.raises(ContentDamaged):
        unseal(sealed, source=one, version=first, data_key=new_data_key())


# --- Wrapped keys ---


@given(sources, st.data())
def test_any_bit_of_a_key_file_that_is_flipped_fails(source, data):
    key = new_data_key()
    wrapped = wrap(key, source=source, ring=RING)
    assert unwrap(wrapped, source=source, ring=RING) == key
    bit = data.draw(st.integers(0, 8 * len(wrapped) - 1))
    changed = flipped(wrapped, bit)
    with pytest.raises((KeyFileDamaged, KeyLost, WrongKey)):
        unwrap(changed, source=source, ring=RING)


@given(sources, st.data())
def test_a_key_file_that_is_cut_fails(source, data):
    wrapped = wrap(new_data_key(), source=source, ring=RING)
    cut = wrapped[: data.draw(st.integers(0, len(wrapped) - 2))]  # the last is a line end
    with pytest.raises(KeyFileDamaged):
        unwrap(cut, source=source, ring=RING)


def test_a_key_file_of_another_source_fails():
    with pytest.raises(WrongKey):
        unwrap(wrap(new_data_key(), source=uuid4(), ring=RING), source=uuid4(), ring=RING)


def test_each_thing_that_is_missing_has_its_sentence():
    source = uuid4()
    wrapped = wrap(new_data_key(), source=source, ring=RING)
    with pytest.raises(NoKeys, match="no IDENTITY_KEYS"):
        unwrap(wrapped, source=source, ring=KeyRing())
    with pytest.raises(NoKeys):
        wrap(new_data_key(), source=source, ring=KeyRing())
    with pytest.raises(KeyLost, match="“a”, which is not among IDENTITY_KEYS"):
        unwrap(wrapped, source=source, ring=KeyRing({"b": B}))
    with pytest.raises(WrongKey, match="another key has been given that name"):
        unwrap(wrapped, source=source, ring=KeyRing({"a": C}))


@given(sources, st.permutations(["a", "b", "c"]), st.data())
def test_rotation_in_any_order(source, order, data):
    """Whatever the order of keys and however often: what opens is the key that was there."""
    every = {"a": A, "b": B, "c": C}
    key = new_data_key()
    wrapped = wrap(key, source=source, ring=RING)
    for newest in data.draw(st.lists(st.sampled_from(order), max_size=5)):
        ring = KeyRing({newest: every[newest], **every})
        wrapped = rewrap(wrapped, source=source, ring=ring)
        assert key_id_of(wrapped) == newest
        assert unwrap(wrapped, source=source, ring=ring) == key
    left = key_id_of(wrapped)
    with contextlib.suppress(SealingError):
        unwrap(wrapped, source=source, ring=KeyRing({k: v for k, v in every.items() if k != left}))
        pytest.fail("It opened without its key.")


# --- Tags ---


@given(st.text(), st.text())
def test_tags_are_equal_for_the_same_value_of_one_source_alone(one, other):
    key = new_data_key()
    assert tag(key, "name", one) == tag(key, "name", one)
    assert (tag(key, "name", one) == tag(key, "name", other)) == (one == other)
    assert tag(key, "name", one) != tag(key, "source", one)
    assert tag(key, "name", one) != tag(new_data_key(), "name", one)
    assert has_tag([tag(key, "name", one)], key, "name", one)
    assert not has_tag([], key, "name", one)
